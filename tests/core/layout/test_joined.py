"""What git has drawn into two hunks, and is layout only together, is found; and never more than that."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.change import Hunk
from gitfix.core.layout.edits import edits_of, lines_of, reverted
from gitfix.core.layout.python import form
from gitfix.core.layout.search import noise
from tests.core.layout.test_search import MUTANTS, PROGRAM, same
from tests.layout import hunks_between, regions, taken_out


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
    # Nothing outside of the change was touched, each line once at most, and no more counts than was changed.
    hunks = edits_of(hunks_between(PROGRAM.encode(), new))
    edits = [one.edit for one in found]
    for one, other in pairwise(edits):
        assert one.old_end <= other.old_start and one.new_end <= other.new_start
    if edits:
        assert hunks[0].old_start <= edits[0].old_start and hunks[0].new_start <= edits[0].new_start
        assert edits[-1].old_end <= hunks[-1].old_end and edits[-1].new_end <= hunks[-1].new_end
    assert sum(one.removed for one in found) <= sum(hunk.removed for hunk in hunks)
    assert sum(one.added for one in found) <= sum(hunk.added for hunk in hunks)


CROSSED = """\
class A {
    int f(int a) {
        if (a > 1) {
            return a;
        }

        return b;
    }

    int g(int a) {
        if (a > 1) {
            return a;
        }

        return c;
    }
}
"""
"""Half of its indentation moves every `}` to where another one was."""


def test_a_change_among_lines_that_cross_leaves_the_others_noise() -> None:
    new = CROSSED.replace("    ", "  ").replace("return c", "return d").replace(") {", ")\n{", 1)
    found = regions("A.java", CROSSED, new) or ()
    kept = CROSSED.replace("        return c", "    return d")
    assert taken_out("A.java", CROSSED, new).decode() == kept
    changed = edits_of(hunks_between(CROSSED.encode(), new.encode()))
    assert sum(one.removed for one in found) == sum(one.removed for one in changed) - 1
    assert sum(one.added for one in found) == sum(one.added for one in changed) - 1


def test_lines_that_a_new_block_encloses_belong_to_it_in_a_file_of_another_style() -> None:
    """Four blanks became two, but these lines stay where they were: they are in a block now."""
    old = CROSSED.replace("    int g(int a) {\n", "    int g(int a) {\n        log();\n")
    new = old.replace("    ", "  ").replace("    log();\n", "    if (x) {\n      log();\n    }\n")
    left = taken_out("A.java", old, new)
    assert b"    if (x) {\n      log();\n    }\n" in left
    assert left.replace(b"    if (x) {\n      log();\n    }\n", b"        log();\n") == old.encode()
