"""An incident in its repository: its hotfix branch's tip and tree as they are now, which evidence is held against."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, Oid, TreeId
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Case:
    """An incident in its repository, as the evidence of its steps needs it. `at`: the tip, as the remote told."""

    work: Workspace
    incident: Incident
    at: Oid | None = None

    @cached_property
    def head(self) -> Oid | None:
        """The hotfix branch's tip here, its own or the remote-tracking one; once it is deleted, what landed."""
        if self.at:
            return self.at
        branch, remote = self.incident.branch, self.work.remote_name
        if not branch:
            return None
        spaces = (HEADS, f"refs/remotes/{remote}/") if remote else (HEADS,)
        tips = (self.work.repo.refs.get(space + branch) for space in spaces)
        landed = self.incident.backport_head
        found = next((tip for tip in tips if tip), None)
        return found or (self.work.repo.refs.commit(landed) if landed else None)

    @cached_property
    def tree(self) -> TreeId | None:
        """The tree at that tip: what approvals and runs are bound to."""
        return self.work.repo.objects.read_commit(self.head).tree if self.head else None

    @cached_property
    def has_commits(self) -> bool:
        """Whether there is anything on the hotfix branch yet, as far as this clone can tell."""
        return bool(self.head) and self.head != self.incident.base.commit
