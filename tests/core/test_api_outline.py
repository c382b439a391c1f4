"""Modules with one outline offer the same: compared with what parsing says."""

from __future__ import annotations

import ast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gitfix.core.api.compare import compare
from gitfix.core.api.offers import offers_the_same as surely
from gitfix.core.api.outline import same_outline
from gitfix.core.api.surface import surface

MODULE = '''\
"""A cart."""
import os
__all__ = ["Cart", "total"]
RATE = 0.2  # of the price


class Cart:
    """def hidden(self): no."""

    size: int = 1

    def add(self, item, *, count=1):
        """Adds it."""
        if item is None:  # def never(self):
            raise ValueError("""
def not_code(x):
    pass
""")
        return [
item,
    count]

    async def load(self):
        yield 1

    @property
    def first(self): return 1


def total(
    items,
    tax=0,
):
    text = 'it\\'s "quoted"'
    return text + \\
"# no comment"


if os.name == "nt":
    def path(): pass
'''
LINES = MODULE.split("\n")
SNIPPETS = (
    "",
    "    x = 1",
    "        x = 1",
    "x = 1",
    "    def more(self): pass",
    "def more(a): pass",
    "        def inner(a): pass",
    "    # a comment",
    '    """',
    "'''",
    "        yield 2",
    "    global x",
    "(",
    ")",
    "    return [",
    "]",
    "\\",
    "async def later(): pass",
    "        return 2  # def x():",
    "\tx = 2",
    "@property",
    "class Other: pass",
)


def offers_the_same(old: str, new: str) -> bool:
    """What parsing says; true as well where one of them is no Python, of which nothing is said."""
    before = surface(old.encode(), package=False)
    after = surface(new.encode(), package=False)
    if before is None or after is None:
        return True
    return not list(compare(before, after))


def told(old: str, new: str) -> bool:
    """What the outlines say, which has to be what parsing says."""
    before, after = old.encode(), new.encode()
    same = same_outline(before, after)
    sure = surely(before, after, package=False)
    assert sure or not same
    assert not sure or offers_the_same(old, new)
    return sure


@given(st.data())
def test_with_one_outline_nothing_is_gone(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            lines.insert(at, data.draw(st.sampled_from(SNIPPETS)))
        else:
            lines[at] = data.draw(st.sampled_from((*SNIPPETS, *LINES)))
    new = "\n".join(lines)
    assume(new != MODULE)
    told(MODULE, new)


@given(st.data())
def test_between_any_two_of_them(data: st.DataObject) -> None:
    """Both sides made up: what stands in one body may have ended in the other."""
    pool = st.lists(st.sampled_from((*SNIPPETS, *LINES)), max_size=9)
    old, new = ("\n".join(data.draw(pool)) for _ in "ab")
    told(old, new)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("        return [", "        item = count\n        return [", True),
        ("    text = 'it", "    # said\n    text = 'it", True),
        ('        """Adds it."""', '        """Adds it: def x(): pass"""', True),
        ("if item is None:", "if not item:", True),
        ("item, *, count=1", "item, count=1", False),
        ('["Cart", "total"]', '["Cart"]', False),
        ("    tax=0,", "    tax,", False),
        ("        yield 1", "        return 1", False),
        ("RATE = 0.2", "RATE = 0.3", False),
        ("def path(): pass", "def where(): pass", False),
    ],
)
def test_what_counts(old: str, new: str, same: bool) -> None:
    assert MODULE.count(old) == 1
    changed = MODULE.replace(old, new)
    ast.parse(changed)
    assert same_outline(MODULE.encode(), changed.encode()) is same


@pytest.mark.parametrize(
    "source",
    [b"x = 1\r\ndef f():\r\n    pass\r\n", b"# coding: cp932\nx = 1\n", b"x = 1\n\x0cy = 2\n"],
)
def test_what_is_written_in_another_way_is_parsed(source: bytes) -> None:
    assert not same_outline(source, source)
