"""Announces what changes production: an event that the remote has taken before anything else happens.

Git's push decides who was first: of two that announce at the same moment one is rejected, reads what the other has
written, and stops.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gitfix.core.names import INCIDENTS, seen_ref
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import Plan, UpdateRef
from gitfix.git.execute import execute, keep_house
from gitfix.git.push import push
from gitfix.operations.recording import record
from gitfix.operations.sync import exchange
from gitfix.operations.which import load

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.names import Oid
    from gitfix.git.remote import Remote
    from gitfix.operations.recording import Draft
    from gitfix.operations.workspace import Workspace

ATTEMPTS = 3


class Unannounced(Refusal):
    """The remote was not told: there is none, it cannot be reached, or it takes no record."""


def announce(
    work: Workspace,
    incident: str,
    draft: Callable[[str], Draft],
    may: Callable[[Incident], None],
    keep: Callable[[str], None],
    *,
    unlocked: str = "",
) -> str:
    """Record `draft` once the remote has taken it; the event.

    `may` is shown the incident as the remote knows it, and refuses where somebody else was quicker. `keep` is told the
    event before it is sent, so that this clone knows it as its own even if it is killed now. `unlocked`: the reason to
    go on where the remote cannot be told, which `draft` is given then; without one that is Unannounced.
    """
    for _ in range(ATTEMPTS):
        try:
            remote = _remote(work, incident)
            exchange(work, only=incident)
        except Refusal as refusal:
            if refusal.exit is Exit.TAMPERED:
                raise
            return _here(work, incident, draft, may, keep, unlocked, refusal)
        may(load(work, incident))
        event = record(work, incident, draft(""))
        keep(str(event.new))
        done = push(work.repo, remote, [event], hooks=False)
        work.__dict__.pop("truth", None)
        if done.landed:
            _landed(work, remote, incident, event)
            return str(event.new)
        if done.landed is None:
            raise Refusal(
                f"the connection to {remote.name} was lost: whether it knows is not known",
                found=done.words[-3:],
                hint="the same again",
                exit=Exit.REMOTE,
            )
    raise Refusal(
        f"{remote.name}'s record moved {ATTEMPTS} times meanwhile",
        hint="the same again",
        exit=Exit.REMOTE,
    )


def _remote(work: Workspace, incident: str) -> Remote:
    """The remote that holds the record of this incident: the private one, for a security incident."""
    if work.remote is None:
        raise Unannounced("there is no remote")
    if work.settings.offline:
        raise Unannounced("--offline")
    if not load(work, incident).embargoed:
        return work.remote
    private = work.config.text("record.private_remote")
    if not private:
        raise Unannounced("a security incident needs record.private_remote")
    return work.repo.remote(private)


def _landed(work: Workspace, remote: Remote, incident: str, event: UpdateRef) -> None:
    execute(work.repo, Plan("run", (event,), incident))
    ref = seen_ref(remote.name, INCIDENTS + incident)
    old: Oid = work.repo.refs.get(ref) or work.repo.zero
    keep_house(work.repo, [UpdateRef(ref, old, event.new)], "sync")


def _here(
    work: Workspace,
    incident: str,
    draft: Callable[[str], Draft],
    may: Callable[[Incident], None],
    keep: Callable[[str], None],
    unlocked: str,
    why: Refusal,
) -> str:
    """Recorded in this clone alone, because somebody says why that has to do."""
    may(load(work, incident))
    if not unlocked:
        raise Unannounced(
            f"nobody else can be told that it begins: {why.message}",
            found=why.found,
            hint='be sure that nobody else does it, then the same with: --unlocked --reason "why"',
            exit=why.exit,
        )
    event = record(work, incident, draft(unlocked))
    keep(str(event.new))
    execute(work.repo, Plan("run", (event,), incident))
    return str(event.new)
