"""Requests on GitHub: each found, opened or brought up to date through the API, once its branch is pushed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Refusal
from gitfix.core.value import replace
from gitfix.operations.forges import forge_at, how_to_give, token_for
from gitfix.operations.requests_known import Partly
from gitfix.services.forge import opener
from gitfix.services.forge_failed import ForgeFailed, NotInstalled

if TYPE_CHECKING:
    from gitfix.core.forge import Forge
    from gitfix.core.request import Opened
    from gitfix.git.remote import Remote
    from gitfix.operations.requests_known import Context
    from gitfix.operations.workspace import Workspace


def through_api(
    work: Workspace, context: Context, forge: Forge, remote: Remote, rows: Sequence[Opened]
) -> list[Opened]:
    """The rows as the forge has them now; by hand where there is no token. Partly when the forge fails."""
    todo = [row for row in rows if row.how != "left"]
    token = token_for(work, forge) if todo else None
    if todo and token is None:
        work.note(
            f"there is no token for {forge.host}, so the requests are opened by hand; gitfix opens them with "
            f"{how_to_give(forge)}"
        )
    if token is None:
        return list(rows)
    owner = forge_at(work, remote).owner or forge.owner
    done: list[Opened] = []
    try:
        client = opener(forge, token)
        assert client is not None
        for row in rows:
            if row.how == "left":
                done.append(row)
                continue
            work.settings.progress(f"opening a request on {forge.host}", len(done), len(rows))
            opened = client.open_or_update(row.request, f"{owner}:{row.request.branch}")
            how = "updated" if opened.how == "same" and row.pushed else opened.how
            done.append(replace(opened, pushed=row.pushed, how=how))
    except NotInstalled as missing:
        work.note(
            f"the requests are opened by hand; gitfix opens them when it has its extra part: "
            f"pip install 'git-hotfix[{missing.package}]'"
        )
        return list(rows)
    except ForgeFailed as failed:
        found = _standing(rows, done)
        raise Partly(_failed(context, forge, found, failed, token.source), done) from None
    return done


def _standing(rows: Sequence[Opened], done: Sequence[Opened]) -> tuple[str, ...]:
    """What is open, and where the others can be opened by hand."""
    left = rows[len(done) :]
    return (
        *(f"{one.request.target}: {one.url}" for one in done),
        *(f"{one.request.target}, by hand: {one.url}" for one in left),
    )


def _failed(
    context: Context, forge: Forge, found: tuple[str, ...], failed: ForgeFailed, source: str
) -> Refusal:
    code = f" ({failed.status})" if failed.status else ""
    hint = f"what it holds is pushed; when the reason is gone, the same command goes on: gitfix {context.command}"
    if failed.status in (401, 403, 404):
        hint = f"the token from {source} may not do that on {forge.path}; another one: {how_to_give(forge)}\n{hint}"
    return Refusal(
        f"{forge.host} did not open the request: {failed.reason}{code}",
        found=found,
        hint=hint,
        exit=Exit.REMOTE,
    )
