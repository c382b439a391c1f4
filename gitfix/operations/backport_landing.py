"""How a computed backport lands: kept for a look, in one push, or in one local transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult, TargetResult
from gitfix.core.names import HEADS, BranchName, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import Plan, Push, Step, UpdateRef
from gitfix.core.text import plural
from gitfix.core.value import replace
from gitfix.git.execute import execute
from gitfix.git.pushed import NotTaken
from gitfix.operations.landing import Landing, follow_steps, local_steps
from gitfix.operations.prepared import backport_ref, postmortem_ref
from gitfix.operations.recording import Draft, record
from gitfix.operations.riding import riding

if TYPE_CHECKING:
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


def prepared(work: Workspace, carried: Carried, branches: list[str]) -> dict[str, Oid]:
    """Branch → the result that waits for its push."""
    refs = {backport_ref(carried.name, branch): branch for branch in branches}
    return {refs[ref]: oid for ref, oid in work.repo.refs.several(refs).items()}


Ending = tuple[Sequence[UpdateRef], Sequence[Step]]
"""What ends a pause: its ref, and the worktrees of its conflicts."""


def prepare(
    work: Workspace, carried: Carried, result: BackportResult, ending: Ending = ((), ())
) -> BackportResult:
    """Keep the results, so that the same commits are pushed after a look at them."""
    steps: list[Step] = list(ending[0])
    for row in result.targets:
        ref = backport_ref(carried.name, row.branch)
        old = work.repo.refs.get(ref) or work.repo.zero
        new = row.after if row.moves else work.repo.zero
        if old != new:
            steps.append(UpdateRef(ref, old, new))
    steps += ending[1]
    if steps:
        execute(work.repo, Plan("backport", tuple(steps), carried.incident))
    return result


def land(
    work: Workspace,
    carried: Carried,
    result: BackportResult,
    ending: Ending = ((), ()),
    *,
    only: str = "",
) -> BackportResult:
    """Land every new commit, all or none; a prepared post-mortem goes along onto its branch.

    `only`: this target alone, and without the hotfix branch.
    """
    remote = work.truth.remote
    rows = [row for row in result.targets if only in ("", row.branch)]
    done = replace(
        result,
        targets=tuple(
            _landed(row, pushed=bool(remote)) if row in rows else row for row in result.targets
        ),
    )
    landings = [Landing(BranchName(r.branch), r.before, r.after) for r in rows if r.moves]
    if not landings:
        if over := (*ending[0], *ending[1]):
            execute(work.repo, Plan("backport", over, carried.incident))
        return replace(result, state="nothing")
    told = _told(work, carried, done)
    along = False
    left: list[str] = []
    if remote:
        landings, told, along = _with_postmortem(work, carried, landings, told)
        updates = [UpdateRef(one.branch.ref, one.old, one.new) for one in landings]
        updates += [] if only else hotfix_update(work, carried)
        follow, left = follow_steps(work.repo, landings)
        ride = riding(work, told) if told and not only else ()
        steps: list[Step] = [Push(push_remote(work), tuple(updates), along=ride), *follow]
        steps += _forget_prepared(work, carried, rows, postmortem=along)
        steps += [replace(update, follow=True) for update in ending[0]]
    else:
        steps = local_steps(work.repo, landings)
    # In one transaction with the branches where these are local, behind the push where they are not.
    place = len(steps) if remote else len(landings)
    if not remote:
        steps[place:place] = ending[0]
    steps[place:place] = [told] if told else []
    steps += ending[1]
    work.settings.progress(f"landing {plural(len(landings), 'branch', 'branches')}")
    try:
        executed = execute(work.repo, Plan("backport", tuple(steps), carried.incident))
    except NotTaken as refusal:
        if told:
            _put_right(work, carried, result, told, refusal.pushed.partly)
        raise
    everything = (*left, *executed.left_alone)
    everything = tuple(dict.fromkeys((*result.left_alone, *everything)))
    along = along or result.postmortem
    return replace(done, state="done", left_alone=everything, postmortem=along)


def _told(work: Workspace, carried: Carried, done: BackportResult) -> UpdateRef | None:
    """The record of the backport; a head without an incident has none."""
    if not carried.incident:
        return None
    return record(work, carried.incident, Draft("backported", _event(done), step="backport"))


def _put_right(
    work: Workspace,
    carried: Carried,
    result: BackportResult,
    told: UpdateRef,
    landed: Sequence[str],
) -> None:
    """A server that takes a push apart may have the record of it without all of its branches: the record says so."""
    if told.ref not in landed:
        return
    rows = tuple(
        _landed(row, pushed=True) if HEADS + row.branch in landed else row for row in result.targets
    )
    draft = Draft("backported", _event(replace(result, targets=rows)), step="backport")
    right = record(work, carried.incident, draft, after=told)
    execute(work.repo, Plan("backport", (right,), carried.incident))


def _with_postmortem(
    work: Workspace, carried: Carried, landings: list[Landing], told: UpdateRef | None
) -> tuple[list[Landing], UpdateRef | None, bool]:
    """A post-mortem that waits for its push lands on top of the fix, in the same push."""
    if not told or not work.repo.refs.get(postmortem_ref(carried.incident)):
        return landings, told, False
    from gitfix.operations import postmortem_commit

    branch = postmortem_commit.branch_of(work)
    mine = next((one for one in landings if one.branch == branch), None)
    if mine is None:
        return landings, told, False
    try:
        found = postmortem_commit.on_top(work, carried.incident, mine.new, told)
    except Refusal as refusal:
        # The fix does not wait for its report.
        work.note(
            f"the post-mortem stays behind: {refusal.message}; later: gitfix postmortem --push"
        )
        return landings, told, False
    if found is None:
        return landings, told, False
    commit, told = found
    return [replace(one, new=commit) if one is mine else one for one in landings], told, True


def _landed(row: TargetResult, *, pushed: bool) -> TargetResult:
    if not row.moves:
        return row
    return replace(row, state="picked" if row.strategy == "pick" else "merged", pushed=pushed)


def push_remote(work: Workspace) -> str:
    """The remote that pushes go to."""
    return work.config.text("push.remote") or work.truth.remote


def hotfix_update(work: Workspace, carried: Carried) -> list[UpdateRef]:
    """The hotfix branch goes along, so that the merged commits have a name on the remote."""
    load = carried.load
    ref = HEADS + load.branch
    if not load.branch or work.repo.refs.get(ref) is None:
        return []
    theirs = work.truth.advertised.refs.get(ref)
    if theirs == load.head:
        return []
    return [UpdateRef(ref, theirs or work.repo.zero, load.head)]


def _forget_prepared(
    work: Workspace, carried: Carried, rows: Sequence[TargetResult], *, postmortem: bool
) -> list[Step]:
    refs = [backport_ref(carried.name, row.branch) for row in rows]
    if postmortem:
        refs.append(postmortem_ref(carried.incident))
    known = work.repo.refs.several(refs)
    return [UpdateRef(ref, old, work.repo.zero, follow=True) for ref, old in known.items()]


def _event(result: BackportResult) -> dict[str, object]:
    rows = [
        {
            "branch": row.branch,
            "strategy": row.strategy,
            "state": row.state,
            "before": str(row.before),
            "after": str(row.after),
            "pushed": row.pushed,
            **({"verified": row.verified} if row.verified is not None else {}),
            **(
                {"settled": [{"path": s.path, "policy": s.policy} for s in row.settled]}
                if row.settled
                else {}
            ),
        }
        for row in result.targets
    ]
    return {"head": str(result.head), "targets": rows}
