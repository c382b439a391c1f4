"""Which release tags production was taken back from: the next hotfix must not start at one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.incident_id import is_incident_id
from gitfix.core.names import TAGS
from gitfix.core.text import printable
from gitfix.git.anchors import INCIDENT
from gitfix.git.tag_trailers import trailers_of

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def rolled_back(work: Workspace, tag: str) -> str:
    """Why `tag` does not run any more, by the record of the incident that its message names; empty where it may."""
    if work.repo.refs.get(TAGS + tag) is None:
        return ""
    incident = trailers_of(work.repo, tag).get(INCIDENT, "")
    if not is_incident_id(incident):
        return ""
    moves = [
        event.data
        for _, event in work.record.events(incident)
        if event.type == "rolled-back" and tag in (event.data.get("from"), event.data.get("to"))
    ]
    # Production may have been taken to it once more since.
    if not moves or moves[-1].get("to") == tag:
        return ""
    return f"rolled back to {printable(str(moves[-1].get('to', '')))}"
