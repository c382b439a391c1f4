"""Pull and merge requests: branches pushed, each request found or opened, and brought up to date.

What can be read again is never kept: a request that was opened by a run that was killed is found by the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, Oid
from gitfix.core.plan import Plan, Push, Step, UpdateRef
from gitfix.core.request import Opened, Request, gitlab_options
from gitfix.core.value import replace
from gitfix.git.execute import exclusive, execute, execute_locked
from gitfix.git.pushed import NotTaken
from gitfix.operations.forges import forge_at
from gitfix.operations.requests_known import Context, pushed_ref

if TYPE_CHECKING:
    from gitfix.core.forge import Forge
    from gitfix.git.remote import Remote
    from gitfix.operations.workspace import Workspace


def by_agit(forge: Forge) -> bool:
    """Whether requests are opened by a push to `refs/for/…`, and have no branch of their own."""
    return forge.kind == "gitea"


def tips(work: Workspace, branches: Sequence[str]) -> dict[str, Oid]:
    """Branch → where its request stands on the remote, brought here; for AGit what this clone pushed last."""
    from gitfix.operations.truth import bring

    if by_agit(forge_at(work, work.remote)):
        kept = work.repo.refs.several([pushed_ref(branch) for branch in branches])
        return {
            branch: kept[pushed_ref(branch)] for branch in branches if pushed_ref(branch) in kept
        }
    there = [HEADS + branch for branch in branches if HEADS + branch in work.truth.advertised.refs]
    found = bring(work.repo, work.truth, there, keep_refs=not work.settings.dry_run)
    return {ref.removeprefix(HEADS): oid for ref, oid in found.items()}


def open_or_update(work: Workspace, context: Context, requests: Sequence[Request]) -> list[Opened]:
    """Push the branches of `requests`, and open or update each; a request's page is in its `url`.

    Refusal (REMOTE) when the branches are not taken, or, with what was `opened` until then, when the forge fails.
    """
    assert work.remote is not None
    forge = forge_at(work, work.remote)
    if by_agit(forge):
        from gitfix.operations.requests_agit import open_or_update as by_push

        return by_push(work, context, forge, requests)
    remote = work.repo.remote(work.config.text("push.remote") or work.truth.remote)
    free = [one for one in requests if not _foreign(work, context, one)]
    words = _push(work, context, forge, remote, free)
    rows: list[Opened] = []
    for one in requests:
        pushed = _tip(work, one) != one.tip
        blank = Opened(one, "by-hand", forge.compare(one.target, one.branch), pushed)
        if one in free:
            rows.append(_told(context, blank))
        else:
            url = context.of(one.branch).url or blank.url
            rows.append(replace(blank, how="left", url=url, pushed=False))
            work.note(
                f"{one.branch} holds commits that gitfix has not pushed: it stays as it is; "
                f"look at it, and delete it there to begin anew"
            )
    match forge.kind:
        case "github":
            from gitfix.operations.requests_api import through_api

            return through_api(work, context, forge, remote, rows)
        case "gitlab":
            from gitfix.operations.requests_found import merge_requests

            return [
                _told(context, merge_requests(work, forge, row, words), known=True) for row in rows
            ]
        case _:
            from gitfix.operations.requests_found import request_pull

            return [request_pull(work, remote, row) for row in rows]


def _told(context: Context, row: Opened, *, known: bool = False) -> Opened:
    """The page that was recorded, where this run has not seen one. `known`: it has looked."""
    url = context.of(row.request.branch).url
    if row.how == "by-hand" and url:
        return replace(row, url=url, how="updated" if row.pushed else "same")
    return replace(row, how="updated") if known and row.how == "opened" and url else row


def _tip(work: Workspace, request: Request) -> Oid:
    return work.truth.advertised.refs.get(HEADS + request.branch) or work.repo.zero


def _foreign(work: Workspace, context: Context, request: Request) -> bool:
    """Whether somebody else has pushed to the branch: what they did would be lost."""
    theirs = _tip(work, request)
    if theirs.is_zero or theirs == request.tip or theirs in context.of(request.branch).tips:
        return False
    if theirs == work.repo.refs.get(pushed_ref(request.branch)):
        return False
    here = work.repo.refs.commit(theirs) is not None
    return not (here and work.repo.history.contains(request.tip, theirs))


def _push(
    work: Workspace, context: Context, forge: Forge, remote: Remote, requests: Sequence[Request]
) -> list[str]:
    """All branches, or none; GitLab takes one target for each push. Returns what the server said."""
    updates = {
        one.branch: UpdateRef(HEADS + one.branch, _tip(work, one), one.tip)
        for one in requests
        if _tip(work, one) != one.tip
    }
    steps: list[Step] = []
    if forge.kind == "gitlab":
        for one in requests:
            if one.branch in updates:
                known = context.of(one.branch)
                whole = not known.url or known.draft != one.draft
                options = gitlab_options(one, whole=whole)
                steps.append(Push(remote.name, (updates[one.branch],), lease=True, options=options))
    elif updates:
        steps.append(Push(remote.name, tuple(updates.values()), lease=True))
    kept = work.repo.refs.several([pushed_ref(one.branch) for one in requests])
    for one in requests:
        ref = pushed_ref(one.branch)
        old = kept.get(ref, work.repo.zero)
        if old != one.tip:
            steps.append(UpdateRef(ref, old, one.tip, follow=True))
    steps += [replace(update, follow=True) for update in context.ending[0]]
    steps += context.ending[1]
    if not steps:
        return []
    if updates:
        work.settings.progress(f"pushing to {remote.name}")
    plan = Plan(context.command, tuple(steps), context.incident)
    if not updates and not context.ending[1]:
        with exclusive(work.repo) as held:
            return execute_locked(held, plan, keep=False).words
    try:
        return execute(work.repo, plan).words
    except NotTaken as refused:
        there = refused.pushed
        if forge.kind != "gitlab" or there.rejected or there.partly or not there.died:
            raise
        # git says no more than that it did not push: without options it may.
        plain = (replace(s, options=()) if isinstance(s, Push) else s for s in plan.steps)
        words = execute(work.repo, replace(plan, steps=tuple(plain))).words
    work.note(f"{forge.host} takes no push options: the requests are opened by hand")
    return words
