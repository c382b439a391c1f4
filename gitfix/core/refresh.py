"""What `gitfix refresh` answers."""

from __future__ import annotations

from typing import Literal

from gitfix.core.backport import Conflict
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class RefreshBase:
    """A release that a hotfix starts from."""

    tag: str
    commit: str
    version: str


@dataclass(frozen=True)
class RefreshResult:
    """What became of the hotfix. `after` equals `before` where nothing moved; `merge` is empty where the branch had no
    commits of its own, or had the release already.
    """

    incident: str
    branch: str
    state: Literal["refreshed", "adopted", "nothing", "conflict", "planned"]
    old: RefreshBase
    new: RefreshBase
    before: str
    after: str
    merge: str
    version: str
    conflicts: tuple[Conflict, ...] = ()
    pushed_before: bool = False
    version_was: str = ""
    plan: tuple[dict[str, object], ...] = ()

    _private = ("pushed_before", "version_was", "plan")
