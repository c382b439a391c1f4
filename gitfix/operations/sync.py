"""`gitfix sync`: fetch and push the record; two laptops that went apart meet in a merge event."""

from __future__ import annotations

from gitfix.core.names import INCIDENTS, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import UpdateRef
from gitfix.core.settings import Settings
from gitfix.core.value import dataclass
from gitfix.git.execute import keep_house
from gitfix.git.push import push, refusal
from gitfix.git.remote import Remote, Unreachable
from gitfix.operations.workspace import Workspace, open_workspace

ATTEMPTS = 3
MIRROR = "refs/gitfix-remote/"


@dataclass(frozen=True)
class SyncResult:
    """Incidents whose record came from the remote, went there, or was joined from both sides."""

    remote: str
    fetched: tuple[str, ...]
    pushed: tuple[str, ...]
    merged: tuple[str, ...]
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
    theirs = {
        ref.removeprefix(INCIDENTS): oid
        for ref, oid in work.truth.advertised.refs.items()
        if ref.startswith(INCIDENTS)
    }
    _fetch(work, remote, theirs)
    _not_rewound(work, remote, theirs)
    mine = work.record.tips()
    moves: list[UpdateRef] = []
    pushes: list[UpdateRef] = []
    fetched: list[str] = []
    merged: list[str] = []
    for incident in sorted(theirs | mine):
        here, there = mine.get(incident), theirs.get(incident)
        tip = _joined(work, incident, here, there)
        if tip != here:
            moves.append(UpdateRef(INCIDENTS + incident, here or repo.zero, tip))
            (merged if tip != there else fetched).append(incident)
        if tip != there:
            pushes.append(UpdateRef(INCIDENTS + incident, there or repo.zero, tip))
    pushed = tuple(update.ref.removeprefix(INCIDENTS) for update in pushes)
    result = SyncResult(remote.name, tuple(fetched), pushed, tuple(merged), work.settings.dry_run)
    if work.settings.dry_run:
        return result
    keep_house(repo, moves, "sync")
    if pushes:
        work.settings.progress(f"pushing the record to {remote.name}")
        done = push(repo, remote, pushes, hooks=False)
        if not done.landed:
            if _moved(remote, theirs):
                return None
            raise refusal(
                remote, done, "the record stays here and goes along with the next: gitfix sync"
            )
    _remember(work, remote, theirs | {u.ref.removeprefix(INCIDENTS): u.new for u in pushes})
    return result


def _fetch(work: Workspace, remote: Remote, theirs: dict[str, Oid]) -> None:
    types = work.repo.refs.types(list(theirs.values()))
    absent = [INCIDENTS + incident for incident, oid in theirs.items() if oid not in types]
    if not absent:
        return
    try:
        remote.fetch(absent)
    except Unreachable as why:
        raise Refusal(
            f"{remote.name} did not give its record",
            found=(why.reason,),
            hint="gitfix sync",
            exit=Exit.REMOTE,
        ) from None


def _not_rewound(work: Workspace, remote: Remote, theirs: dict[str, Oid]) -> None:
    """What was seen on the remote once must still be part of its record: git protects only refs/heads/."""
    space = f"{MIRROR}{remote.name}/incidents/"
    findings = []
    for ref, seen in work.repo.refs.listing(space).items():
        incident = ref.removeprefix(space)
        now = theirs.get(incident)
        if now is None:
            findings.append(f"{incident} is gone; its last event was {seen.short}")
        elif now != seen and work.repo.history.contains(now, seen) is not True:
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


def _moved(remote: Remote, theirs: dict[str, Oid]) -> bool:
    try:
        now = remote.advertised().refs
    except Unreachable:
        return False
    return {
        r.removeprefix(INCIDENTS): o for r, o in now.items() if r.startswith(INCIDENTS)
    } != theirs


def _remember(work: Workspace, remote: Remote, tips: dict[str, Oid]) -> None:
    """What was seen on the remote, so that a rewind of it is noticed next time."""
    updates = []
    for incident, tip in tips.items():
        ref = f"{MIRROR}{remote.name}/incidents/{incident}"
        old = work.repo.refs.get(ref) or work.repo.zero
        if old != tip:
            updates.append(UpdateRef(ref, old, tip))
    keep_house(work.repo, updates, "sync")
