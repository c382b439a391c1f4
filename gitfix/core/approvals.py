"""Approvals that were given on a forge: by whom, and for which commit."""

from __future__ import annotations

from gitfix.core.names import Oid
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class ForgeApproval:
    """One approval of a request, as the forge tells it. `commit`: what the reviewer saw; None where nobody can say.

    `email` is what the forge shows of the person, often nothing. `at`: ISO 8601, UTC. `maker`: the forge says that
    the same login made a commit of the request.
    """

    url: str
    login: str
    commit: Oid | None
    at: str = ""
    name: str = ""
    email: str = ""
    maker: bool = False

    def by(self, host: str) -> str:
        """Who it is, as people read it."""
        return f"{self.name or self.login} on {host}"
