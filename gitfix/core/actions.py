"""Prevention items as values: the answer of `gitfix action`."""

from __future__ import annotations

from gitfix.core.value import dataclass

KINDS = ("mitigate", "prevent", "process", "detect")
"""What an action is for. Kehoe's types, with detection apart."""


@dataclass(frozen=True)
class ActionRow:
    """One action. `number` is how a person names it; `due` and `done_at` are ISO 8601, UTC, empty for none."""

    number: int
    text: str
    kind: str
    owner: str
    due: str
    done_at: str
    done_by: str
    overdue: bool
    event: str


@dataclass(frozen=True)
class ActionResult:
    """The actions of one incident. `did`: added, done or listed."""

    incident: str
    did: str
    actions: tuple[ActionRow, ...]
    number: int | None = None
    dry_run: bool = False

    _private = ("dry_run",)
