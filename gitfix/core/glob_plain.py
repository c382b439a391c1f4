"""Patterns that need no regular expression: names, beginnings, ends, folders; the others are compiled when tried.

To compile the two hundred patterns that a check knows takes longer than to read a hotfix. What is said here is what
the expressions of `core/glob.py` say, to the letter: a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product

_SPECIAL = re.compile(r"[*?\[\\]")
_ONE_OF = re.compile(r"\[([A-Za-z0-9]+)\]")
"""A set without ranges: as many patterns as it has members."""
_MOST_EXPANDED = 16
Test = Callable[[str], object]


class Plain:
    """The patterns of a list that are not negated; `compiled` makes the expression for one of them."""

    def __init__(self, patterns: Iterable[str], compiled: Callable[[str], Test]) -> None:
        self._compiled = compiled
        self._tests: dict[str, Test] = {}
        self._known: dict[str, bool] = {}
        names: list[str] = []
        starts: list[str] = []
        ends: list[str] = []
        pairs: list[tuple[str, str]] = []
        folders: list[str] = []
        folder_ends: list[str] = []
        heads: list[str] = []
        self._rest: dict[str, list[str]] = {}
        for pattern in (one for many in patterns for one in _expanded(many)):
            folder = pattern.endswith("/")
            core = pattern.rstrip("/")
            before, star, after = core.partition("*")
            plain = bool(core) and not _SPECIAL.search(before + after)
            if not plain or ("/" in core and not (folder and not star)):
                self._rest.setdefault(_needle(pattern), []).append(pattern)
            elif "/" in core:
                heads.append(core.removeprefix("/") + "/")
            elif not star:
                (folders if folder else names).append(core)
            elif folder:
                if before or not after:
                    self._rest.setdefault(_needle(pattern), []).append(pattern)
                else:
                    folder_ends.append(after)
            elif before and after:
                pairs.append((before, after))
            elif before or after:
                (starts if before else ends).append(before or after)
            else:
                self._rest.setdefault("", []).append(pattern)
        self._names, self._folders = frozenset(names), frozenset(folders)
        self._starts, self._ends, self._pairs = tuple(starts), tuple(ends), pairs
        self._pair_starts = tuple(before for before, _ in pairs)
        self._folder_ends, self._heads = tuple(folder_ends), tuple(heads)

    def matches(self, path: str) -> bool:
        """Whether one of the patterns means `path`."""
        folder, _, name = path.rpartition("/")
        if folder:
            below = self._known.get(folder)
            if below is None:
                below = self._known[folder] = self._below(folder)
            if below:
                return True
        if self._name(name):
            return True
        # Most are ruled out by their needle: a generator for that would take longer than the search.
        for needle, likely in self._rest.items():
            if needle in path and any(self._test(pattern)(path) for pattern in likely):
                return True
        return False

    def _below(self, folder: str) -> bool:
        """Whether a pattern means everything in `folder`, by the name of it or of one above, or from the root."""
        if (folder + "/").startswith(self._heads):
            return True
        return any(
            self._name(part) or part in self._folders or part.endswith(self._folder_ends)
            for part in folder.split("/")
        )

    def _name(self, name: str) -> bool:
        if name in self._names or name.endswith(self._ends) or name.startswith(self._starts):
            return True
        return name.startswith(self._pair_starts) and any(
            name.startswith(before)
            and name.endswith(after)
            and len(name) >= len(before) + len(after)
            for before, after in self._pairs
        )

    def _test(self, pattern: str) -> Test:
        if pattern not in self._tests:
            self._tests[pattern] = self._compiled(pattern)
        return self._tests[pattern]


def _expanded(pattern: str) -> list[str]:
    """`*.[jt]s` as `*.js` and `*.ts`; the pattern itself where that is not so simple."""
    pieces = _ONE_OF.split(pattern)
    sets = pieces[1::2]
    count = 1
    for one in sets:
        count *= len(one)
    if not sets or count > _MOST_EXPANDED or "[" in "".join(pieces[0::2]) or "\\" in pattern:
        return [pattern]
    found = []
    for chosen in product(*sets):
        text = pieces[0]
        for char, piece in zip(chosen, pieces[2::2], strict=True):
            text += char + piece
        found.append(text)
    return found


def _needle(pattern: str) -> str:
    """The longest text that is in every path that the pattern means; empty where that cannot be said simply."""
    known = pattern.partition("[")[0].partition("\\")[0]
    return max(re.split(r"[*?/]+", known), key=len)
