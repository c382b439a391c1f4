"""`gitfix sync`: fetch and push the record; two laptops that went apart meet in a merge event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from gitfix.core.incident_fold import fold
from gitfix.core.names import BLOBS, Oid
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

Takes = Literal["plain", "secret", "all"]
ATTEMPTS = 3
MIRROR = "refs/gitfix-remote/"
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


def sync(settings: Settings) -> Outcome:
    """Bring this clone's record and the remote's together.

    TAMPERED (exit 6) when the remote's record lost events that were seen before. REMOTE (exit 5) when the remote
    cannot be reached, or takes no record.
    """
    work = open_workspace(settings)
    result = exchange(work)
    return Outcome(result, notices=tuple(work.notices))


def exchange(work: Workspace, *, only: str = "") -> SyncResult:
    """`sync` for a command that has begun already; `only`: this incident (and the archive) alone."""
    if work.remote is None:
        raise Refusal("there is no remote to keep the record on", hint="git remote add origin URL")
    if work.settings.offline:
        raise Refusal("--offline leaves nothing to do for sync", hint="gitfix sync")
    private = work.config.text("record.private_remote")
    if private and private not in work.repo.config.remotes():
        raise Refusal(
            f"the private remote {private} does not exist",
            hint=f"git remote add {private} URL    or gitfix config record.private_remote NAME",
        )
    same = private == work.remote.name
    result = _exchanged(work, work.remote, only, "all" if same else "plain")
    if private and not same:
        more = _exchanged(work, work.repo.remote(private), only, "secret")
        return replace(
            result,
            fetched=(*result.fetched, *more.fetched),
            pushed=(*result.pushed, *more.pushed),
            merged=(*result.merged, *more.merged),
            withheld=(),
            private_remote=private,
        )
    if result.withheld:
        work.note(
            f"{', '.join(result.withheld)} stays here, off {work.remote.name}: a security incident "
            "goes to a private remote only: gitfix config record.private_remote NAME"
        )
    return result


def _exchanged(work: Workspace, remote: Remote, only: str, takes: Takes) -> SyncResult:
    if remote.mirror:
        raise Refusal(
            f"this clone mirrors {remote.name}: its next fetch would delete the record",
            hint="work in an ordinary clone",
        )
    for _ in range(ATTEMPTS):
        result = once(work, remote, _advertised(work, remote), only, takes)
        if result is not None:
            return result
        work.__dict__.pop("truth", None)
    raise Refusal(
        f"{remote.name}'s record moved {ATTEMPTS} times while gitfix was pushing",
        hint="gitfix sync",
        exit=Exit.REMOTE,
    )


def _advertised(work: Workspace, remote: Remote) -> Mapping[str, Oid]:
    if remote.name == work.remote_name:
        work.truth.require(STAYS)
        return work.truth.advertised.refs
    try:
        return remote.advertised().refs
    except Unreachable as why:
        raise Refusal(
            f"{remote.name} cannot be reached", found=(why.reason,), hint=STAYS, exit=Exit.REMOTE
        ) from None


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
    _not_rewound(work, remote, theirs, only)
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
    _remember(work, remote, theirs, moves, only)
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


def _not_rewound(work: Workspace, remote: Remote, theirs: Side, only: str) -> None:
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
            if only not in ("", what):
                continue
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


def _moved(remote: Remote, theirs: Side, only: str, but: str = "-") -> bool:
    """Whether the remote's record is another one now (refs below `but` do not count)."""
    try:
        now = side(remote.advertised().refs).only(only).oids()
    except Unreachable:
        return False
    before = theirs.oids()
    refs = (ref for ref in {*now, *before} if not ref.startswith(but))
    return any(now.get(ref) != before.get(ref) for ref in refs)


def _remember(work: Workspace, remote: Remote, theirs: Side, moves: Moves, only: str) -> None:
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
    if only:
        kept = (f"{space}incidents/{only}", f"{space}archive")
        before = {ref: oid for ref, oid in before.items() if ref in kept}
    zero = work.repo.zero
    updates = [
        UpdateRef(ref, before.get(ref, zero), seen.get(ref, zero))
        for ref in sorted({*before, *seen})
        if before.get(ref) != seen.get(ref)
        and (ref in seen or ref.startswith(f"{space}incidents/"))
    ]
    keep_house(work.repo, updates, "sync")


def seen_ref(remote: str, incident: str) -> str:
    """Where this clone notes what it has last seen of an incident on a remote."""
    return f"{MIRROR}{remote}/incidents/{incident}"
