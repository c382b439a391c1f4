"""What `gitfix check --fix-noise` took out: its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class FixedFile:
    """A file and how many lines of noise are in it, both sides counted.

    `kinds`: whitespace, format, comment, imports.
    """

    path: str
    lines: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class FixNoiseResult:
    """The commit that takes noise out. `state`: fixed, planned (with `--dry-run`) or nothing.

    `commit` goes on `branch`, on top of `head`; null where there is nothing to take out. `left`: files with white space
    that stays, because nothing here can read their language.
    """

    state: Literal["fixed", "planned", "nothing"]
    branch: str
    head: Oid
    commit: Oid | None
    lines: int
    files: tuple[FixedFile, ...]
    left: tuple[str, ...]
    plan: tuple[Mapping[str, object], ...] = ()
