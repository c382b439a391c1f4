"""Where the fix has arrived by now: each target by content, else by what the record says; without network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.backport import SETTLED
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.operations import targets
from gitfix.operations.applying import Applier
from gitfix.operations.fix import Fix
from gitfix.operations.last_seen import as_last_seen
from gitfix.operations.load import find_load
from gitfix.operations.policies import Policies
from gitfix.operations.presence import State, look
from gitfix.operations.recognise import Recognised

if TYPE_CHECKING:
    from gitfix.core.carrying import BackportRow
    from gitfix.core.incident import Incident
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace

Found = Literal["there", "absent", "reverted", "unknown"]


@dataclass(frozen=True)
class Arrived:
    """One target, and whether the fix is there."""

    branch: str
    found: Found


def spread(work: Workspace, incident: Incident) -> tuple[Arrived, ...]:
    """Every target of the incident's hotfix; Refusal when there is nothing to carry, or no target."""
    seen = as_last_seen(work, incident)
    carried = find_load(seen, None, incident.id)
    found = targets.find(seen, carried.numbers, carried.component, carried.load.branch)
    known = work.repo.refs.commits([target.tip for target in found])
    asked = Asked(work, carried, [tip for tip in known if tip])
    return tuple(
        Arrived(target.branch, _arrived(work, asked, incident, target.branch, target.tip))
        for target in found
    )


def _arrived(
    work: Workspace,
    asked: Asked,
    incident: Incident,
    branch: str,
    tip: Oid,
) -> Found:
    repo = work.repo
    here = repo.refs.commit(tip) is not None
    found = asked.by_content(tip) if here else "unknown"
    row = incident.backports.get(branch)
    recorded = row is not None and _on_the_truth(row, remote=bool(work.remote_name))
    if found == "there" or row is None or not recorded:
        return found
    if incident.backport_head != asked.fix.load.head:
        return found
    # What this clone knows of the target may be older than what the record says of it.
    newer = here and repo.refs.commit(row.commit) and repo.history.contains(tip, row.commit)
    return found if newer else "there"


def _on_the_truth(row: BackportRow, *, remote: bool) -> bool:
    """Whether the record says that the fix is where everybody takes it from: `contained` was seen there."""
    return row.state == "contained" or (row.state in SETTLED and (row.pushed or not remote))


class Asked:
    """One fix, asked about on several targets."""

    def __init__(self, work: Workspace, carried: Carried, tips: list[Oid]) -> None:
        self.fix = Fix(work.repo, carried.load)
        self._applier = Applier(work.repo, Policies(work, carried.release))
        self._recognised = Recognised(self.fix, tips)

    def by_content(self, tip: Oid) -> Found:
        """Whether the fix is in `tip` (operations/presence.py)."""
        history, load = self.fix.repo.history, self.fix.load
        try:
            state = look(self._applier, self.fix, tip, self._recognised).state
        except Refusal:
            # A git that cannot merge in memory: ancestry is all there is to know.
            return "there" if history.contains(tip, load.head) else "unknown"
        return FOUND[state]


FOUND: dict[State, Found] = {
    "contained": "there",
    "reverted": "reverted",
    "missing": "absent",
    "unknown": "absent",
}
