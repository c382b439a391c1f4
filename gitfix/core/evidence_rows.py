"""The evidence of an incident as rows: what was run and how it ended, what was said, who agreed, what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gitfix.core.event import Event
from gitfix.core.fold_kit import text, whole
from gitfix.core.incident import Incident
from gitfix.core.incident_fold import taken_back
from gitfix.core.names import Oid
from gitfix.core.review import Review
from gitfix.core.steps_taken import Override
from gitfix.core.value import dataclass
from gitfix.core.when import iso

Events = Sequence[tuple[Oid, Event]]


@dataclass(frozen=True)
class EvidenceRow:
    """One command that was run for a step, or what somebody said of it (`command` is empty then).

    `result`: passed, failed, gap or said; `exit_code` None where nothing ran; `log`: the digest of the output.
    """

    step: str
    command: str
    result: str
    detail: str
    exit_code: int | None
    ms: int
    who: str
    at: str
    event: str
    log: str = ""


@dataclass(frozen=True)
class ReviewRow:
    """What somebody said of the fix; `tree` is what they saw."""

    who: str
    verdict: str
    reason: str
    signed: bool
    tree: str
    at: str
    event: str
    step: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class OverrideRow:
    """A step that was put off (`until`, ISO 8601) or left out for good."""

    step: str
    reason: str
    who: str
    until: str
    event: str


@dataclass(frozen=True)
class PreventionRow:
    """An action of the incident. `due` and `done_at` are ISO 8601."""

    number: int
    text: str
    kind: str
    owner: str
    due: str
    done_at: str
    done_by: str


def evidence(events: Events) -> tuple[EvidenceRow, ...]:
    """Every run and statement that nobody took back, in the record's order."""
    gone = taken_back(events)
    rows: list[EvidenceRow] = []
    for oid, event in events:
        if oid in gone:
            continue
        if event.type == "ran":
            rows += _ran(oid, event)
        elif event.type == "stated":
            said = text(event.data, "statement")
            who = event.actor.name
            rows.append(EvidenceRow(event.step, "", "said", said, None, 0, who, event.time, oid))
    return tuple(rows)


def _ran(oid: Oid, event: Event) -> list[EvidenceRow]:
    commands = event.data.get("commands")
    log, who = text(event.data, "log"), event.actor.name
    found = []
    for one in commands if isinstance(commands, list) else []:
        code = one.get("exit_code") if isinstance(one, Mapping) else None
        if not isinstance(code, int):
            continue
        result = "passed" if code == 0 else "failed"
        row = EvidenceRow(
            event.step, text(one, "command"), result, text(one, "why"), code, whole(one, "ms"),
            who, event.time, oid, log,
        )  # fmt: skip
        found.append(row)
    if event.data.get("gap") is True:
        why = text(event.data, "why")
        found.append(EvidenceRow(event.step, "", "gap", why, None, 0, who, event.time, oid, log))
    return found


def reviews(incident: Incident) -> tuple[ReviewRow, ...]:
    """Who was asked, who agreed and who did not."""
    return tuple(map(_review, incident.reviews))


def _review(one: Review) -> ReviewRow:
    verdict = {"requested": "asked", "self-approved": "approved alone"}.get(one.kind, one.kind)
    return ReviewRow(
        one.by, verdict, one.reason, bool(one.key), one.tree, one.at, one.event, one.step, one.to
    )


def overrides(incident: Incident) -> tuple[OverrideRow, ...]:
    """What was put off or left out, and not done since."""
    left = [one for one in incident.overrides.values() if not _done_since(incident, one)]
    return tuple(
        OverrideRow(one.step, one.reason, one.by, iso(one.until) if one.until else "", one.event)
        for one in left
    )


def _done_since(incident: Incident, override: Override) -> bool:
    done = incident.steps.get(override.step)
    return done is not None and done.outcome == "done"


def actions(incident: Incident) -> tuple[PreventionRow, ...]:
    """What will keep it from coming back, numbered as `gitfix action` does."""
    return tuple(
        PreventionRow(n, one.text, one.kind, one.owner, one.due, one.done_at, one.done_by)
        for n, one in enumerate(incident.actions, 1)
    )
