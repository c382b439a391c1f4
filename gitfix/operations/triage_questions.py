"""The questions of triage, for a person at a terminal: each may be left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.triage import SEVERITIES
from gitfix.core.value import replace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings
    from gitfix.operations.triage import Triage

TRIES = 3
"""How often a severity is asked for that is none; after that it stays open."""


def ask(settings: Settings, said: Triage, known: Incident | None) -> Triage:
    """`said`, with what the person answers to what was neither said now nor before."""
    impact = known.impact if known else None
    if not said.severity and not (known and known.severity_stated):
        said = replace(said, severity=_severity(settings))
    if not said.users and not (impact and impact.users):
        said = replace(said, users=settings.ask("who is hit?"))
    if not said.systems and not (impact and impact.systems):
        said = replace(said, systems=split(settings.ask("which systems? (a, b)")))
    if not said.since and not (impact and impact.since):
        said = replace(said, since=settings.ask("since when? (40m, or 2026-11-23T20:04)"))
    if said.severity == "P2" and not said.workaround and not (impact and impact.workaround):
        said = replace(said, workaround=settings.ask("what is the workaround?"))
    return said


def _severity(settings: Settings) -> str | None:
    words = "\n".join(f"  {name}  {what}" for name, what in SEVERITIES.items())
    for _ in range(TRIES):
        answer = settings.ask(f"how bad is it?\n{words}\nP0, P1 or P2?").upper()
        if not answer:
            return None
        if answer in SEVERITIES:
            return answer
    return None


def split(text: str) -> tuple[str, ...]:
    """The parts of a list that a person typed with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
