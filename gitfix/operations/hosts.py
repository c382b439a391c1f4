"""Where HTTP may go: the hosts that the team's addresses name, and those of `http.hosts`; and the tokens for them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.services.http import host_of

if TYPE_CHECKING:
    from gitfix.core.playbook import Playbook
    from gitfix.operations.workspace import Workspace


def configured_hosts(work: Workspace, playbook: Playbook, *more: str) -> frozenset[str]:
    """The hosts that may be asked, and that a redirect may lead to. `more`: further addresses."""
    urls = [url for metric in playbook.metrics for url in (metric.url, metric.address) if url]
    urls += [check.url for step in playbook.steps for check in step.checks]
    named = {host.lower() for host in work.config.strings("http.hosts")}
    return frozenset({*map(host_of, (*urls, *more)), *named})


def token_of(variable: str, about: str) -> str:
    """The token in this variable of the environment; Refusal when it is not set."""
    if not variable:
        return ""
    found = os.environ.get(variable, "")
    if not found:
        raise Refusal(
            f"{about} needs a token, and {variable} is not set",
            hint=f"export {variable}=…    (it is sent as a bearer token, and recorded nowhere)",
        )
    return found
