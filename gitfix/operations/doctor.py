"""`gitfix doctor`: what is missing or risky in this clone, before it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gitfix.core.doctor import DoctorCheck, DoctorResult, error, ok, warning
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.text import plural
from gitfix.operations import doctor_clone, doctor_person, doctor_remote, doctor_team
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings

OLDEST = (2, 34)
"""The first git that gitfix works with."""

Check = Callable[[Workspace], Iterator[DoctorCheck]]


def doctor(settings: Settings) -> Outcome:
    """Every check; REFUSED (exit 1) when one of them makes a hotfix impossible here. Changes nothing."""
    work = open_workspace(settings)
    checks: list[DoctorCheck] = []
    for id, look in CHECKS.items():
        # One broken thing that several checks stumble over is said once.
        said = {check.message for check in checks}
        checks += [check for check in _run(work, id, look) if check.message not in said]
    found = DoctorResult(tuple(checks))
    notices = tuple(work.notices)
    errors = found.count("error")
    if errors:
        message = f"{plural(errors, 'thing')} in the way of a hotfix"
        return Outcome(found, Exit.REFUSED, message, "repair what is marked error", notices)
    return Outcome(found, notices=notices)


def _run(work: Workspace, id: str, look: Check) -> list[DoctorCheck]:
    """A check that gitfix refuses to do (a broken configuration) is itself a finding."""
    try:
        return list(look(work))
    except Refusal as refusal:
        message = "; ".join((refusal.message, *refusal.found[:1]))
        return [error(id, message, refusal.hint)]


def _git(work: Workspace) -> Iterator[DoctorCheck]:
    from gitfix.git.merge import NEEDED

    version = ".".join(map(str, work.repo.version))
    if work.repo.version < OLDEST:
        yield error("git", f"git {version} is too old", "install git 2.38 or newer")
    elif work.repo.version < NEEDED:
        yield warning("git", f"git {version} cannot backport", "install git 2.38 or newer")
    else:
        yield ok("git", f"git {version}")


CHECKS: dict[str, Check] = {
    "git": _git,
    "config": doctor_team.config,
    "identity": doctor_person.identity,
    "signing": doctor_person.signing,
    "remote": doctor_remote.remote,
    "tags": doctor_remote.tags,
    "history": doctor_clone.history,
    "branches": doctor_clone.branches,
    "hook": doctor_team.hook,
    "policy": doctor_team.policy,
    "rules": doctor_team.rules,
    "languages": doctor_team.languages,
    "trust": doctor_team.trusted,
    "worktrees": doctor_clone.worktrees,
    "journal": doctor_clone.journal,
    "rescue": doctor_clone.rescue,
    "commit-graph": doctor_clone.commit_graph,
}
"""Check by the id that its refusal is reported under; most yield exactly one finding."""
