"""Requests on Gitea and Forgejo: a push to `refs/for/<target>` opens one, and the same topic brings it up to date.

Such a push leaves no branch, so nothing but the request itself says that it was made: what is pushed is kept here
first, and the remote's `refs/pull/…` tell whether it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.plan import Plan, Step, UpdateRef
from gitfix.core.request import Opened, Request, agit_options
from gitfix.core.value import replace
from gitfix.git import push as pushing
from gitfix.git.execute import exclusive, execute_locked
from gitfix.git.pushed import NotTaken, refusal
from gitfix.operations.forges import token_for
from gitfix.operations.requests_found import asked, at_tip, number_of
from gitfix.operations.requests_known import Context, Known, Partly, pushed_ref
from gitfix.services.forge_failed import ForgeFailed

if TYPE_CHECKING:
    from gitfix.core.forge import Forge
    from gitfix.git.remote import Remote
    from gitfix.operations.workspace import Workspace

FOR = "refs/for/"


def open_or_update(
    work: Workspace, context: Context, forge: Forge, requests: Sequence[Request]
) -> list[Opened]:
    """One push for each request, because a push has one topic; Refusal (REMOTE) at the first that is not taken."""
    remote = work.remote
    assert remote is not None, "a forge is known by the remote's URL"
    kept = work.repo.refs.several([pushed_ref(one.branch) for one in requests])
    _keep(work, context, requests, kept)
    done: list[Opened] = []
    for one in requests:
        work.settings.progress(f"opening a request on {forge.host}", len(done), len(requests))
        try:
            done.append(_one(work, remote, context, forge, one, kept.get(pushed_ref(one.branch))))
        except NotTaken as refused:
            refused.found = (
                *refused.found,
                *(f"{row.request.target}: {row.url}" for row in done),
            )
            refused.hint = (
                f"when the reason is gone, the same command goes on: gitfix {context.command}"
            )
            raise Partly(refused, done) from None
    return done


def _keep(
    work: Workspace, context: Context, requests: Sequence[Request], kept: dict[str, Oid]
) -> None:
    steps: list[Step] = [
        UpdateRef(pushed_ref(one.branch), kept.get(pushed_ref(one.branch), work.repo.zero), one.tip)
        for one in requests
        if kept.get(pushed_ref(one.branch)) != one.tip
    ]
    steps += [*context.ending[0], *context.ending[1]]
    if steps:
        with exclusive(work.repo) as held:
            execute_locked(held, Plan(context.command, tuple(steps), context.incident), keep=False)


def _one(
    work: Workspace,
    remote: Remote,
    context: Context,
    forge: Forge,
    request: Request,
    before: Oid | None,
) -> Opened:
    known = context.of(request.branch)
    number = at_tip(work, request.tip)
    row = Opened(request, "same", forge.request(number) if number else "")
    if not number:
        theirs = at_request(work, known)
        ours = theirs is None or theirs == before or theirs in known.tips
        if not ours and not _holds(work, request.tip, theirs):
            work.note(f"{known.url} holds commits that gitfix has not pushed: it stays as it is")
            return replace(row, how="left", url=known.url)
        number = _push(work, remote, request, force=bool(known.tips or before))
        url = forge.request(number) if number else f"{forge.page}/pulls"
        row = replace(row, how="updated" if known.url == url else "opened", url=url, pushed=True)
    return _described(work, forge, row, number, known)


def at_request(work: Workspace, known: Known) -> Oid | None:
    """Where the request that is known stands now."""
    return work.truth.advertised.refs.get(ref_of(known))


def ref_of(known: Known) -> str:
    """The remote's ref of the request that is known."""
    return f"refs/pull/{known.url.rpartition('/')[2]}/head"


def _holds(work: Workspace, tip: Oid, theirs: Oid | None) -> bool:
    """Whether nothing of `theirs` is lost when `tip` takes its place."""
    here = theirs is not None and work.repo.refs.commit(theirs) is not None
    return here and work.repo.history.contains(tip, theirs or "") is True


def _push(work: Workspace, remote: Remote, request: Request, *, force: bool) -> int:
    """The number of the request; 0 where the server does not tell. NotTaken."""
    update = UpdateRef(FOR + request.target, work.repo.zero, request.tip)
    pushed = pushing.push(work.repo, remote, [update], options=agit_options(request, force=force))
    if not pushed.landed:
        number = asked(remote, request.tip)
        if number:
            return number
        raise refusal(remote, pushed, "")
    return number_of(pushed.refs) or asked(remote, request.tip)


def _described(work: Workspace, forge: Forge, row: Opened, number: int, known: Known) -> Opened:
    """With a token, the whole description, and a title that says whether it is a draft; a push says it once only."""
    from gitfix.services.forge_gitea import Gitea

    token = token_for(work, forge) if number else None
    if token is not None:
        try:
            changed = Gitea(forge, token).describe(number, row.request)
        except ForgeFailed as failed:
            work.note(f"the description of {row.url} stays as it is: {failed.reason}")
        else:
            return replace(row, how="updated") if changed and row.how == "same" else row
    if row.how != "opened" and known.draft and not row.request.draft:
        work.note(f"it is ready now, and its title still begins with WIP: {row.url}")
    return row
