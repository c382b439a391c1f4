"""When what happened in an incident, and how long it took: to detect, to mitigate, to restore.

Definitions: Kehoe's post-mortem template (start, detection, mitigation, resolution), DORA (time to restore) and
PagerDuty (minutes per severity). A time that nobody recorded is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gitfix.core.event import Event
from gitfix.core.incident import Incident
from gitfix.core.names import Oid
from gitfix.core.value import dataclass
from gitfix.core.when import seconds

Events = Sequence[tuple[Oid, Event]]
WORDS = {
    "began": "Impact began",
    "detected": "Detected",
    "opened": "Incident opened",
    "first-commit": "First commit of the fix",
    "approved": "Fix approved",
    "released": "Released",
    "rolled-back": "Rolled back",
    "deployed": "Deployed",
    "confirmed": "Confirmed in production",
    "closed": "Closed",
}
"""The moments of an incident, in the order in which they usually come."""


@dataclass(frozen=True)
class Moment:
    """A moment. `at` is ISO 8601, UTC; `source`: the event or commit that says so, empty for what a person said."""

    name: str
    at: str
    source: str = ""
    words: str = ""


@dataclass(frozen=True)
class SeverityTime:
    """How long the incident had this severity, in whole minutes."""

    severity: str
    minutes: int


@dataclass(frozen=True)
class Times:
    """The moments that are known, by time, and the spans between them in seconds; None where an end is not known.

    `detect`: from the beginning of the impact until it was noticed; `mitigate`: until users were better off (rolled
    back, or deployed); `restore`: until production was confirmed well. The last two count from the beginning of the
    impact, else from the opening.
    """

    moments: tuple[Moment, ...] = ()
    detect: int | None = None
    mitigate: int | None = None
    restore: int | None = None
    severities: tuple[SeverityTime, ...] = ()

    def at(self, name: str) -> str:
        """When `name` was; empty where that is not known."""
        return next((one.at for one in self.moments if one.name == name), "")


def times_of(incident: Incident, events: Events, *more: Moment) -> Times:
    """The times of `incident`; `more`: what git knows besides (the first commit, the release tag)."""
    found = [one for one in (*_told(incident, events), *more) if seconds(one.at)]
    known: dict[str, Moment] = {}
    for one in found:
        known.setdefault(one.name, one)
    order = list(WORDS)
    moments = sorted(known.values(), key=lambda one: (seconds(one.at), order.index(one.name)))
    start = known.get("began") or known.get("opened")
    restored = known.get("confirmed") or known.get("deployed") or _end(incident, known)
    better = [known[name] for name in ("rolled-back", "deployed", "confirmed") if name in known]
    first = min(better, key=lambda one: seconds(one.at), default=_end(incident, known))
    return Times(
        tuple(moments),
        _span(known.get("began"), known.get("detected") or known.get("opened")),
        _span(start, first),
        _span(start, restored),
        _severities(events, start, restored),
    )


def _told(incident: Incident, events: Events) -> Iterable[Moment]:
    """What the record says itself."""
    yield Moment("began", incident.impact.since, "", WORDS["began"])
    yield Moment("detected", incident.impact.detected, "", WORDS["detected"])
    opened = next((oid for oid, event in events if event.type == "opened"), "")
    yield Moment("opened", incident.opened_at, opened, WORDS["opened"])
    approved = [one for one in incident.reviews if one.kind in ("approved", "self-approved")]
    for one in approved[-1:]:
        yield Moment("approved", one.at, one.event, WORDS["approved"])
    for step, name in (("deploy", "deployed"), ("confirmation", "confirmed")):
        done = incident.steps.get(step)
        if done is not None and done.outcome == "done":
            yield Moment(name, done.at, done.event, WORDS[name])
    closed = next((oid for oid, event in reversed(events) if event.type == "closed"), "")
    yield Moment("closed", incident.closed_at, closed, WORDS["closed"])


def _end(incident: Incident, known: dict[str, Moment]) -> Moment | None:
    """An incident that ended otherwise than by a fix was over when it was closed."""
    return None if incident.closed in ("", "undone") else known.get("closed")


def _span(start: Moment | None, end: Moment | None) -> int | None:
    return None if start is None or end is None else max(seconds(end.at) - seconds(start.at), 0)


def _severities(
    events: Events, start: Moment | None, end: Moment | None
) -> tuple[SeverityTime, ...]:
    """From the start until production was well again, whatever was said later."""
    if start is None or end is None:
        return ()
    last, current = seconds(start.at), ""
    spent: dict[str, int] = {}
    for _, event in events:
        said = event.data.get("severity") if event.type in ("opened", "triaged") else ""
        if not isinstance(said, str) or not said or said == current:
            continue
        at = min(max(seconds(event.time), last), seconds(end.at))
        if current:
            spent[current] = spent.get(current, 0) + at - last
            last = at
        current = said
    if current:
        spent[current] = spent.get(current, 0) + max(seconds(end.at) - last, 0)
    return tuple(SeverityTime(name, round(size / 60)) for name, size in sorted(spent.items()))


def shown(seconds_: int | None) -> str:
    """`1 h 05 min`, `23 min`, `2 days 3 h`; empty for an unknown span."""
    if seconds_ is None:
        return ""
    days, rest = divmod(seconds_, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes = rest // 60
    if days:
        return f"{days} day{'' if days == 1 else 's'}" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {minutes:02} min" if minutes else "")
    return f"{minutes} min" if minutes else "less than a minute"
