"""What is missing or risky in a clone: the answer of `gitfix doctor`."""

from __future__ import annotations

from typing import Literal

from gitfix.core.value import dataclass

CheckState = Literal["ok", "warning", "error"]


@dataclass(frozen=True)
class DoctorCheck:
    """One finding. An error makes the main job impossible here; `hint` says what to type."""

    id: str
    state: CheckState
    message: str
    hint: str = ""


@dataclass(frozen=True)
class DoctorResult:
    """Every check, in the order in which an emergency would meet them."""

    checks: tuple[DoctorCheck, ...]

    def count(self, state: CheckState) -> int:
        """How many checks are in `state`."""
        return sum(1 for check in self.checks if check.state == state)


def ok(id: str, message: str) -> DoctorCheck:
    """Nothing to do."""
    return DoctorCheck(id, "ok", message)


def warning(id: str, message: str, hint: str) -> DoctorCheck:
    """gitfix works, with less than it could."""
    return DoctorCheck(id, "warning", message, hint)


def error(id: str, message: str, hint: str) -> DoctorCheck:
    """A hotfix would be refused here."""
    return DoctorCheck(id, "error", message, hint)
