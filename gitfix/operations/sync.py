"""`gitfix sync`: fetch and push the record; two laptops that went apart meet in a merge event."""

from __future__ import annotations

from gitfix.core.names import BLOBS
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import UpdateRef
from gitfix.core.settings import Settings
from gitfix.core.text import plural
from gitfix.core.value import dataclass
from gitfix.git.execute import keep_house
from gitfix.git.push import push, refusal
from gitfix.git.remote import Remote, Unreachable
from gitfix.operations.sync_plan import Moves, Side, plan, side
from gitfix.operations.workspace import Workspace, open_workspace

ATTEMPTS = 3
MIRROR = "refs/gitfix-remote/"


@dataclass(frozen=True)
class SyncResult:
    """Incidents whose record came from the remote, went there, or was joined from both sides.

    `archived`: those whose own ref went away, because the archive holds them.
    """

    remote: str
    fetched: tuple[str, ...]
    pushed: tuple[str, ...]
    merged: tuple[str, ...]
    archived: tuple[str, ...]
    dry_run: bool = False

    _private = ("dry_run",)


def sync(settings: Settings) -> Outcome:
    """Bring this clone's record and the remote's together.

    TAMPERED (exit 6) when the remote's record lost events that were seen before. REMOTE (exit 5) when the remote
    cannot be reached, or takes no record.
    """
    work = open_workspace(settings)
    if work.remote is None:
        raise Refusal("there is no remote to keep the record on", hint="git remote add origin URL")
    if settings.offline:
        raise Refusal("--offline leaves nothing to do for sync", hint="gitfix sync")
    if work.remote.mirror:
        raise Refusal(
            f"this clone mirrors {work.remote.name}: its next fetch would delete the record",
            hint="work in an ordinary clone",
        )
    for _ in range(ATTEMPTS):
        work.truth.require("the record stays here and goes along with the next: gitfix sync")
        result = _once(work, work.remote)
        if result is not None:
            return Outcome(result, notices=tuple(work.notices))
        del work.truth
    raise Refusal(
        f"{work.remote.name}'s record moved {ATTEMPTS} times while gitfix was pushing",
        hint="gitfix sync",
        exit=Exit.REMOTE,
    )


def _once(work: Workspace, remote: Remote) -> SyncResult | None:
    """One round; None when a colleague was quicker and the push has to be computed anew."""
    repo = work.repo
    theirs = side(work.truth.advertised.refs)
    _fetch(work, remote, theirs)
    _not_rewound(work, remote, theirs)
    moves = plan(work, side(repo.refs.listing("refs/gitfix/")), theirs)
    result = SyncResult(
        remote.name,
        tuple(moves.fetched),
        tuple(moves.pushed),
        tuple(moves.merged),
        tuple(moves.archived),
        work.settings.dry_run,
    )
    if work.settings.dry_run:
        return result
    keep_house(repo, moves.here, "sync")
    if not _pushed(work, remote, theirs, moves):
        return None
    _remember(work, remote, theirs, moves)
    return result


def _pushed(work: Workspace, remote: Remote, theirs: Side, moves: Moves) -> bool:
    """Logs first, then the events that name them, then the refs that the archive has made needless.

    Three pushes, each all or nothing: a server that refuses one kind still gets the others, and its hooks see the
    archive before they are asked to give a ref up.
    """
    if moves.logs or moves.push or moves.drop:
        work.settings.progress(f"pushing the record to {remote.name}")
    if moves.logs:
        done = push(work.repo, remote, moves.logs, hooks=False, lease=True)
        if not done.landed:
            if _moved(remote, theirs):
                return False
            work.note(
                f"{remote.name} takes no logs and reports of incidents: they stay in this clone"
            )
    if moves.push:
        done = push(work.repo, remote, moves.push, hooks=False)
        if not done.landed:
            if _moved(remote, theirs, BLOBS):
                return False
            raise refusal(
                remote, done, "the record stays here and goes along with the next: gitfix sync"
            )
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


def _not_rewound(work: Workspace, remote: Remote, theirs: Side) -> None:
    """What was seen on the remote once must still be part of its record: git protects only refs/heads/."""
    contains = work.repo.history.contains
    space = f"{MIRROR}{remote.name}/"
    findings = []
    for ref, seen in work.repo.refs.listing(space).items():
        name = ref.removeprefix(space)
        if name == "archive":
            what, now = "the archive", theirs.archive
        elif name.startswith("incidents/"):
            what = name.removeprefix("incidents/")
            now = theirs.incidents.get(what) or work.record.archive.index(theirs.archive).get(what)
        else:
            continue
        if now is None:
            findings.append(f"{what} is gone; its last event was {seen.short}")
        elif now != seen and contains(now, seen) is not True:
            findings.append(f"{what} was rewritten: {seen.short} is no longer part of it")
    if findings:
        raise Refusal(
            f"the record on {remote.name} lost events that were there before",
            found=tuple(findings),
            hint="your own copy is whole and was not changed; find out who pushed over it before anything else",
            exit=Exit.TAMPERED,
        )


def _moved(remote: Remote, theirs: Side, but: str = "-") -> bool:
    """Whether the remote's record is another one now (refs below `but` do not count)."""
    try:
        now = side(remote.advertised().refs).oids()
    except Unreachable:
        return False
    before = theirs.oids()
    refs = (ref for ref in {*now, *before} if not ref.startswith(but))
    return any(now.get(ref) != before.get(ref) for ref in refs)


def _remember(work: Workspace, remote: Remote, theirs: Side, moves: Moves) -> None:
    """What was seen on the remote, so that a rewind of it is noticed next time."""
    space = f"{MIRROR}{remote.name}/"
    seen = {f"{space}incidents/{incident}": tip for incident, tip in theirs.incidents.items()}
    if theirs.archive:
        seen[space + "archive"] = theirs.archive
    for update in moves.push:
        seen[space + update.ref.removeprefix("refs/gitfix/")] = update.new
    # An archived incident is remembered by the archive.
    for incident in moves.archived:
        seen.pop(f"{space}incidents/{incident}", None)
    before = work.repo.refs.listing(space)
    zero = work.repo.zero
    updates = [
        UpdateRef(ref, before.get(ref, zero), seen.get(ref, zero))
        for ref in sorted({*before, *seen})
        if before.get(ref) != seen.get(ref)
        and (ref in seen or ref.startswith(f"{space}incidents/"))
    ]
    keep_house(work.repo, updates, "sync")
