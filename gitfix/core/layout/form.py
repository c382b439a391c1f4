"""The form of a source file: two files with the same form do the same, whatever they look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Statement:
    """An import whose place does not count: its lines, from 0, `end` excluded, and what it brings in."""

    start: int
    end: int
    atoms: tuple[object, ...]


@dataclass(frozen=True)
class Form:
    """`code` is what the program is made of, comments that tools read included; `comments` the other
    ones, as they read without indentation.

    `lines` says on which lines (from 0) each part of `code` begins and ends; `spans` where the comments
    are, in bytes, and `rows` on which lines; `imports` which statements may change places, in a form
    without their order.
    """

    code: Sequence[object]
    lines: Sequence[tuple[int, int]]
    comments: Sequence[object] = ()
    spans: Sequence[tuple[int, int]] = ()
    rows: Sequence[tuple[int, int]] = ()
    imports: Sequence[Statement] = ()


Former = Callable[[bytes, bool], Form | None]
"""Reads a file; None where it does not parse. With True, the order of imports is left out of the form."""
