"""Requests that no API was asked about: found by the refs that the remote shows, or written for people to send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.redact import redact_url
from gitfix.core.text import decode
from gitfix.core.value import replace
from gitfix.git.remote import Unreachable

if TYPE_CHECKING:
    from gitfix.core.forge import Forge
    from gitfix.core.names import Oid
    from gitfix.core.request import Opened
    from gitfix.git.remote import Remote
    from gitfix.operations.workspace import Workspace

_NUMBERED = re.compile(r"^refs/(?:merge-requests|pull)/(\d+)/head$")


def number_of(refs: Sequence[str]) -> int:
    """The newest request that one of `refs` is the head of; 0 without one."""
    return max((int(found[1]) for ref in refs if (found := _NUMBERED.match(ref))), default=0)


def at_tip(work: Workspace, tip: Oid) -> int:
    """The number of the request that the remote shows at `tip`; 0 where it shows none."""
    return number_of([ref for ref, oid in work.truth.advertised.refs.items() if oid == tip])


def asked(remote: Remote, tip: Oid) -> int:
    """The same, of what the remote shows now."""
    try:
        refs = remote.advertised().refs
    except Unreachable:
        return 0
    return number_of([ref for ref, oid in refs.items() if oid == tip])


def merge_requests(work: Workspace, forge: Forge, row: Opened, words: Sequence[str]) -> Opened:
    """GitLab names the page in its answer to the push; else the remote shows the request as a ref.

    The page of a branch that is pushed without a request is the one where it is opened: then it is `by-hand`.
    """
    if row.how == "left":
        return row
    request = row.request
    said = _pages(forge, words) if row.pushed else {}
    number = said.get(request.branch) or at_tip(work, request.tip)
    if row.pushed and not number:
        number = asked(work.repo.remote(work.truth.remote), request.tip)
    if not number:
        return row
    return replace(row, url=forge.request(number), how="opened" if row.pushed else "same")


def _pages(forge: Forge, words: Sequence[str]) -> dict[str, int]:
    """Branch → number, from `View merge request for <branch>:` and the address that follows it.

    Only the address is used, and only where it is one of this repository.
    """
    found: dict[str, int] = {}
    branch = ""
    for word in " ".join(words).split():
        name = word.rstrip(":")
        match = re.fullmatch(rf"\S*/{re.escape(forge.path)}/-/merge_requests/(\d+)", word)
        if match and branch:
            found[branch] = int(match[1])
        elif word.endswith(":") and "/" in name and "://" not in name:
            branch = name
    return found


def request_pull(work: Workspace, remote: Remote, row: Opened) -> Opened:
    """Where there is no forge: the text that is mailed to whoever pulls (git-request-pull(1))."""
    if row.url or row.how == "left":
        return row
    request = row.request
    start = work.truth.branch(request.target) or work.repo.zero
    url = remote.push_urls[0]
    done = work.repo.git.run("request-pull", start, url, request.branch, ok=None, limit=30.0)
    # It names the branch by what is here; here it may have no name.
    if done.code != 0:
        done = work.repo.git.run(
            "request-pull", start, url, f"{request.tip}:{request.branch}", ok=None, limit=30.0
        )
    return replace(row, text=redact_url(decode(done.stdout)).strip() if done.code == 0 else "")
