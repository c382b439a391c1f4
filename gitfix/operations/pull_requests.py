"""The way out when a branch is protected: each result on a branch of its own, and a request that offers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult, TargetResult
from gitfix.core.names import Oid
from gitfix.core.plan import Plan
from gitfix.core.request import Opened, Request
from gitfix.core.value import replace
from gitfix.git.execute import exclusive, execute_locked
from gitfix.operations import requests
from gitfix.operations.commits import make_commit
from gitfix.operations.recording import Draft, record
from gitfix.operations.requests_known import Context, Known, Partly
from gitfix.operations.which import load as load_incident
from gitfix.render import request_text

if TYPE_CHECKING:
    from gitfix.operations.backport_landing import Ending
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace

RECORD = "Gitfix-Record:"


def branch_of(carried: Carried, target: str) -> str:
    """The branch that carries the fix to `target` by a request."""
    return f"backport/{carried.name}/{target}"


def proposed(work: Workspace, carried: Carried, names: Sequence[str]) -> dict[str, Oid]:
    """Target → the tip of its request's branch on the remote.

    The same result is never pushed twice: a reviewer's approval would be lost.
    """
    branches = {branch_of(carried, name): name for name in names}
    return {branches[branch]: tip for branch, tip in requests.tips(work, list(branches)).items()}


def propose(
    work: Workspace, carried: Carried, result: BackportResult, ending: Ending = ((), ())
) -> BackportResult:
    """Push `backport/<incident>/<target>` branches, and open or update a request for each; a conflict is a draft.

    Refusal (REMOTE) when the remote or its forge does not do it; what was opened before is recorded.
    """
    there = proposed(work, carried, [row.branch for row in result.targets])
    wanted = [
        _request(work, carried, row, there.get(row.branch))
        for row in result.targets
        if row.moves or row.state == "conflict"
    ]
    incident = load_incident(work, carried.incident) if carried.incident else None
    known = {
        row.branch: Known(row.url, row.tips, row.draft)
        for row in (incident.requests.values() if incident else ())
    }
    context = Context("backport --pr", carried.incident, known, ending)
    if not wanted:
        from gitfix.operations.backport_landing import land

        return land(work, carried, result, ending)
    try:
        opened = requests.open_or_update(work, context, wanted)
    except Partly as partly:
        _record(work, carried, known, partly.opened)
        raise
    _record(work, carried, known, opened)
    return _told(result, opened)


def _told(result: BackportResult, opened: Sequence[Opened]) -> BackportResult:
    by_target = {one.request.target: one for one in opened}
    rows = []
    for row in result.targets:
        one = by_target.get(row.branch)
        if one is None:
            rows.append(row)
            continue
        rows.append(
            replace(
                row,
                pr=one.url or None,
                request=one.how,
                request_branch=one.request.branch,
                draft=one.request.draft,
                request_text=one.text,
            )
        )
    pushed = sum(one.pushed for one in opened)
    return replace(result, targets=tuple(rows), proposed=pushed)


def _request(work: Workspace, carried: Carried, row: TargetResult, there: Oid | None) -> Request:
    draft = row.state == "conflict"
    facts = _facts(work, carried, row)
    tip = _draft_tip(work, carried, row, there) if draft else row.after
    words = request_text.backport(row, facts)
    branch = branch_of(carried, row.branch)
    return Request(row.branch, branch, tip, words.title, words.body, words.line, draft)


def _facts(work: Workspace, carried: Carried, row: TargetResult) -> request_text.Facts:
    load, repo = carried.load, work.repo
    incident = load_incident(work, carried.incident) if carried.incident else None
    subjects = [
        (commit, repo.objects.read_commit(commit).message.split("\n", 1)[0])
        for commit in load.commits[: request_text.COMMITS]
    ]
    stuck = row.stuck
    left = (stuck.commit, *stuck.left) if stuck else ()
    return request_text.Facts(
        incident=carried.incident,
        summary=incident.summary if incident else "",
        severity=incident.severity if incident else "",
        tag=incident.base.tag if incident else "",
        release=(incident.tag or incident.version) if incident else "",
        label=load.branch or load.base_name,
        commits=tuple(subjects),
        count=len(load.commits),
        remote=work.truth.remote,
        request=branch_of(carried, row.branch),
        published=bool(load.branch and work.truth.branch(load.branch) == load.head),
        left=left,
        mainline=stuck.mainline if stuck else 0,
        carried=bool(stuck and stuck.tip != row.before),
    )


def _draft_tip(work: Workspace, carried: Carried, row: TargetResult, there: Oid | None) -> Oid:
    """What the branch of a draft holds: never markers.

    A merge: the hotfix itself, so that the forge shows the conflict with its own means. Picks: what could be picked.
    Where that is nothing, a commit without a change, which says so.
    """
    if row.strategy == "merge":
        return carried.load.head
    tip = row.stuck.tip if row.stuck else row.before
    if tip != row.before:
        return _same(work, row.before, tip, there) or tip
    tree = work.repo.objects.read_commit(row.before).tree
    # Not the record's tip: it moves with each offer, and the commit is to stay the same.
    trailers = [one for one in carried.load.trailers if not one.startswith(RECORD)]
    label = carried.load.branch or carried.load.base_name
    message = request_text.empty(row, label, trailers)
    if there is not None:
        commit = work.repo.objects.read_commit(there)
        same = commit.parents == (row.before,) and commit.tree == tree
        if same and commit.message.strip() == message.strip():
            return there
    return make_commit(work.repo, tree, (row.before,), message)


def _same(work: Workspace, before: Oid, tip: Oid, there: Oid | None) -> Oid | None:
    """What is on the branch already, where it differs from `tip` in nothing but the time of its making."""
    if there is None:
        return None
    history, objects = work.repo.history, work.repo.objects
    mine, theirs = f"{before}..{tip}", f"{before}..{there}"
    same = history.contains(there, before) is True and history.count(mine) == history.count(theirs)
    return (
        there if same and objects.read_commit(there).tree == objects.read_commit(tip).tree else None
    )


def _record(
    work: Workspace,
    carried: Carried,
    known: Mapping[str, Known],
    opened: Sequence[Opened],
) -> None:
    """What is new about the requests; nothing where all is as it was recorded."""
    if not carried.incident:
        return
    rows = []
    for one in opened:
        request = one.request
        before = known.get(request.branch, Known())
        now = (one.url, request.draft, str(request.tip))
        if one.how == "left" or now == (
            before.url,
            before.draft,
            before.tips[-1:] and before.tips[-1],
        ):
            continue
        rows.append(
            {
                "branch": request.target,
                "request": request.branch,
                "url": one.url,
                "tip": str(request.tip),
                "draft": request.draft,
            }
        )
    if not rows:
        return
    data = {"head": str(carried.load.head), "targets": rows}
    step = record(work, carried.incident, Draft("backport-proposed", data, step="backport"))
    with exclusive(work.repo) as held:
        # Undo takes the branches back; that they were offered stays in the record.
        execute_locked(held, Plan("backport --pr", (step,), carried.incident), keep=False)
