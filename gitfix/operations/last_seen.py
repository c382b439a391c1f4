"""The remote as this clone last saw it: for questions that have to be quick and must not use the network."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, Oid
from gitfix.git.advertised import Advertised
from gitfix.operations.truth import Truth

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace

RECORDED = "remote:" + HEADS
"""How the record spells a target's tip on the remote at the moment when the incident was opened."""


def as_last_seen(work: Workspace, incident: Incident) -> Workspace:
    """`work`, with remote-tracking branches in the place of the remote's answer.

    Targets that this clone does not track (a single-branch clone) are there with the tip that the record has.
    """
    seen = copy(work)
    if not work.remote_name:
        seen.truth = Truth("", "none")
        return seen
    tracking = f"refs/remotes/{work.remote_name}/"
    refs = {
        HEADS + name.removeprefix(RECORDED): Oid(tip)
        for name, tip in incident.target_tips.items()
        if name.startswith(RECORDED)
    }
    for ref, oid in work.repo.refs.listing(tracking).items():
        name = ref.removeprefix(tracking)
        if name != "HEAD":
            refs[HEADS + name] = oid
    head = work.repo.refs.symbolic(tracking + "HEAD") or ""
    advertised = Advertised(refs, head=head.replace(tracking, HEADS, 1))
    seen.truth = Truth(work.remote_name, "answered", advertised)
    return seen
