"""What is tried together, and what first: noise, a name and its users, an import and what needs it."""

from __future__ import annotations

from gitfix.core.change import FileChange
from gitfix.core.ddmin_tree import Node
from gitfix.core.layout.python import form
from gitfix.core.layout.search import noise
from gitfix.core.names import Oid
from gitfix.core.noisy_units import noisy_units
from gitfix.core.related import arrange
from gitfix.core.unit_names import dependents
from gitfix.core.units import FileUnits, file_units
from tests.core.test_units import change

BASE = b"import os\n\n\ndef a():\n    return 1\n\n\ndef b():\n    return 2\n\n\ndef c():\n    return 3\n"


def files(*heads: tuple[str, bytes]) -> list[FileUnits]:
    made: list[FileUnits] = []
    for path, head in heads:
        row = FileChange(**{**vars(change(BASE, head)), "path": path, "old_path": path})
        made.append(file_units(row, BASE, head, sum(len(file.units) for file in made)))
    return made


def nodes(node: Node[int]) -> list[frozenset[int]]:
    return [node.items, *(items for part in node.parts for items in nodes(part))]


def test_every_unit_is_in_the_tree_once() -> None:
    made = files(("x.py", BASE.replace(b"return", b"yield")), ("y.py", BASE + b"\nd = 4\n"))
    tree = arrange(made, {})
    assert tree.items == frozenset(range(4))

    def leaves(node: Node[int]) -> list[int]:
        return [n for p in node.parts for n in leaves(p)] if node.parts else list(node.items)

    assert sorted(leaves(tree)) == [0, 1, 2, 3]


def test_a_new_name_goes_only_with_its_users() -> None:
    first = BASE.replace(b"return 1", b"return helper()")
    second = BASE.replace(b"return 2", b"return 22") + b"\n\ndef helper():\n    return 1\n"
    made = files(("x.py", first), ("y.py", second))
    units = {unit.new[-1]: unit.number for file in made for unit in file.units}
    user, helper = units[b"    return helper()\n"], units[b"    return 1\n"]
    assert dependents(made, {}) == {helper: {user}}


def test_a_file_is_a_node_and_in_it_what_shares_a_name() -> None:
    head = BASE.replace(b"return 1", b"return helper()").replace(b"return 2", b"return 22")
    made = files(("x.py", head + b"\n\ndef helper():\n    return 1\n"), ("y.py", head))
    units = {unit.new[-1]: unit.number for unit in made[0].units}
    user, helper = units[b"    return helper()\n"], units[b"    return 1\n"]
    tree = arrange(made, {})
    assert [part.items for part in tree.parts] == [
        frozenset(unit.number for unit in file.units) for file in made
    ]
    assert frozenset((user, helper)) in nodes(tree)


def test_an_import_goes_with_what_needs_it() -> None:
    head = BASE.replace(b"import os", b"import os\nimport json").replace(
        b"return 3", b"return json.x"
    )
    made = files(("x.py", head.replace(b"return 1", b"return 11")))
    by_text = {unit.new[-1]: unit.number for unit in made[0].units}
    wanted = frozenset((by_text[b"import json\n"], by_text[b"    return json.x\n"]))
    assert wanted in nodes(arrange(made, {}))


def test_noise_is_least_likely_needed_and_what_the_test_names_most() -> None:
    noisy = BASE.replace(b"return 1\n", b"return 1  \n").replace(b"return 3", b"return three")
    head = noisy.replace(b"return 2", b"return 22")
    made = files(("x.py", head), ("y.py", BASE.replace(b"import os", b"import sys")))
    likely = {node.items: node.needed or 0 for node in arrange(made, {}, {"three"}).parts[0].parts}
    quiet, other, named = (likely[frozenset((number,))] for number in range(3))
    assert quiet < 0.01 < other < named


def test_a_docstring_is_as_seldom_needed_as_a_comment() -> None:
    made = files(("x.py", BASE.replace(b"def b():\n", b'def b():\n    """Two."""\n    x = 2\n')))
    made += files(("y.py", BASE.replace(b"def b():\n", b'def b():\n    """Two."""\n')))
    first, second = arrange(made, {}, {"Two"}).parts
    assert (second.needed or 0) < 0.01 < (first.needed or 0)


def test_a_new_file_goes_only_with_its_users() -> None:
    added = FileChange("words.py", "A", "words.py", 0, 0o100644, Oid("0" * 40), Oid("3" * 40))
    made = files(("x.py", BASE.replace(b"import os", b"import os\nimport words")))
    made += files(("y.py", BASE.replace(b"return 2", b"return 22")))
    renumbered = [
        made[0],
        file_units(made[1].change, BASE, BASE.replace(b"return 2", b"return 22"), 1),
    ]
    renumbered.append(file_units(added, b"", b"", 2))
    assert dependents(renumbered, {2: b"X = 1\n"}) == {2: {0}}


def test_a_blank_or_a_comment_in_a_hunk_is_seldom_needed_beside_its_code() -> None:
    head = BASE.replace(b"def b():\n    return 2\n", b"def d():\n    return 4\n\n\n# why\nx = 5\n")
    made = files(("x.py", head.replace(b"return 1\n", b"return 1\n\n\n\n")))
    likely = {items: node.needed for node in leaves_of(arrange(made, {})) for items in node.items}
    for unit in made[0].units:
        blank = not b"".join((*unit.new, *unit.deleted_lines)).strip()
        assert ((likely[unit.number] or 1) < 0.01) is blank


def leaves_of(node: Node[int]) -> list[Node[int]]:
    return [one for part in node.parts for one in leaves_of(part)] if node.parts else [node]


def test_layout_goes_as_one_though_its_lines_touch_the_fix() -> None:
    # One by one, half of the brackets would stay.
    head = BASE.replace(b"    return 2\n", b"    x = (\n        2\n    )\n    return max(x, 0)\n")
    base = BASE.replace(b"    return 2\n", b"    x = 2\n    return x\n")
    made = [file_units(change(base, head), base, head, 0)]
    found = noise(base, head, made[0].change.hunks, form)
    noisy = set(noisy_units(made[0], found or ()))
    bracket = {unit.number for unit in made[0].units if unit.new != (b"    return max(x, 0)\n",)}
    assert noisy == bracket
    assert len(noisy) > 1
    assert noisy not in nodes(arrange(made, {}))
    assert noisy in nodes(arrange(made, {}, noise=noisy))
