"""Where commits that were computed wait for their push: under refs/gitfix-local/, safe from `git gc`."""

from __future__ import annotations

from gitfix.core.names import LOCAL


def backport_ref(incident: str, branch: str) -> str:
    """The fix on `branch`."""
    return f"{LOCAL}backport/{incident}/{branch}"


def postmortem_ref(incident: str) -> str:
    """The post-mortem on the default branch."""
    return f"{LOCAL}postmortem/{incident}"
