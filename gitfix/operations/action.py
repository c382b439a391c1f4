"""`gitfix action`: what will keep it from coming back, who does it, and until when."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.actions import ActionResult, ActionRow
from gitfix.core.incident import Action
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.text import plural
from gitfix.core.value import replace
from gitfix.core.when import until as moment
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations.commits import require_identity
from gitfix.operations.recording import Draft, record
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings

PHASE, STEP = "post-mortem", "prevention"


def add(
    settings: Settings,
    text: str,
    *,
    kind: str,
    owner: str,
    due: str,
    incident: str | None = None,
) -> Outcome:
    """Record an action; Refusal without a text or an owner, or for a date that is none or past."""
    if not text.strip():
        raise Refusal(
            "an action says what is to be done",
            hint='gitfix action add "test the empty cart" --owner ada --due 4w',
            exit=Exit.USAGE,
        )
    if not owner.strip():
        raise Refusal(
            "an action needs an owner",
            hint=f"gitfix action add {quote(text)} --owner ada",
            exit=Exit.USAGE,
        )
    now = clock.now()
    try:
        end = moment(due, now)
    except ValueError as error:
        again = f"gitfix action add {quote(text)} --due 4w"
        raise Refusal(f"--due: {error}", hint=again, exit=Exit.USAGE) from None
    if end <= now:
        raise Refusal(f"{due} is past", hint=f"gitfix action add {quote(text)} --due 4w")
    work = open_workspace(settings)
    found = which_incident(work, incident)
    data = {"text": text, "kind": kind, "owner": owner, "due": clock.iso(end)}
    update = record(work, found.id, Draft("action-added", data, PHASE, STEP))
    if not settings.dry_run:
        execute(work.repo, Plan("action", (update,), found.id))
    event = "" if settings.dry_run else str(update.new)
    then = replace(
        found, actions=(*found.actions, Action(text, kind, owner, clock.iso(end), event))
    )
    result = ActionResult(found.id, "added", rows(then), len(then.actions), settings.dry_run)
    return Outcome(result, notices=tuple(work.notices))


def finish(settings: Settings, number: int, *, incident: str | None = None) -> Outcome:
    """Record that the action is done; Refusal for a number that is not there."""
    work = open_workspace(settings)
    found = which_incident(work, incident)
    if not 1 <= number <= len(found.actions):
        raise Refusal(
            f"incident {found.id} has no action {number}",
            found=(plural(len(found.actions), "action"),),
            hint=f"gitfix action list --incident {found.id}",
        )
    one = found.actions[number - 1]
    if one.done_at:
        work.note(f"action {number} was done already, on {one.done_at[:10]}")
        return Outcome(_listed(found, "done", number), notices=tuple(work.notices))
    data = {"event": one.event, "text": one.text}
    update = record(work, found.id, Draft("action-done", data, PHASE, STEP))
    if not settings.dry_run:
        execute(work.repo, Plan("action", (update,), found.id))
    name, _ = require_identity(work.repo)
    done = replace(one, done_at=clock.iso(clock.now()), done_by=name)
    actions = tuple(done if at == number - 1 else a for at, a in enumerate(found.actions))
    result = _listed(replace(found, actions=actions), "done", number)
    return Outcome(replace(result, dry_run=settings.dry_run), notices=tuple(work.notices))


def listing(settings: Settings, *, incident: str | None = None) -> Outcome:
    """The actions of the incident."""
    work = open_workspace(settings)
    result = _listed(which_incident(work, incident), "listed", None)
    return Outcome(result, notices=tuple(work.notices))


def _listed(incident: Incident, did: str, number: int | None) -> ActionResult:
    return ActionResult(incident.id, did, rows(incident), number)


def rows(incident: Incident) -> tuple[ActionRow, ...]:
    """The actions, numbered from 1 in the order in which they were added."""
    now = clock.iso(clock.now())
    return tuple(
        ActionRow(
            number,
            one.text,
            one.kind,
            one.owner,
            one.due,
            one.done_at,
            one.done_by,
            bool(one.due) and not one.done_at and one.due < now,
            one.event,
        )
        for number, one in enumerate(incident.actions, 1)
    )
