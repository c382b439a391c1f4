"""What git has drawn into two hunks, and is layout only together, is found; and never more than that."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.change import Hunk
from gitfix.core.layout.edits import lines_of, reverted
from gitfix.core.layout.python import form
from gitfix.core.layout.search import noise
from tests.core.layout.test_search import MUTANTS, PROGRAM, same
from tests.layout import hunks_between, regions


def test_a_line_that_goes_in_one_hunk_and_comes_in_the_next() -> None:
    old = "def f():\n    a(1,\n      2)\n    b()\n    c()\n"
    new = "def f():\n\n    a(1, 2)\n    b()\n    c()\n"
    hunks = [
        Hunk(2, 1, ("    a(1,", "      2)", "    b()"), ()),
        Hunk(4, 2, (), ("", "    a(1, 2)", "    b()")),
    ]
    left, right = lines_of(old.encode()), lines_of(new.encode())
    found = noise(old.encode(), new.encode(), hunks, form)
    assert found is not None
    assert reverted(left, right, [one.edit for one in found]) == old.encode()
    assert {one.edit.hunk for one in found} == {0, 1}


def test_a_statement_that_moved_over_a_kept_line_is_a_change() -> None:
    old, new = "a()\nb()\nc()\n", "b()\na()\nc()\n"
    hunks = [Hunk(1, 0, ("a()",), ()), Hunk(2, 2, (), ("a()",))]
    assert noise(old.encode(), new.encode(), hunks, form) == ()


def test_a_mutation_among_joined_hunks_stays() -> None:
    old = "def f():\n    a(1,\n      2)\n    b()\n    c()\n"
    new = "def f():\n\n    a(1, 3)\n    b()\n    c()\n"
    hunks = [
        Hunk(2, 1, ("    a(1,", "      2)", "    b()"), ()),
        Hunk(4, 2, (), ("", "    a(1, 3)", "    b()")),
    ]
    found = noise(old.encode(), new.encode(), hunks, form)
    assert found is not None
    left = reverted(lines_of(old.encode()), lines_of(new.encode()), [one.edit for one in found])
    assert same(left, new) and not same(left, old)


MIXES = (
    lambda line: line + "  ",
    lambda line: line + "\n",
    lambda line: line.replace(", ", ",\t") if '"' not in line and "'" not in line else line,
    lambda line: line.replace(" + ", "  +  ") if '"' not in line else line,
    lambda line: line + "  # seen" if line.endswith(")") and '"' not in line else line,
    lambda line: line,
)


@given(st.sampled_from([PROGRAM, *MUTANTS]), st.data())
@settings(max_examples=80, deadline=None)
def test_the_same_program_is_left_of_any_mix(mutant: str, data: st.DataObject) -> None:
    """Random layout on random lines of a program or a mutant: the rest is that program, and only its lines differ."""
    lines = mutant.splitlines()
    chosen = data.draw(st.lists(st.sampled_from(MIXES), min_size=len(lines), max_size=len(lines)))
    ends = data.draw(st.sampled_from(["\n", "\r\n"]))
    last = data.draw(st.sampled_from(["", ends]))
    made = [mix(line) for mix, line in zip(chosen, lines, strict=True)]
    new = (ends.join(made) + last).encode()
    if not same(new, new):
        return
    found = regions("a.py", PROGRAM, new)
    assert found is not None
    old, now = lines_of(PROGRAM.encode()), lines_of(new)
    left = reverted(old, now, [one.edit for one in found])
    assert same(left, new)
    # Nothing but lines of the change was touched, each once at most.
    hunks = hunks_between(PROGRAM.encode(), new)
    inside = {(n, k) for n, hunk in enumerate(hunks) for k in range(len(hunk.added))}
    start = {n: hunk.new_start - (1 if hunk.added else 0) for n, hunk in enumerate(hunks)}
    touched = [
        (one.edit.hunk, row - start[one.edit.hunk])
        for one in found
        for row in range(one.edit.new_start, one.edit.new_end)
    ]
    assert set(touched) <= inside and len(touched) == len(set(touched))
