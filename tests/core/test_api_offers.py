"""What the outlines of two modules say, against the modules themselves: over Python's own library, and edits of it."""

from __future__ import annotations

import sysconfig
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.api.compare import compare
from gitfix.core.api.offers import offers_the_same
from gitfix.core.api.outline import joined, outlines
from gitfix.core.api.surface import Surface, Symbol, surface

LIBRARY = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
SMALL = [path for path in LIBRARY if path.stat().st_size < 12_000]
SNIPPETS = (
    *("", "    pass", "import os", "from x import *", "x = 1", "    x: 'ClassVar[int]' = 1", "__all__ = ['x']"),
    *("def x(a, b=1): return a", "    def x(self, *, a):", "class X(object):", "@property", "    @staticmethod"),
    *('"""', "'''", "(", ")", "# a note", "async def x():", "        yield", "\\", "if x:", "else:", "    x = (yield)"),
    *("    __slots__ = ()", "@dataclass(kw_only=True)", "    _: KW_ONLY", "__all__ += ('''a", "b''',)"),
)  # fmt: skip


def bare(symbol: Symbol) -> Symbol:
    """Without its place: an outline has other lines."""
    members = {name: bare(one) for name, one in symbol.members.items()}
    return replace(symbol, line=0, members=members)


def told(found: Surface) -> tuple[object, ...]:
    symbols = {name: bare(one) for name, one in found.symbols.items()}
    return symbols, found.public, found.listed, found.open


def test_an_outline_offers_what_its_module_does() -> None:
    told_of = 0
    for path in LIBRARY:
        source = path.read_bytes()
        found, whole = outlines(source, source), surface(source, package=False)
        if found is None or whole is None:
            continue
        short = surface(joined(found[0]), package=False)
        assert short is not None, path
        named = {name: replace(one, bases=()) for name, one in told(short)[0].items()}  # type: ignore[attr-defined]
        whole_named = {name: replace(one, bases=()) for name, one in told(whole)[0].items()}  # type: ignore[attr-defined]
        assert named == whole_named, path
        assert told(short)[1:] == told(whole)[1:], path
        told_of += 1
    assert told_of > len(LIBRARY) // 2


@cache
def lines_of(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text("latin-1").split("\n"))


@st.composite
def edits(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A module of the library before and after a few edits, of which some are in both."""
    lines = list(lines_of(draw(st.sampled_from(SMALL))))
    sides = []
    for most in (1, 3):
        for _ in range(draw(st.integers(0, most))):
            at = draw(st.integers(0, len(lines) - 1))
            kind = draw(st.sampled_from(["put in", "take out", "take another", "indent"]))
            if kind == "put in":
                lines.insert(at, draw(st.sampled_from(SNIPPETS)))
            elif kind == "take out" and len(lines) > 1:
                del lines[at]
            elif kind == "take another":
                lines[at] = draw(st.sampled_from(lines))
            else:
                lines[at] = draw(st.sampled_from(["    ", "\t"])) + lines[at]
        sides.append("\n".join(lines).encode("latin-1"))
    return sides[0], sides[1]


@given(edits(), st.booleans())
def test_what_is_sure_is_true_of_edited_modules(sides: tuple[bytes, bytes], package: bool) -> None:
    old, new = sides
    before, after = surface(old, package=package), surface(new, package=package)
    if before is None or after is None:
        return  # nothing is said of what is no Python
    if offers_the_same(old, new, package=package):
        assert not any(compare(before, after))
