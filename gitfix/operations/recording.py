"""Writes what happened into the record: drafts of events, ready to be part of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.event import Actor, Event
from gitfix.core.incident_fold import fold
from gitfix.core.names import INCIDENTS
from gitfix.core.outcome import Refusal
from gitfix.core.plan import UpdateRef
from gitfix.core.value import dataclass, replace
from gitfix.host import clock
from gitfix.operations.commits import require_identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Draft:
    """One event to be recorded. `git` is (branch, head, tree) where it is about a commit, `command` what was run.

    `sign`: it is worth a signature wherever there is a key, although commits may not be signed.
    """

    type: str
    data: Mapping[str, object]
    phase: str = ""
    step: str = ""
    git: Mapping[str, str] | None = None
    sign: bool = False
    command: Mapping[str, object] | None = None


def record(
    work: Workspace, incident: str, *drafts: Draft, after: UpdateRef | None = None
) -> UpdateRef:
    """Store events of `incident`; they are recorded once the returned step is executed.

    `after`: a step of this kind that is not executed yet; the returned one takes its place and holds both.

    Refusal in a mirror clone, where the next fetch would delete the record.
    """
    if work.remote and work.remote.mirror:
        raise Refusal(
            f"this clone mirrors {work.remote.name}: its next fetch would delete the record",
            hint="work in an ordinary clone",
        )
    name, email = require_identity(work.repo)
    old = after.old if after else work.repo.refs.get(INCIDENTS + incident) or work.repo.zero
    tip = after.new if after else None if old.is_zero else old
    if tip is None and drafts[0].type != "opened":
        # What happens after an incident was archived goes on from there, on a ref of its own again.
        tip = work.record.archived().get(incident)
    known = work.record.events(incident, tip) if tip else []
    highest = max((event.clock for _, event in known), default=0)
    now = clock.iso(clock.now())
    events = [
        Event(
            incident=incident,
            clock=0,
            nonce=clock.nonce(12),
            time=now,
            actor=Actor(name, email),
            phase=draft.phase,
            step=draft.step,
            type=draft.type,
            git=dict(draft.git) if draft.git else {},
            command=dict(draft.command) if draft.command else None,
            data=dict(draft.data),
        )
        for draft in drafts
    ]
    sign = work.config.text("record.sign")
    if sign == "auto" and any(d.sign for d in drafts) and work.repo.config.get("user.signingkey"):
        sign = "try"
    appended = work.record.append(incident, events, tip, highest, sign)
    for notice in appended.notices:
        work.note(notice)
    if fold((*known, *appended.events)).embargoed:
        work.secret.add(incident)
    # Without a remote it goes nowhere, and without automatic messages nobody is told.
    heard = work.remote or work.config.strings("notify.auto")
    if heard and work not in work.settings.recorders:
        work.settings.recorders.append(work)
    return replace(appended.update, old=old)


def record_event(
    work: Workspace, incident: str, type: str, data: Mapping[str, object], step: str = ""
) -> UpdateRef:
    """`record` for a single event."""
    return record(work, incident, Draft(type, data, step=step))
