"""The role card: the answer of `gitfix guide`."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class GuideStep:
    """One step of the card; `state` is None without an incident."""

    id: str
    about: str
    state: str | None
    command: str


@dataclass(frozen=True)
class GuideResult:
    """What a role does in its phase. `incident` is None where none is open; `next` is the command to type now."""

    phase: str
    role: str
    duties: tuple[str, ...]
    steps: tuple[GuideStep, ...]
    incident: str | None
    next: str | None
    phases: tuple[str, ...] = ()

    _private = ("phases",)
