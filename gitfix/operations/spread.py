"""Where the fix has arrived by now: each target by content, else by what the record says; without network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.backport import SETTLED
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.operations import targets
from gitfix.operations.last_seen import as_last_seen
from gitfix.operations.load import find_load

if TYPE_CHECKING:
    from gitfix.core.incident import BackportRow, Incident
    from gitfix.git.repository import Repository
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
    return tuple(
        Arrived(target.branch, _arrived(work, carried, incident, target.branch, target.tip))
        for target in found
    )


def _arrived(work: Workspace, carried: Carried, incident: Incident, branch: str, tip: Oid) -> Found:
    repo = work.repo
    here = repo.refs.commit(tip) is not None
    found = by_content(repo, tip, carried.load.base, carried.load.head) if here else "unknown"
    row = incident.backports.get(branch)
    recorded = row is not None and _on_the_truth(row, remote=bool(work.remote_name))
    if found == "there" or row is None or not recorded:
        return found
    if incident.backport_head != carried.load.head:
        return found
    # What this clone knows of the target may be older than what the record says of it.
    newer = here and repo.refs.commit(row.commit) and repo.history.contains(tip, row.commit)
    return found if newer else "there"


def _on_the_truth(row: BackportRow, *, remote: bool) -> bool:
    """Whether the record says that the fix is where everybody takes it from: `contained` was seen there."""
    return row.state == "contained" or (row.state in SETTLED and (row.pushed or not remote))


def by_content(repo: Repository, tip: Oid, base: Oid, head: Oid) -> Found:
    """Whether base→head is in `tip`: applying it would leave the tree as it is (see operations/carry.py)."""
    merged = repo.history.contains(tip, head)
    try:
        effect = repo.merges.apply(tip, base, head)
    except Refusal:
        # A git that cannot merge in memory: ancestry is all there is to know.
        return "there" if merged else "unknown"
    if effect.clean and effect.tree == repo.objects.read_commit(tip).tree:
        return "there"
    if not merged:
        return "absent"
    return "reverted" if effect.clean else "there"
