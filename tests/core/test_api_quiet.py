"""What is told from hunks alone: whenever a change is called quiet, parsing both sides finds nothing, either."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gitfix.core.api.compare import compare
from gitfix.core.api.quiet import is_quiet
from gitfix.core.api.surface import Surface, surface
from gitfix.core.change import Hunk

MODULE = """\
import os
from .money import (
    Money,
    cents
)
__all__ = [
    "total",
    "Cart"
]
LIMIT = 3
rate = (
    LIMIT
)
def total(
    items,
    tax=0,
    *rest
):
    value = tax
    if value:
        value = items[0]
        return value
    print(value)
    return helper(
        value,
        tax
    )
@dataclass(
    frozen=True
)
class Line:
    name: str
    count: int = field(
        default=1
    )
class Cart(
    Base
):
    size = 1
    @property
    def empty(self):
        self.seen = True
        return not self.items
    async def load(self):
        await self.fetch()
        return 1
    def add(self, item, count=1):
        '''Adds
        an item
        '''
        total = count \\
            + 1
        self.items[item] = total
        raise ValueError("no")
def helper(a, b): return a
x, \\
y = 3, 4
def last(): \\
    return 1
"""
LINES = MODULE.splitlines()
NEW = [
    *LINES,
    *("x = 1", "empty = 1", "    empty = 1", "    size = 2"),
    *("        value = 2", "total = None", "    tax", "    tax=0"),
    *("...", "    ...", "foo(1)", "    foo(1)", "        foo(x=1)"),
    *("        self.seen = False", "        return None", "    pass", "pass"),
    *("    kw_only = True", "    init=False", "    *", "    rest"),
    *('    "Cart"', '    "helper"', "    Object", "'''", '"""'),
    *(", b=2", "    , b=2", "foo", "    b", "class Other:"),
    *("def total(items):", "    def add(self):", "if x:", "else:", ")"),
    *("    yield 1", "        yield 1", "del total", "x = [", "]", "(", "# note", "", "        # it's", "import re"),
    *("    value += 1", "Cart = 3", "    add = None"),
    *("__getattr__ = 1", "x = y = 1", "x == 1", "return", "a.b.c(1)[2]"),
    *("from x import *", "        super().add(item, 2)"),
    *("        assert item, 'no'", "x @= 2", "(a)", "not (a)", "in (a)"),
    *("f'{a}'", "    f'a'.strip()", "x \\", "\\", "    x: int = 3"),
    *("    count: str", "lambda: foo", "total(1).y = 2"),
    *("# total", "    # a note, [and] more", "# it's {x}", "# \\", "    ", "x = 1  # three", "# -*- coding: latin-1"),
    *("import total", "    import empty", "import os, re as total", "import a.b", "from .a import Cart"),
    *("    from x import add", "from x import y as helper", "    import size  # here", "import os as os"),
    *("def helper(a, b, c=1):", "def helper(a, *, b):", "    async def load(self, more=None):", "    def load(self):"),
    *("    def add(self, item, count=1, *more):", "def helper(a, b=(yield)):", "from a import (b)"),
]  # fmt: skip


def hunks_of(old: list[str], new: list[str]) -> list[Hunk]:
    """As git's parser makes them: the line above is one that both have."""
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone, come = tuple(old[a:b]), tuple(new[c:d])
            above = old[a - 1] if a else None
            found.append(Hunk(a + bool(gone), c + bool(come), gone, come, above))
    return found


def offered(lines: list[str]) -> Surface | None:
    return surface("\n".join([*lines, ""]).encode(), package=False)


BEFORE = offered(LINES)


def breaks(old: list[str], new: list[str]) -> list[str]:
    before, after = (BEFORE if lines is LINES else offered(lines) for lines in (old, new))
    if before is None or after is None:
        return []
    return [f"{one.name}: {one.words}" for one in compare(before, after)]


EDITS = st.lists(
    st.tuples(st.integers(0, len(LINES)), st.integers(0, 2), st.lists(st.sampled_from(NEW), max_size=2)),
    min_size=1,
    max_size=3,
)  # fmt: skip


def edited(edits: list[tuple[int, int, list[str]]]) -> list[str]:
    lines = list(LINES)
    for at, gone, come in sorted(edits, reverse=True):
        lines[at : at + gone] = come
    return lines


@settings(max_examples=150)
@given(EDITS, st.booleans())
def test_what_is_quiet_breaks_nobody(
    edits: list[tuple[int, int, list[str]]], backwards: bool
) -> None:
    sides = (LINES, edited(edits))
    old, new = reversed(sides) if backwards else sides
    assume(is_quiet(hunks_of(old, new)))
    assert breaks(old, new) == []


def test_one_line_more_or_less_at_every_place() -> None:
    """Each line of those above put in everywhere, and taken out again: exhaustive, not by chance."""
    quiet = 0
    for at in range(len(LINES) + 1):
        for line in NEW:
            more = [*LINES[:at], line, *LINES[at:]]
            above = LINES[at - 1] if at else None
            for old, new, hunk in (
                (LINES, more, Hunk(at, at + 1, (), (line,), above)),
                (more, LINES, Hunk(at + 1, at, (line,), (), above)),
            ):
                if is_quiet([hunk]):
                    quiet += 1
                    assert breaks(old, new) == [], (at, line)
    assert quiet > 500


@pytest.mark.parametrize(
    ("above", "gone", "come", "expected"),
    [
        ("    value = tax", ["    print(value)"], ["    print(value, tax)"], True),
        ("    if value:", ["        return 1"], ["        return value"], True),
        ("    def add(self, item):", [], ["        self.seen = True"], True),
        ("    value = tax", ["    value = 2"], ["    value = tax * 2", "    log(value)"], True),
        ("LIMIT = 3", [], ["rate = 1"], True),
        ("    value = tax\r", ["    print(value)\r"], [], True),
        ("    size = 1", [], ["    empty = 1"], False),
        ("LIMIT = 3", [], ["import re"], True),
        ("", [], ["import re"], True),
        ("", ["import re"], ["import re, sys"], True),
        ("", ["import re"], ["import sys"], False),
        ("", ["import re"], ["re = 1"], False),
        ("import re", [], ["from x import *"], False),
        ("import re \\", [], [""], False),
        (None, [], ["# note"], False),
        ("    (a,", [], ["    # note", ""], True),
        ("    (a,", [], ["    # it's"], False),
        ("    (a,", [], ["    # note", "    b = 1"], False),
        ("", ["    # note"], ["    # note", "    return 1"], True),
        ("    value = tax", [], ["    # note", "    print(value)  # said"], True),
        ("", ["def total(items):"], ["def total(items, tax=0):"], True),
        ("", ["def total(items):"], ["async def total(items):"], False),
        ("", ["def total(items):"], ["    def total(items):"], False),
        ("", ["def total(items):"], ["def sum(items):"], False),
        ("", ["def total(items):", "    pass"], ["def total(items):", "    return"], True),
        ("", [], ["def total(items):", "    pass"], False),
        ("LIMIT = 3", ["rate = 1"], [], False),
        ("    items,", [], ["    tax=0"], False),
        ("    items", [], ["    , tax=0"], False),
        ("", ["    print(value)"], [], False),
        (None, ["print(value)"], [], False),
        ("    tax", ["def total(items):"], ["def total(items, tax):"], False),
        ("    Money", ["    cents"], [], False),
        ("x, \\", [], ["foo(1)"], False),
        ("    value = tax", [], ["    yield value"], False),
        ("    value = tax", [], ["    text = f'{value}'"], False),
        ("    value = tax", [], ["    print(value,"], False),
    ],
)
def test_which_hunks_are_quiet(
    above: str | None, gone: list[str], come: list[str], expected: bool
) -> None:
    assert is_quiet([Hunk(5, 5, tuple(gone), tuple(come), above)]) is expected
