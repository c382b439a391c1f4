"""Actions whose time has passed, of every incident: what was promised is due also after the incident is closed.

A file in the clone keeps the undone actions of archived incidents, by the tip of the archive that they were read from.
It is derived: of an archive that has grown only what is new is read, and without the file everything is, once.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gitfix import __version__
from gitfix.core.incident_fold import fold
from gitfix.core.names import Oid
from gitfix.core.status import LateAction
from gitfix.host import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace

FILE = "undone-actions.json"
_FORMAT = f"1 {__version__}"
_TOLD = ("action-added", "action-done", "undone")
"""The events that tell what is left to do; no others are read."""


Undone = tuple[int, str, str, str]
"""An action that nobody has done yet: its number, text, owner and due time. Plain: there may be ten thousand."""


def late_actions(work: Workspace, known: Iterable[Incident]) -> tuple[LateAction, ...]:
    """The longest overdue first. `known`: the incidents that have a ref of their own, as they are now."""
    now = clock.iso(clock.now())
    known = list(known)
    undone = _archived(work)
    # What happens after an incident was archived goes on from there, on a ref of its own again.
    undone |= {one.id: _undone(one) for one in known}
    closed = {one.id: bool(one.closed) for one in known}
    found = [
        LateAction(id, number, text, owner, due, closed.get(id, True))
        for id, actions in undone.items()
        for number, text, owner, due in actions
        if due < now
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.incident, one.number)))


def _undone(incident: Incident) -> list[Undone]:
    if incident.closed == "undone":
        return []
    return [
        (number, one.text, one.owner, one.due)
        for number, one in enumerate(incident.actions, 1)
        if one.due and not one.done_at
    ]


def _archived(work: Workspace) -> dict[str, list[Undone]]:
    """Archived incident → what is left to do of it; only those where something is."""
    tip = work.record.archive.tip()
    if tip is None:
        return {}
    before, found = _kept(work)
    if before == tip:
        return found
    if before is None or work.repo.history.contains(tip, before) is not True:
        before, found = None, {}
    fresh = work.record.archive.since(before, tip)
    if len(fresh) > 1_000:
        work.settings.progress("reading what was to be done after incidents that are closed")
    for id in fresh:
        found.pop(id, None)
    for id, events in work.record.some(_TOLD, fresh).items():
        if actions := _undone(fold(events)):
            found[id] = actions
    if not work.settings.dry_run:
        _keep(work, tip, found)
    return found


def _kept(work: Workspace) -> tuple[Oid | None, dict[str, list[Undone]]]:
    import json

    try:
        read = json.loads((work.repo.private / FILE).read_bytes())
        if read["format"] != _FORMAT:
            return None, {}
        return Oid(read["archive"]), dict(read["rows"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, {}


def _keep(work: Workspace, tip: Oid, rows: Mapping[str, list[Undone]]) -> None:
    """Not flushed to the disk: what a crash tears is not read, and made again."""
    import json
    import os

    path = work.repo.private / FILE
    partial = path.with_name(f"{FILE}.{os.getpid()}.new")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps({"format": _FORMAT, "archive": tip, "rows": rows}))
        partial.replace(path)
