"""Whether production runs what was approved: asked where the team says, compared by tree."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.operations.running import told
from gitfix.services.commands import StepRun

if TYPE_CHECKING:
    from gitfix.operations.case import Case

CONFIRMATION = "confirmation"
"""The step that says that the fault is gone."""
ASKS = "production runs the hotfix"
"""What stands where the command of a step would."""


def asks(case: Case) -> bool:
    """Whether the team has said how production is asked what it runs."""
    config = case.work.config
    return bool(config.text("production.command") or config.text("production.url"))


@dataclass(frozen=True)
class Expected:
    """A release that production is taken to, and its tree."""

    name: str
    tree: str
    what: str = "the release"

    @property
    def words(self) -> str:
        """What stands where the command of a step would."""
        return f"production runs {self.what} {self.name}"


def look(case: Case, release: Expected | None = None) -> StepRun:
    """What production runs, against the tree of the hotfix, or of `release`; it counts like a command."""
    hotfix = Expected(case.incident.tag or (case.head or "")[:7], case.tree or "", "the hotfix")
    wanted = release or hotfix
    try:
        found = told(case.work)
        assert found is not None
        name = found.tag or found.commit[:7]
        tree = case.work.repo.objects.read_commit(found.commit).tree
        code = 0 if tree == wanted.tree else 1
        said = f"production runs {name} ({found.commit}), tree {tree}"
        if code:
            said += f"\nthat is not {wanted.what}: {wanted.name}, tree {wanted.tree or '-'}"
    except Refusal as refusal:
        code, said = 1, "\n".join((refusal.message, *refusal.found))
    log = f"{said}\n".encode("utf-8", "surrogateescape")
    words = release.words if release else ASKS
    return StepRun((words,), code, "exit", 0, hashlib.sha256(log).hexdigest(), log)
