"""`gitfix handover`: somebody else goes on with the incident; what they could not see from there is said."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.handover import HandoverResult
from gitfix.core.names import HEADS, REMOTES, Oid
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.value import replace
from gitfix.git.execute import execute
from gitfix.operations import which
from gitfix.operations.embargo import home, private_place
from gitfix.operations.recording import Draft, record
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings
    from gitfix.operations.truth import Truth


def handover(
    settings: Settings, *, to: str, note: str = "", incident: str | None = None
) -> Outcome:
    """Record that `to` has the incident now, and bring the record to the remote.

    Work that is not pushed does not stop it: the person may have to leave at once. It is said, with the commands.
    """
    if not to.strip():
        raise Refusal("nobody is named", hint="gitfix handover --to NAME")
    work = open_workspace(settings)
    found = which.which_incident(work, incident)
    if found.closed:
        raise Refusal(f"incident {found.id} is closed", hint=f"gitfix log --incident {found.id}")
    result = _look(work, found, to.strip(), note.strip())
    data = {
        "to": result.to,
        "note": result.note,
        "pushed": result.pushed,
        "unpushed": result.unpushed,
        "uncommitted": len(result.uncommitted),
    }
    about = {"branch": HEADS + found.branch, "head": result.head} if result.head else None
    update = record(work, found.id, Draft("handed-over", data, git=about))
    if not settings.dry_run:
        execute(work.repo, Plan("handover", (update,), found.id))
        result = replace(result, event=str(update.new), shared=_shared(work, found))
    return Outcome(result, notices=tuple(work.notices))


def _look(work: Workspace, found: Incident, to: str, note: str) -> HandoverResult:
    """What the other person will see, and what they will not."""
    repo, branch, shared = work.repo, found.branch, home(work, found)
    remote = shared.remote
    head = repo.refs.get(HEADS + branch) if branch else None
    there = _theirs(work, shared, branch) if branch else None
    seen = there is not None and repo.refs.commit(there) is not None
    pushed = there is not None and (head is None or head == there)
    if head and seen and not pushed:
        pushed = bool(repo.history.contains(str(there), head))
    unpushed = 0
    if head and not pushed:
        since = str(there) if seen else found.base.commit
        unpushed = repo.history.count(head, f"^{since}") if repo.refs.commit(since) else 0
    place = repo.worktrees.having(branch) if branch else None
    changed = tuple(repo.worktrees.changed(place.path)) if place else ()
    commands = []
    if changed and place:
        go = "" if place.path == repo.worktree else f"cd {quote(str(place.path))} && "
        commands.append(f'{go}git commit -am "…"')
    if remote and head and (changed or not pushed) and not _public(work, found, remote):
        commands.append(f"git push {quote(remote)} {quote(branch)}")
    return HandoverResult(
        incident=found.id,
        to=to,
        note=note,
        branch=branch,
        head=str(head or there or ""),
        pushed=pushed,
        unpushed=unpushed,
        uncommitted=changed,
        shared=False,
        event="",
        commands=tuple(commands),
        remote=remote,
    )


def _public(work: Workspace, found: Incident, remote: str) -> bool:
    """Whether a push to `remote` would show what is under embargo."""
    return found.embargoed and not private_place(work, remote, "")


def _theirs(work: Workspace, shared: Truth, branch: str) -> Oid | None:
    if shared.known or not shared.remote:
        return shared.branch(branch)
    return work.repo.refs.get(f"{REMOTES}{shared.remote}/{branch}")


def _shared(work: Workspace, found: Incident) -> bool:
    """Whether the other person can fetch the record now; a remote that does not take it is said, not fatal."""
    from gitfix.operations import sync

    if work.remote is None or work.settings.offline:
        return False
    if not found.embargoed and work.config.text("record.sync") == "manual":
        work.note("record.sync is manual: gitfix sync")
        return False
    try:
        result = sync.exchange(work, only=found.id)
    except Refusal as refusal:
        work.note(f"the record is not shared yet ({refusal.message}): gitfix sync")
        return False
    return found.id not in result.withheld
