"""`gitfix resume`: go on with an incident on this laptop: its record, its branch, and what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.handover import ResumeResult
from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan, Step, UpdateRef
from gitfix.git.execute import execute
from gitfix.operations import place, which
from gitfix.operations.commits import require_identity
from gitfix.operations.embargo import home, marker
from gitfix.operations.furnish import furnish
from gitfix.operations.landing import Landing, local_steps
from gitfix.operations.load import head_of
from gitfix.operations.recording import Draft, record
from gitfix.operations.truth import bring
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings
    from gitfix.operations.truth import Truth


def resume(
    settings: Settings,
    incident: str | None = None,
    *,
    where: place.Where = "auto",
    at: Path | None = None,
) -> Outcome:
    """Fetch the record and the hotfix branch, check it out, and say where the incident stands.

    Refusal for an incident that is over, or whose branch is nowhere. The user's remote-tracking refs stay.
    """
    work = open_workspace(settings)
    who = require_identity(work.repo)
    _fetch_record(work)
    found = which.which_incident(work, incident)
    if found.closed:
        raise Refusal(
            f"incident {found.id} is closed: {found.closed}",
            hint=f"what happened: gitfix log --incident {found.id}",
        )
    if not found.branch:
        return _stand(work, found, None, None, (), made=False)
    return _go_on(work, found, who, where, at)


def _fetch_record(work: Workspace) -> None:
    """The record of everybody, where the remote can be asked; else what is here will do."""
    from gitfix.operations import sync

    if work.remote is None or work.settings.offline:
        return
    if not work.truth.known or work.remote.mirror:
        return
    try:
        sync.exchange(work)
    except Refusal as refusal:
        if refusal.exit is Exit.TAMPERED:
            raise
        work.note(f"the record was not fetched ({refusal.message}): this is what your clone knows")


def _go_on(
    work: Workspace,
    found: Incident,
    who: tuple[str, str],
    where: place.Where,
    at: Path | None,
) -> Outcome:
    repo, branch = work.repo, BranchName(found.branch)
    local = repo.refs.get(branch.ref)
    shared = home(work, found)
    if local is None and shared.branch(branch) is None:
        raise _nowhere(work, found, shared)
    if local is None:
        kept = not work.settings.dry_run
        tip = bring(repo, shared, [branch.ref], keep_refs=kept)[branch.ref]
    else:
        tip = head_of(work, found)
    steps: list[Step] = []
    there = repo.worktrees.having(branch) if local else None
    if there is None:
        spot = place.choose(work, where, branch, tip, at, found.version)
    elif there.path == repo.worktree:
        spot = place.Place(switch=there.path, why="it is checked out already")
    else:
        spot = place.Place(worktree=there.path, why="it is checked out already")
    if local is None:
        steps.append(UpdateRef(branch.ref, repo.zero, tip))
    elif local != tip and repo.history.contains(tip, local):
        steps += local_steps(repo, [Landing(branch, local, tip)])
    mine = found.holder is not None and found.holder.email == who[1]
    if not mine:
        about = {"branch": branch.ref, "head": str(tip)}
        told = record(work, found.id, Draft("resumed", {}, git=about))
        # In one transaction with the branch where that moves.
        steps.insert(1 if steps else 0, told)
    if local is None and work.config.strings("hook.pattern"):
        from gitfix.operations import hook_branches

        steps += hook_branches.steps(work, adding=(str(branch), found.base.commit))
    steps += marker(work)
    if there is None:
        steps += spot.steps(repo, branch, tip)
    plan = Plan("resume", tuple(steps), found.id)
    rows: tuple[dict[str, object], ...] = ()
    if work.settings.dry_run:
        rows = plan.rows()
    elif steps:
        execute(repo, plan)
        if there is None and spot.worktree:
            furnish(work, spot.worktree)
    _history(work, found)
    return _stand(work, found, tip, spot, rows, made=local is None)


def _history(work: Workspace, found: Incident) -> None:
    from gitfix.operations.missing_history import missing_history

    if work.repo.refs.commit(found.base.commit) is None:
        tag = found.base.tag or found.base.commit[:7]
        work.note(f"{tag} is not in this clone: {missing_history(work, found.base.tag)}")


def _nowhere(work: Workspace, found: Incident, shared: Truth) -> Refusal:
    remote = shared.remote or work.remote_name
    holder = found.holder.by if found.holder else found.opened_by
    if shared.known:
        message = f"{found.branch} is neither here nor on {remote}"
    else:
        message = f"{found.branch} is not here"
    return Refusal(
        message,
        found=(f"{holder} had it last",) if holder else (),
        hint=f"there: git push {remote or 'REMOTE'} {found.branch}    then here: gitfix resume {found.id}",
    )


def _stand(
    work: Workspace,
    found: Incident,
    tip: Oid | None,
    spot: place.Place | None,
    plan: tuple[dict[str, object], ...],
    *,
    made: bool,
) -> Outcome:
    from gitfix.operations.playbook import load_playbook
    from gitfix.operations.status import status_of_incident

    only = len(which.open_incidents(work)) == 1
    # What is next is seen from where the branch is now.
    work = _there(work, spot)
    status = status_of_incident(work, load_playbook(work), which.load(work, found.id), only=only)
    holder = found.holder
    handed = holder is not None and holder.by != holder.name
    result = ResumeResult(
        incident=found.id,
        summary=found.summary,
        severity=found.severity,
        phase=status.phase or "",
        branch=found.branch or None,
        head=str(tip or ""),
        made=made,
        worktree=str(spot.worktree) if spot and spot.worktree else None,
        checked_out=bool(spot and (spot.worktree or spot.switch)),
        handed_by=holder.by if holder and handed else "",
        note=holder.note if holder and handed else "",
        next=status.next,
        blocking=status.blocking,
        why_there=spot.why if spot else "",
        before=status.before,
        plan=plan,
    )
    return Outcome(result, notices=tuple(work.notices))


def _there(work: Workspace, spot: place.Place | None) -> Workspace:
    """The workspace as it is seen from the branch's own worktree, once that is there."""
    if spot is None or spot.worktree is None or work.settings.dry_run:
        return work
    from dataclasses import replace

    there = open_workspace(replace(work.settings, repo=spot.worktree, offline=True))
    there.notices = work.notices
    return there
