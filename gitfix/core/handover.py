"""What `gitfix handover` and `gitfix resume` answer."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class HandoverResult:
    """Who has the incident now, and what of it they cannot get at yet: commits that are not pushed, files that are not
    committed. `shared`: the record is on the remote; `event` is empty on a dry run.
    """

    incident: str
    to: str
    note: str
    branch: str
    head: str
    pushed: bool
    unpushed: int
    uncommitted: tuple[str, ...]
    shared: bool
    event: str
    commands: tuple[str, ...] = ()
    remote: str = ""

    _private = ("commands", "remote")


@dataclass(frozen=True)
class ResumeResult:
    """Where the incident goes on. `branch` is null before there is one; `made`: it was not in this clone before;
    `next` is the command to type now, null when nothing is left.
    """

    incident: str
    summary: str
    severity: str
    phase: str
    branch: str | None
    head: str
    made: bool
    worktree: str | None
    checked_out: bool
    handed_by: str
    note: str
    next: str | None
    blocking: tuple[str, ...]
    why_there: str = ""
    before: str = ""
    plan: tuple[dict[str, object], ...] = ()

    _private = ("why_there", "before", "plan")
