"""What a message says: gitfix's template for the event, or the team's own from the default branch, in the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.value import dataclass
from gitfix.host import clock
from gitfix.render.environment import Template, render, shipped

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.case import Case

STATUS_PAGE = "status-page"
STATES = {
    "opened": "investigating",
    "released": "identified",
    "deployed": "monitoring",
    "confirmed": "resolved",
    "rolled-back": "monitoring",
    "closed": "resolved",
}
"""The state of a status page that each event stands for."""


@dataclass(frozen=True)
class Texts:
    """Subject and text for people, and the text for a status page, which names no one and nothing internal."""

    subject: str
    body: str
    status_page: str


def texts_of(case: Case, event: str) -> Texts:
    """The texts about `event`; Refusal for a template of the team's that is broken."""
    values = values_of(case, event)
    text = render(_template(case, event), values).strip()
    subject, _, body = text.partition("\n")
    page = render(_template(case, STATUS_PAGE), values).strip()
    return Texts(" ".join(subject.split())[:200], body.strip() or subject, page)


def values_of(case: Case, event: str) -> dict[str, str]:
    """What the templates, and whoever wants values, are given: plain texts, no secrets."""
    incident = case.incident
    back = incident.went_back
    return {
        "event": event,
        "incident": incident.id,
        "severity": incident.severity or "P1",
        "summary": incident.summary,
        "branch": incident.branch,
        "version": incident.version,
        "tag": incident.tag,
        "production": incident.base.tag or incident.base.commit[:7],
        "back_to": back.target if back else "",
        "users": incident.impact.users,
        "systems": ", ".join(incident.impact.systems),
        "since": incident.impact.since,
        "workaround": incident.impact.workaround,
        "opened_at": incident.opened_at,
        "closed_as": incident.closed,
        "state": state_of(case.incident, event),
        "time": clock.iso(clock.now()),
    }


def state_of(incident: Incident, event: str) -> str:
    """The state of a status page; where the fix itself was taken out the fault is back, and one more is on its way."""
    if event == "rolled-back" and incident.went_back is not None and incident.went_back.tree:
        return "identified"
    return STATES.get(event, "")


def _template(case: Case, name: str) -> Template:
    file = f"{name}.txt.j2"
    folder, commit = case.work.config.text("notify.templates").strip("/"), case.work.policy.commit
    if folder and commit:
        (data,) = case.work.repo.objects.read([f"{commit}:{folder}/{file}"])
        if data is not None:
            return Template(f"{folder}/{file}", data.decode("utf-8", "replace"))
    return shipped(f"notify-{file}")
