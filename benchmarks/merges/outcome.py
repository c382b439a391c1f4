"""What a merge gave, in a form in which gitfix's answer and git's can be compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

_LABEL = re.compile(rb"^(<{7,}|>{7,}|\|{7,})( .*)?$", re.MULTILINE)
_SIDE = re.compile(r"~[^/]*$")
_KIND = re.compile(r"^CONFLICT \(([^)]*)\)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """A clean merge has its `tree` and nothing else.

    `stages`: mode, id, stage and path of what is unmerged; `kinds`: git's words for each conflict, sorted; `texts`:
    what the conflicted files hold. Names of sides (in markers, behind `~` in paths) are taken out: they differ
    because git names what it was called with.
    """

    tree: str = ""
    stages: frozenset[tuple[int, str, int, str]] = frozenset()
    kinds: tuple[str, ...] = ()
    texts: tuple[tuple[str, bytes], ...] = ()

    @property
    def clean(self) -> bool:
        return bool(self.tree)

    @classmethod
    def conflict(
        cls,
        stages: list[tuple[int, str, int, str]],
        said: str,
        texts: dict[str, bytes],
        read: Callable[[str], bytes],
    ) -> Self:
        """A merge that stopped; `said`: git's messages; `read`: what an object holds.

        A file that each side has renamed otherwise is staged as it was merged: with markers, and with their names.
        """
        named = said.find("rename/rename") >= 0
        plain = frozenset(
            (mode, _nameless(read(oid), oid) if named else oid, stage, unlabelled(path))
            for mode, oid, stage, path in stages
        )
        files = {path: _LABEL.sub(rb"\1", data) for path, data in texts.items()}
        return cls("", plain, tuple(sorted(_KIND.findall(said))), tuple(sorted(files.items())))


def _nameless(data: bytes, oid: str) -> str:
    """The id of an object that names no side; else a digest of what it holds without these names."""
    plain = _LABEL.sub(rb"\1", data)
    return oid if plain == data else f"with markers {hashlib.sha256(plain).hexdigest()}"


def unlabelled(path: str) -> str:
    """`path` without the side that git hangs on it where a folder is in its way."""
    return _SIDE.sub("", path)


def differences(mine: Outcome, gits: Outcome) -> list[str]:
    """What is not the same, in words."""
    if mine.clean or gits.clean:
        return [] if mine == gits else [f"gitfix {_short(mine)}, git {_short(gits)}"]
    found = []
    if mine.stages != gits.stages:
        found.append(f"other stages: {sorted(mine.stages ^ gits.stages)[:4]}")
    if mine.kinds != gits.kinds:
        found.append(f"other kinds: {mine.kinds} and {gits.kinds}")
    both = dict(mine.texts).keys() & dict(gits.texts).keys()
    texts = [path for path in both if dict(mine.texts)[path] != dict(gits.texts)[path]]
    if texts:
        found.append(f"other contents: {sorted(texts)[:4]}")
    return found


def _short(one: Outcome) -> str:
    return f"tree {one.tree[:12]}" if one.clean else f"conflicts ({', '.join(one.kinds)})"
