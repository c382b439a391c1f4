"""The noise between two texts, as the check finds it: hunks from difflib, trees from the real parsers."""

from __future__ import annotations

from difflib import SequenceMatcher

from gitfix.core.change import Hunk
from gitfix.core.layout.edits import lines_of, reverted
from gitfix.core.layout.regions import Region
from gitfix.core.layout.search import noise
from gitfix.core.layout.worth import language
from gitfix.core.text import decode
from gitfix.operations.noise import former


def hunks_between(old: bytes, new: bytes) -> list[Hunk]:
    """Hunks without context, numbered as git numbers them."""
    left, right = lines_of(old), lines_of(new)
    found = []
    for tag, i, k, j, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            gone = tuple(decode(line.removesuffix(b"\n")) for line in left[i:k])
            come = tuple(decode(line.removesuffix(b"\n")) for line in right[j:m])
            found.append(Hunk(i + bool(gone), j + bool(come), gone, come))
    return found


def regions(path: str, old: str | bytes, new: str | bytes) -> tuple[Region, ...] | None:
    """The noise that trees show; None where a side does not parse."""
    before = old.encode() if isinstance(old, str) else old
    after = new.encode() if isinstance(new, str) else new
    read = former(language(path))
    assert read is not None, f"nothing reads {path}"
    return noise(before, after, hunks_between(before, after), read)


def kinds(path: str, old: str | bytes, new: str | bytes) -> set[str]:
    """The sorts of noise."""
    return {one.kind for one in regions(path, old, new) or ()}


def taken_out(path: str, old: str | bytes, new: str | bytes) -> bytes:
    """The new text without its noise."""
    before = old.encode() if isinstance(old, str) else old
    after = new.encode() if isinstance(new, str) else new
    edits = [one.edit for one in regions(path, before, after) or ()]
    return reverted(lines_of(before), lines_of(after), edits)
