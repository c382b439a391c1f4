"""`gitfix sync`: fetch and push the record; two laptops that went apart meet in a merge event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from gitfix.core.incident_fold import fold
from gitfix.core.names import INCIDENTS, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import UpdateRef
from gitfix.core.settings import Settings
from gitfix.core.value import dataclass
from gitfix.git.execute import keep_house
from gitfix.git.push import push, refusal
from gitfix.git.remote import Remote, Unreachable
from gitfix.operations.recording import SECURITY
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

Takes = Literal["plain", "secret", "all"]
ATTEMPTS = 3
MIRROR = "refs/gitfix-remote/"


@dataclass(frozen=True)
class SyncResult:
    """Incidents whose record came from the remote, went there, or was joined from both sides.

    `withheld`: security incidents, which go to `private_remote` only (empty: there is none, they stay here).
    """

    remote: str
    fetched: tuple[str, ...]
    pushed: tuple[str, ...]
    merged: tuple[str, ...]
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
    """`sync` for a command that has begun already; `only`: for this incident alone."""
    private = work.config.text("record.private_remote")
    if work.remote is None:
        raise Refusal("there is no remote to keep the record on", hint="git remote add origin URL")
    if work.settings.offline:
        raise Refusal("--offline leaves nothing to do for sync", hint="gitfix sync")
    if private and private not in work.repo.config.remotes():
        raise Refusal(
            f"the private remote {private} does not exist",
            hint=f"git remote add {private} URL    or gitfix config record.private_remote NAME",
        )
    same = private == work.remote.name
    result = _exchanged(work, work.remote, only, "all" if same else "plain")
    if private and not same:
        more = _exchanged(work, work.repo.remote(private), only, "secret")
        result = replace(
            result,
            fetched=(*result.fetched, *more.fetched),
            pushed=(*result.pushed, *more.pushed),
            merged=(*result.merged, *more.merged),
            private_remote=private,
        )
    elif result.withheld and not private:
        work.note(
            f"{', '.join(result.withheld)} stays here, off {work.remote.name}: a security incident goes "
            "to a private remote only: gitfix config record.private_remote NAME"
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


STAYS = "the record stays here and goes along with the next: gitfix sync"


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

    `takes`: what may be pushed there; an incident that is there already goes on there, unless it is secret now.
    """
    repo = work.repo
    theirs = {
        ref.removeprefix(INCIDENTS): oid
        for ref, oid in refs.items()
        if ref.startswith(INCIDENTS) and only in ("", ref.removeprefix(INCIDENTS))
    }
    _fetch(repo, remote, theirs)
    _not_rewound(repo, remote, theirs, only)
    mine = {id: tip for id, tip in work.record.tips().items() if only in ("", id)}
    moves: list[UpdateRef] = []
    pushes: list[UpdateRef] = []
    fetched: list[str] = []
    merged: list[str] = []
    withheld: list[str] = []
    for incident in sorted(theirs | mine):
        here, there = mine.get(incident), theirs.get(incident)
        tip = _joined(work, incident, here, there)
        if tip != here:
            moves.append(UpdateRef(INCIDENTS + incident, here or repo.zero, tip))
            (merged if tip != there else fetched).append(incident)
        if tip == there:
            continue
        secret = fold(work.record.events(incident, tip)).kind == SECURITY
        if secret and takes == "plain":
            withheld.append(incident)
        elif secret or takes != "secret" or there:
            pushes.append(UpdateRef(INCIDENTS + incident, there or repo.zero, tip))
    pushed = tuple(update.ref.removeprefix(INCIDENTS) for update in pushes)
    result = SyncResult(
        remote.name,
        tuple(fetched),
        pushed,
        tuple(merged),
        tuple(withheld),
        dry_run=work.settings.dry_run,
    )
    if work.settings.dry_run:
        return result
    keep_house(repo, moves, "sync")
    if pushes:
        work.settings.progress(f"pushing the record to {remote.name}")
        done = push(repo, remote, pushes, hooks=False)
        if not done.landed:
            if _moved(remote, theirs, only):
                return None
            raise refusal(remote, done, STAYS)
    remember(repo, remote, theirs | {u.ref.removeprefix(INCIDENTS): u.new for u in pushes})
    return result


def _fetch(repo: Repository, remote: Remote, theirs: dict[str, Oid]) -> None:
    types = repo.refs.types(list(theirs.values()))
    absent = [INCIDENTS + incident for incident, oid in theirs.items() if oid not in types]
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


def _not_rewound(repo: Repository, remote: Remote, theirs: dict[str, Oid], only: str) -> None:
    """What was seen on the remote once must still be part of its record: git protects only refs/heads/."""
    space = f"{MIRROR}{remote.name}/incidents/"
    findings = []
    for ref, seen in repo.refs.listing(space + only).items():
        incident = ref.removeprefix(space)
        now = theirs.get(incident)
        if now is None:
            findings.append(f"{incident} is gone; its last event was {seen.short}")
        elif now != seen and repo.history.contains(now, seen) is not True:
            findings.append(f"{incident} was rewritten: {seen.short} is no longer part of it")
    if findings:
        raise Refusal(
            f"the record on {remote.name} lost events that were there before",
            found=tuple(findings),
            hint="your own copy is whole and was not changed; find out who pushed over it before anything else",
            exit=Exit.TAMPERED,
        )


def _joined(work: Workspace, incident: str, here: Oid | None, there: Oid | None) -> Oid:
    if here is None or there is None:
        one = here or there
        assert one is not None
        return one
    if here == there or work.repo.history.contains(here, there):
        return here
    if work.repo.history.contains(there, here):
        return there
    return work.record.join(incident, here, there)


def _moved(remote: Remote, theirs: dict[str, Oid], only: str) -> bool:
    try:
        now = remote.advertised().refs
    except Unreachable:
        return False
    return {
        r.removeprefix(INCIDENTS): o
        for r, o in now.items()
        if r.startswith(INCIDENTS) and only in ("", r.removeprefix(INCIDENTS))
    } != theirs


def remember(repo: Repository, remote: Remote, tips: Mapping[str, Oid]) -> None:
    """What was seen on the remote, so that a rewind of it is noticed next time."""
    updates = []
    seen = repo.refs.several(seen_ref(remote.name, incident) for incident in tips)
    for incident, tip in tips.items():
        ref = seen_ref(remote.name, incident)
        old = seen.get(ref, repo.zero)
        if old != tip:
            updates.append(UpdateRef(ref, old, tip))
    keep_house(repo, updates, "sync")


def seen_ref(remote: str, incident: str) -> str:
    """Where this clone notes what it has last seen of an incident on a remote."""
    return f"{MIRROR}{remote}/incidents/{incident}"
