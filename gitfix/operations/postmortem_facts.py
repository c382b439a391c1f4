"""What git and the record know about an incident: the facts that a post-mortem is filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core import evidence_rows, told_introduced, told_messages, told_metrics, told_release
from gitfix.core.incident_id import is_incident_id
from gitfix.core.names import TAGS, Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.postmortem import Facts, Fix, WaiverRow
from gitfix.core.questions import Question, asked, read_questions
from gitfix.core.text import printable
from gitfix.core.timeline import TimelineRow, people, timeline
from gitfix.core.times import WORDS, Moment, times_of
from gitfix.host import clock
from gitfix.host.shipped import shipped_file
from gitfix.operations import postmortem_around as around
from gitfix.operations.postmortem_fix import fix_of
from gitfix.render.event_words import words

if TYPE_CHECKING:
    from gitfix.core.event import Event
    from gitfix.core.incident import Incident
    from gitfix.core.waiver import Waiver
    from gitfix.operations.workspace import Workspace

SHOWN = 20
"""Commits of the fix that the timeline has rows for."""


def gather(
    work: Workspace,
    incident: Incident,
    events: list[tuple[Oid, Event]] | None = None,
    tip: Oid | None = None,
) -> Facts:
    """All facts of `incident`, told by `events` (default: all that is recorded).

    `tip`: the default branch as it is on the remote; default: as this clone last saw it. The facts change only when the
    record, the fix, the branches or the tags do: there is no clock in them.
    """
    if not is_incident_id(incident.id):
        # The id becomes a file's name; one that was made elsewhere may hold anything.
        raise Refusal(
            f"{printable(incident.id)!r} is no incident's id",
            found=("its events say so; gitfix never wrote them",),
            hint="gitfix status --all lists the incidents",
            exit=Exit.TAMPERED,
        )
    events = work.record.events(incident.id) if events is None else events
    fix, measured = fix_of(work, incident)
    introduced = told_introduced.introduced(events)
    release = told_release.released(events)
    default = around.default_branch(work, incident, tip)
    return Facts(
        id=incident.id,
        summary=incident.summary,
        severity=incident.severity,
        kind=incident.kind,
        opened_at=incident.opened_at,
        opened_by=incident.opened_by,
        state=f"closed as {incident.closed}" if incident.closed else "open",
        branch=incident.branch,
        version=incident.version,
        component=incident.component,
        production=incident.base,
        previous=incident.previous,
        people=people(events),
        timeline=timeline(events, _say, _from_git(incident, fix)),
        fix=fix,
        check=incident.checked,
        backports=tuple(incident.backports.values()),
        waivers=tuple(map(_waiver, incident.waivers)),
        impact=incident.impact,
        times=times_of(incident, events, *_moments(work, incident, fix, release)),
        questions=asked(questions(), incident.severity, incident.kind),
        evidence=evidence_rows.evidence(events),
        reviews=evidence_rows.reviews(incident),
        overrides=evidence_rows.overrides(incident),
        proof=incident.proof,
        actions=evidence_rows.actions(incident),
        introduced=introduced,
        affected=_affected(incident, introduced),
        release=release,
        rollbacks=told_release.rollbacks(events),
        messages=told_messages.messages(events),
        metrics=told_metrics.metrics(events),
        trees=around.trees(incident),
        outstanding=around.outstanding(work, incident),
        regression=around.regression(work, measured, default[1]),
        default_branch=default[0],
        earlier=around.earlier(work, incident, measured, introduced),
        commit_page=around.commit_page(work, incident),
        disclosed_at=incident.disclosed_at,
    )


def _affected(incident: Incident, introduced: told_introduced.Introduced | None) -> tuple[str, ...]:
    """The releases with the fault: by the introducing commit, else as triage says; one is what the fix started from."""
    known = (introduced.affected if introduced else ()) or incident.impact.affected
    return known or tuple(filter(None, (incident.base.tag,)))


def questions() -> tuple[Question, ...]:
    """Every question that the shipped file has."""
    import tomllib

    return read_questions(tomllib.loads(shipped_file("questions.toml").decode()))


def _say(event: Event) -> str:
    return words(event.type, event.data, event.step)


def _from_git(incident: Incident, fix: Fix) -> list[TimelineRow]:
    """What happened outside of the record."""
    impact = incident.impact
    stated = ((impact.since, "impact began, as stated"), (impact.detected, "noticed, as stated"))
    rows = [TimelineRow(at, what, "", "") for at, what in stated if at]
    return rows + [
        TimelineRow(one.when, f"committed: {one.subject}", one.author, one.id)
        for one in fix.commits[:SHOWN]
    ]


def _moments(
    work: Workspace, incident: Incident, fix: Fix, release: told_release.ReleaseRow | None
) -> list[Moment]:
    """What git knows of the times: the first commit of the fix, and its release tag."""
    found = []
    if fix.commits:
        first = min(fix.commits, key=lambda one: one.when)
        found.append(Moment("first-commit", first.when, first.id, WORDS["first-commit"]))
    if release:
        found.append(Moment("released", release.at, release.event, WORDS["released"]))
    elif incident.tag:
        when = work.repo.refs.tag_dates([incident.tag]).get(incident.tag)
        commit = work.repo.refs.commit(TAGS + incident.tag) if when else None
        if when and commit:
            found.append(Moment("released", clock.iso(when), commit, WORDS["released"]))
    return found


def _waiver(waiver: Waiver) -> WaiverRow:
    until = clock.iso(waiver.until) if waiver.until else ""
    return WaiverRow(waiver.rule, waiver.path, waiver.reason, waiver.who, until, waiver.event)
