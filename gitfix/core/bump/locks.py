"""Lock files that repeat the version of the project itself: a build with `--locked` fails while they differ."""

from __future__ import annotations

import re
from collections.abc import Set

_BLOCK = re.compile(r"(?m)^\[\[package\]\]\r?\n(?:(?!\[\[package\]\]).*(?:\n|\Z))*?(?=^\[|\Z)")
_NAME = re.compile(r'(?m)^name = "([^"]+)"')
_ELSEWHERE = re.compile(r'(?m)^source = (?:"|\{ (?!editable|virtual|directory))')
"""A package that comes from a registry or another repository (Cargo.lock, uv.lock)."""


def in_lock(text: str, names: Set[str], old: str, new: str) -> str:
    """Cargo.lock or uv.lock with `new` for those of its own packages in `names` that it has at `old`."""
    line = re.compile(rf'(?m)^(version = "){re.escape(old)}(")')

    def block(found: re.Match[str]) -> str:
        whole = found[0]
        name = _NAME.search(whole)
        if name is None or name[1] not in names or _ELSEWHERE.search(whole):
            return whole
        return line.sub(rf"\g<1>{new}\g<2>", whole, count=1)

    return _BLOCK.sub(block, text)
