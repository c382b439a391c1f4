"""One round of sharing the record with one remote: fetch, compare, move here, push; a rewind is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from gitfix.core.incident_fold import fold
from gitfix.core.names import BLOBS, Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.text import plural
from gitfix.core.value import dataclass, replace
from gitfix.git.execute import keep_house
from gitfix.git.push import push
from gitfix.git.pushed import refusal
from gitfix.git.remote import Remote, Unreachable
from gitfix.operations.sync_plan import Moves, Side, plan, side
from gitfix.operations.sync_seen import remember, require_whole

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

Takes = Literal["plain", "secret", "all"]
STAYS = "the record stays here and goes along with the next: gitfix sync"


@dataclass(frozen=True)
class SyncResult:
    """Incidents whose record came from the remote, went there, or was joined from both sides.

    `archived`: those whose own ref went away, because the archive holds them. `withheld`: security incidents that have
    something to share and no `private_remote` to go to.
    """

    remote: str
    fetched: tuple[str, ...]
    pushed: tuple[str, ...]
    merged: tuple[str, ...]
    archived: tuple[str, ...]
    withheld: tuple[str, ...] = ()
    private_remote: str = ""
    dry_run: bool = False

    _private = ("dry_run",)


def once(
    work: Workspace, remote: Remote, refs: Mapping[str, Oid], only: str, takes: Takes
) -> SyncResult | None:
    """One round, with `refs` as the remote shows them; None when a colleague was quicker and the push has to be
    computed anew.

    `takes`: the incidents that go to this remote: all, those that are no secret, or the secret ones.
    """
    repo = work.repo
    theirs = side(refs).only(only)
    if takes == "secret":
        # The archive is public.
        theirs = replace(theirs, archive=None, shelf=None)
    _fetch(work, remote, theirs)
    require_whole(work, remote, theirs, only)
    mine = side(repo.refs.listing("refs/gitfix/")).only(only)
    secret = {} if takes == "all" else _secret(work, mine)
    if takes == "secret":
        mine = replace(mine.among({*secret, *theirs.incidents}), archive=None, shelf=None)
        moves = plan(work, mine, theirs)
    else:
        moves = plan(work, mine.without(secret), theirs.without(secret))
    withheld = () if takes != "plain" else _unshared(secret, theirs)
    result = SyncResult(
        remote.name,
        tuple(moves.fetched),
        tuple(moves.pushed),
        tuple(moves.merged),
        tuple(moves.archived),
        withheld,
        dry_run=work.settings.dry_run,
    )
    if work.settings.dry_run:
        return result
    keep_house(repo, moves.here, "sync")
    if not _pushed(work, remote, theirs, moves, only):
        return None
    remember(work, remote, theirs, moves, only)
    return result


def _secret(work: Workspace, mine: Side) -> dict[str, Oid]:
    """The incidents of this clone that are under embargo."""
    return {
        incident: tip
        for incident, tip in mine.incidents.items()
        if fold(work.record.events(incident, tip)).embargoed
    }


def _unshared(secret: Mapping[str, Oid], theirs: Side) -> tuple[str, ...]:
    return tuple(sorted(id for id, tip in secret.items() if theirs.incidents.get(id) != tip))


def _pushed(work: Workspace, remote: Remote, theirs: Side, moves: Moves, only: str) -> bool:
    """Logs first, then the events that name them, then the refs that the archive has made needless.

    Three pushes, each all or nothing: a server that refuses one kind still gets the others, and its hooks see the
    archive before they are asked to give a ref up.
    """
    if moves.logs or moves.push or moves.drop:
        work.settings.progress(f"pushing the record to {remote.name}")
    if moves.logs:
        done = push(work.repo, remote, moves.logs, hooks=False, lease=True)
        if not done.landed:
            if _moved(remote, theirs, only):
                return False
            work.note(
                f"{remote.name} takes no logs and reports of incidents: they stay in this clone"
            )
    if moves.push:
        done = push(work.repo, remote, moves.push, hooks=False)
        if not done.landed:
            if _moved(remote, theirs, only, BLOBS):
                return False
            raise refusal(remote, done, STAYS)
    if moves.drop:
        # Only a lease says "if it is still there": a colleague may be adding an event right now.
        done = push(work.repo, remote, moves.drop, hooks=False, lease=True)
        if not done.landed:
            work.note(
                f"{remote.name} keeps the refs of {plural(len(moves.archived), 'archived incident')}"
            )
    return True


def _fetch(work: Workspace, remote: Remote, theirs: Side) -> None:
    refs = theirs.oids()
    types = work.repo.refs.types(list(refs.values()))
    absent = [ref for ref, oid in refs.items() if oid not in types]
    if not absent:
        return
    try:
        remote.fetch(absent, whole=True)
    except Unreachable as why:
        raise Refusal(
            f"{remote.name} did not give its record",
            found=(why.reason,),
            hint="gitfix sync",
            exit=Exit.REMOTE,
        ) from None


def _moved(remote: Remote, theirs: Side, only: str, but: str = "-") -> bool:
    """Whether the remote's record is another one now (refs below `but` do not count)."""
    try:
        now = side(remote.advertised().refs).only(only).oids()
    except Unreachable:
        return False
    before = theirs.oids()
    refs = (ref for ref in {*now, *before} if not ref.startswith(but))
    return any(now.get(ref) != before.get(ref) for ref in refs)
