"""GitLab by its API: approvals of merge requests, each for the version that was there when it was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gitfix.core.approvals import ForgeApproval
from gitfix.core.names import Oid
from gitfix.services.rest import Rest

if TYPE_CHECKING:
    from gitfix.core.forge import Forge
    from gitfix.core.forge_token import Token

SIZE = "per_page"


class GitLab:
    """One project on gitlab.com, or on a GitLab that somebody runs themselves."""

    def __init__(self, forge: Forge, token: Token | None) -> None:
        header = {"PRIVATE-TOKEN": token.value} if token else {}
        self._rest = Rest(forge.api, header)
        self._project = f"projects/{quote(forge.path, safe='')}"

    def approvals(self, branches: Sequence[str], owner: str) -> list[ForgeApproval]:
        """GitLab does not say which commit was approved: it is that of the last version before the approval."""
        found: list[ForgeApproval] = []
        for branch in branches:
            requests = self._rest.pages(
                f"{self._project}/merge_requests", SIZE, source_branch=branch, scope="all"
            )
            for request in requests:
                found += self._of(request)
        return found

    def _of(self, request: Any) -> list[ForgeApproval]:
        path = f"{self._project}/merge_requests/{request['iid']}"
        given = self._rest.get(f"{path}/approvals").get("approved_by") or []
        if not given:
            return []
        versions = self._rest.pages(f"{path}/versions", SIZE)
        names = self._names(path)
        author = (request.get("author") or {}).get("username")
        return [
            ForgeApproval(
                str(request.get("web_url") or ""),
                str(one["user"]["username"]),
                _at(versions, str(one.get("approved_at") or "")),
                str(one.get("approved_at") or ""),
                str(one["user"].get("name") or ""),
                maker=one["user"]["username"] == author or str(one["user"].get("name")) in names,
            )
            for one in given
        ]

    def _names(self, path: str) -> set[str]:
        """Names of who made the commits: GitLab does not say whose login they have."""
        commits = self._rest.pages(f"{path}/commits", SIZE)
        return {str(one.get(role)) for one in commits for role in ("author_name", "committer_name")}


def _at(versions: Sequence[Any], moment: str) -> Oid | None:
    """The head of the newest version that is not younger than `moment` (ISO 8601); None where that is not told."""
    if not moment:
        return None
    try:
        then = datetime.fromisoformat(moment)
        known = [
            (datetime.fromisoformat(v["created_at"]), str(v["head_commit_sha"])) for v in versions
        ]
        before = sorted(row for row in known if row[0] <= then)
    except (KeyError, TypeError, ValueError):
        return None
    return Oid(before[-1][1]) if before else None
