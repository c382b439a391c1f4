"""The open incidents in short, without folding a thousand of them for the one that is asked about.

A file in the clone keeps what was folded before, by the tip that it was folded from. It is derived: a tip that has
moved is read anew, and without the file everything is.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gitfix import __version__
from gitfix.core.incident_fold import fold
from gitfix.core.names import Oid
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace

FILE = "incidents.json"
FEW = 8
"""Up to this many are simply read: it takes no longer than the file."""
_FORMAT = f"1 {__version__}"


@dataclass(frozen=True)
class Row:
    """An incident as far as choosing one needs it. `tip`: its newest event."""

    id: str
    tip: Oid
    branch: str
    summary: str
    closed: bool


def incident_rows(work: Workspace) -> list[Row]:
    """Every incident that has a ref of its own here (closed ones until the archive has them), the oldest first."""
    tips = work.record.tips()
    if len(tips) <= FEW:
        found = sorted(work.record.several(tips).items())
        return [_row(fold(events), tips[one]) for one, events in found]
    known = _kept(work)
    stale = {one: tip for one, tip in tips.items() if one not in known or known[one].tip != tip}
    if stale:
        fresh = work.record.several(stale)
        known |= {one: _row(fold(events), stale[one]) for one, events in fresh.items()}
        if not work.settings.dry_run:
            _keep(work, {one: known[one] for one in tips})
    return [known[one] for one in sorted(tips)]


def open_rows(work: Workspace) -> list[Row]:
    """Every open incident, the oldest first."""
    return [row for row in incident_rows(work) if not row.closed]


def _row(incident: Incident, tip: Oid) -> Row:
    return Row(incident.id, tip, incident.branch, incident.summary, bool(incident.closed))


def _kept(work: Workspace) -> dict[str, Row]:
    import json

    try:
        found = json.loads((work.repo.private / FILE).read_bytes())
        if found["format"] != _FORMAT:
            return {}
        return {
            one: Row(one, Oid(tip), branch, summary, closed)
            for one, (tip, branch, summary, closed) in found["rows"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _keep(work: Workspace, rows: dict[str, Row]) -> None:
    """Not flushed to the disk: what a crash tears is not read, and made again."""
    import json
    import os

    table = {one: (row.tip, row.branch, row.summary, row.closed) for one, row in rows.items()}
    path = work.repo.private / FILE
    partial = path.with_name(f"{FILE}.{os.getpid()}.new")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps({"format": _FORMAT, "rows": table}))
        partial.replace(path)
