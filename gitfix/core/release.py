"""The release of a hotfix: the answer of `gitfix release`."""

from __future__ import annotations

from typing import Literal

from gitfix.core.value import dataclass

State = Literal["released", "already", "prepared", "unchanged", "planned"]


@dataclass(frozen=True)
class PreparedFile:
    """A file that `--prepare` changes. `lockfile`: it repeats the version of the project itself."""

    path: str
    kind: Literal["version", "changelog", "lockfile"]


@dataclass(frozen=True)
class ReleaseResult:
    """`state`: `already` where it was released before, `unchanged` where `--prepare` had nothing to do.

    `tag`, `tag_object` (the tag's own id): null where this repository makes no release tags. `commit`, `tree`: what was
    released, or with `--prepare` the hotfix branch's new tip. `pushed`: the remote has it. `record`: the event that the
    tag vouches for. `files`: what `--prepare` changes.
    """

    incident: str
    branch: str
    version: str
    tag: str | None
    tag_object: str | None
    commit: str
    tree: str
    state: State
    signed: bool
    pushed: bool
    remote: str
    record: str | None
    files: tuple[PreparedFile, ...]
    next: str | None
    base: str = ""
    by: str = ""
    left_alone: tuple[str, ...] = ()
    plan: tuple[dict[str, object], ...] = ()

    _private = ("base", "by", "left_alone", "plan")
