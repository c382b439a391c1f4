"""Whether a module goes on to offer what it did, told as cheaply as can be: by its outline before and after."""

from __future__ import annotations

from gitfix.core.api.compare import compare
from gitfix.core.api.outline import joined, outlines
from gitfix.core.api.surface import surface


def offers_the_same(old: bytes, new: bytes, *, package: bool) -> bool:
    """Whether `compare` surely finds nothing between the surfaces of the two; False where that is not sure."""
    found = outlines(old, new)
    if found is None:
        return False
    if found[0] == found[1]:
        return True
    before, after = (surface(joined(lines), package=package) for lines in found)
    return before is not None and after is not None and not any(compare(before, after))
