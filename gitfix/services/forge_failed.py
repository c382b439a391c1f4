"""How long a forge may take, and how asking one fails."""

from __future__ import annotations

PATIENCE = 15
"""Seconds that a forge may take for an answer."""


class ForgeFailed(Exception):
    """The forge did not do it; `status` is its HTTP code (0: no answer), `reason` is its word for why."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class NotInstalled(Exception):
    """A package that this forge needs is not installed; `package` is gitfix's name for it."""

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package
