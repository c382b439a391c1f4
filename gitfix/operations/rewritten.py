"""Results of a backport that landed as another commit: a forge's squash or rebase button has rewritten the anchor.

The record notes which commit carries the fix in the anchored one's place, so that an auditor finds it on the branch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.operations import targets
from gitfix.operations.fix import Fix
from gitfix.operations.last_seen import as_last_seen
from gitfix.operations.load import find_load
from gitfix.operations.recognise import Recognised

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Rewritten:
    """On `branch`, commit `now` is the fix that gitfix had made as `was`. `how`: "squashed", "rebased" or "picked"."""

    branch: str
    was: str
    now: str
    how: str


def rewritten(work: Workspace, incident: Incident) -> tuple[Rewritten, ...]:
    """What was offered or recorded for a target and is not in its history, where another commit brought the fix."""
    made: dict[str, str] = {name: row.commit for name, row in incident.backports.items()}
    made |= {row.target: row.tips[-1] for row in incident.requests.values() if row.tips}
    if not any(made.values()):
        return ()
    seen = as_last_seen(work, incident)
    try:
        carried = find_load(seen, None, incident.id)
        found = targets.find(seen, carried.numbers, carried.component, carried.load.branch)
    except Refusal:
        return ()  # the hotfix branch is gone: there is nothing to compare with
    known = work.repo.refs.commits([target.tip for target in found])
    tips: dict[str, Oid] = {one.branch: tip for one, tip in zip(found, known, strict=True) if tip}
    lost = {
        branch: was
        for branch, was in made.items()
        if was and branch in tips and not _holds(work, tips[branch], was)
    }
    if not lost:
        return ()
    recognised = Recognised(Fix(work.repo, carried.load), [tips[branch] for branch in lost])
    twins = {branch: recognised.on(tips[branch]) for branch in lost}
    return tuple(
        Rewritten(branch, was, twin.commit, twin.how)
        for branch, was in lost.items()
        if (twin := twins[branch])
    )


def _holds(work: Workspace, tip: Oid, commit: str) -> bool:
    here = work.repo.refs.commit(commit)
    return here is not None and bool(work.repo.history.contains(tip, here))
