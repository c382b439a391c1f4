"""Gitea and Forgejo by their API: approvals of pull requests, and the words of one that a push has opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gitfix.core.approvals import ForgeApproval
from gitfix.core.names import Oid
from gitfix.core.request import WORK, Request, bounded, merged
from gitfix.services.rest import Rest

if TYPE_CHECKING:
    from gitfix.core.forge import Forge
    from gitfix.core.forge_token import Token

LIMIT = "limit"


class Gitea:
    """One repository on Gitea or Forgejo."""

    def __init__(self, forge: Forge, token: Token | None) -> None:
        header = {"Authorization": f"token {token.value}"} if token else {}
        self._rest = Rest(forge.api, header)
        self._repository = f"repos/{quote(forge.path, safe='/')}"

    def describe(self, number: int, request: Request) -> bool:
        """Title and description of a request as they should be; whether anything changed. ForgeFailed."""
        path = f"{self._repository}/pulls/{number}"
        pull = self._rest.get(path)
        body = bounded(merged(pull.get("body") or "", request.body))
        title = pull.get("title") or ""
        if title.removeprefix(WORK) == request.title:
            title = (WORK if request.draft else "") + request.title
        if (title, body) == (pull.get("title"), pull.get("body")):
            return False
        self._rest.patch(path, {"title": title, "body": body})
        return True

    def approvals(self, branches: Sequence[str], owner: str) -> list[ForgeApproval]:
        """The official word of each reviewer, where it is an approval that nobody dismissed."""
        pulls = self._rest.pages(f"{self._repository}/pulls", LIMIT, state="all")
        found: list[ForgeApproval] = []
        for pull in pulls:
            head = str((pull.get("head") or {}).get("ref") or "")
            label = str((pull.get("head") or {}).get("label") or "")
            # The branch of an AGit push has the name of who pushed before it, and is a label only.
            if any(
                one == head or label.endswith(one) or head.endswith("/" + one) for one in branches
            ):
                found += self._of(pull)
        return found

    def _of(self, pull: Any) -> list[ForgeApproval]:
        path = f"{self._repository}/pulls/{pull['number']}"
        last: dict[str, Any] = {}
        for review in self._rest.pages(f"{path}/reviews", LIMIT):
            login = (review.get("user") or {}).get("login")
            if login and review.get("state") in ("APPROVED", "REQUEST_CHANGES"):
                last[login] = review
        standing = {
            login: one
            for login, one in last.items()
            if one["state"] == "APPROVED" and not one.get("dismissed")
        }
        if not standing:
            return []
        makers = {(pull.get("user") or {}).get("login")}
        for commit in self._rest.pages(f"{path}/commits", LIMIT):
            for role in ("author", "committer"):
                makers.add((commit.get(role) or {}).get("login"))
        return [_approval(one, login in makers) for login, one in standing.items()]


def _approval(review: Any, maker: bool) -> ForgeApproval:
    user = review["user"]
    commit = review.get("commit_id")
    return ForgeApproval(
        str(review.get("html_url") or ""),
        str(user["login"]),
        Oid(commit) if commit else None,
        str(review.get("submitted_at") or ""),
        str(user.get("full_name") or ""),
        str(user.get("email") or ""),
        maker,
    )
