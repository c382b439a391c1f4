"""Where a forge shows one commit: what its id is put behind."""

from __future__ import annotations

import re
from urllib.parse import quote

_SCP = re.compile(r"^(?:[^@/]+@)?(?P<host>[A-Za-z0-9.-]+):(?P<path>[^/].*)$")
_URL = re.compile(
    r"^(?:https?|ssh|git)://(?:[^@/]+@)?(?P<host>[A-Za-z0-9.-]+)(?::\d+)?/(?P<path>.+)$"
)


def commit_page(remote_url: str) -> str:
    """`https://host/owner/name/commit/`; nothing for a host that is no known forge. Never a password of the URL."""
    match = _URL.match(remote_url) or _SCP.match(remote_url)
    if not match:
        return ""
    host = match["host"].lower()
    path = match["path"].removesuffix("/").removesuffix(".git")
    page = f"https://{host}/{quote(path, safe='/')}"
    if "gitlab" in host:
        return f"{page}/-/commit/"
    if "bitbucket" in host:
        return f"{page}/commits/"
    known = ("github", "gitea", "forgejo", "codeberg")
    return f"{page}/commit/" if any(name in host for name in known) else ""
