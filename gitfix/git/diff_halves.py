"""A large difference by two gits at once: each makes the patches of half of the files, on a processor of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from gitfix.git.diff_stream import Pieces

if TYPE_CHECKING:
    from gitfix.git.diff_parse import Row
    from gitfix.git.process import Git
    from gitfix.host.stream import Stream

MANY = 2000
"""Files from which on the second git is worth its start."""
MOST_NAMES = 400
"""git compares each name in a folder with each of these."""
MOST_BYTES = 1 << 16
"""What a command line surely takes."""


def sections(
    git: Git, running: Stream, pieces: Pieces, begin: Callable[[Sequence[str]], Stream]
) -> Iterator[str]:
    """The patches of all files, in their order; GitFailed where git fails.

    `begin`: starts the same difference without renames, of some paths alone.
    """
    at, names = second_half(pieces.rows) if _processors() > 1 else (0, [])
    if not names:
        return _ended(git, running, pieces.sections())
    other = begin(names)
    # Nobody waits for what the other one writes meanwhile, and it must not have to wait.
    pieces.meanwhile(other.fill)
    return _in_halves(git, running, pieces, at, other)


def _in_halves(git: Git, running: Stream, pieces: Pieces, at: int, other: Stream) -> Iterator[str]:
    first = pieces.sections()
    for _ in range(at):
        one = next(first, None)
        if one is None:
            break
        yield one
    else:
        rest = Pieces(other.chunks())
        if rest.rows == pieces.rows[at:]:
            running.end()
            yield from _ended(git, other, rest.sections())
            return
    yield from _ended(git, running, first)


def _ended(git: Git, running: Stream, patches: Iterator[str]) -> Iterator[str]:
    yield from patches
    git.rest(running)


def second_half(rows: Sequence[Row]) -> tuple[int, list[str]]:
    """Where it begins, and what names its files and no others; no names where it cannot be made apart.

    Files whose type changes, or that do not have one patch, are counted otherwise; a moved file is in two places.
    """
    at = len(rows) // 2
    if (
        len(rows) < MANY
        or any(row[1] in "TUX" for row in rows[:at])
        or any(row[1] not in "AMD" for row in rows[at:])
    ):
        return 0, []
    last = rows[at - 1][0]
    shared = {last, *_folders(last)}
    names: list[str] = []
    size = 0
    below = "\0"
    for row in rows[at:]:
        path = row[0]
        if path.startswith(below):
            continue
        name = next((one for one in _folders(path) if one not in shared), path)
        names.append(name)
        below = f"{name}/"
        size += len(name)
        if len(names) > MOST_NAMES or size > MOST_BYTES // 4:
            return 0, []
    return at, names


def _folders(path: str) -> Iterator[str]:
    """The folders that it is in, the outermost first."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _processors() -> int:
    """How many this process may use."""
    asked = getattr(os, "sched_getaffinity", None)
    return len(asked(0)) if asked else os.cpu_count() or 1
