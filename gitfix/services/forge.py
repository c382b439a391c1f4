"""Forges by their API: what is asked of one, and which client speaks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.approvals import ForgeApproval
    from gitfix.core.forge import Forge
    from gitfix.core.forge_token import Token
    from gitfix.core.request import Opened, Request


class Opener(Protocol):
    """A forge whose requests are opened through its API."""

    def open_or_update(self, request: Request, head: str) -> Opened:
        """Find the open request of `head` (`owner:branch`) into the target, else open one; ForgeFailed."""
        ...


class Reader(Protocol):
    """A forge that says who approved what."""

    def approvals(self, branches: Sequence[str], owner: str) -> list[ForgeApproval]:
        """The approvals that stand, of every request whose branch is one of `branches`; ForgeFailed."""
        ...


def opener(forge: Forge, token: Token) -> Opener | None:
    """The client that opens requests; None where they are opened by a push. NotInstalled."""
    if forge.kind != "github":
        return None
    from gitfix.services.forge_github import GitHub

    return GitHub(forge, token)


def reader(forge: Forge, token: Token | None) -> Reader | None:
    """The client that reads approvals; None for a forge that gitfix does not know. NotInstalled."""
    match forge.kind:
        case "github":
            from gitfix.services.forge_github import GitHub

            return GitHub(forge, token)
        case "gitlab":
            from gitfix.services.forge_gitlab import GitLab

            return GitLab(forge, token)
        case "gitea":
            from gitfix.services.forge_gitea import Gitea

            return Gitea(forge, token)
        case _:
            return None
