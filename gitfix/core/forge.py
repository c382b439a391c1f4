"""Where a forge shows two branches side by side, with its button for a pull or merge request."""

from __future__ import annotations

import re
from urllib.parse import quote

_SCP = re.compile(r"^(?:[^@/]+@)?(?P<host>[^:/]+):(?P<path>[^/].*)$")
_URL = re.compile(r"^(?:https?|ssh|git)://(?:[^@/]+@)?(?P<host>[^:/]+)(?::\d+)?/(?P<path>.+)$")


def compare_url(remote_url: str, target: str, branch: str) -> str:
    """The page on which a request from `branch` into `target` is opened; nothing for a host that is no known forge.

    GitHub, GitLab, Bitbucket, Gitea and Forgejo (Codeberg) are told by their host names, also self-hosted ones.
    """
    match = _URL.match(remote_url) or _SCP.match(remote_url)
    if not match:
        return ""
    host = match["host"].lower()
    page = f"https://{host}/{match['path'].removesuffix('/').removesuffix('.git')}"
    into, source = quote(target, safe="/"), quote(branch, safe="/")
    if "gitlab" in host:
        return (
            f"{page}/-/merge_requests/new?merge_request%5Bsource_branch%5D={quote(branch, safe='')}"
            f"&merge_request%5Btarget_branch%5D={quote(target, safe='')}"
        )
    if "bitbucket" in host:
        return f"{page}/pull-requests/new?source={quote(branch, safe='')}&dest={quote(target, safe='')}"
    if "github" in host:
        return f"{page}/compare/{into}...{source}?expand=1"
    if any(name in host for name in ("gitea", "forgejo", "codeberg")):
        return f"{page}/compare/{into}...{source}"
    return ""
