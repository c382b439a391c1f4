"""What `gitfix sync` has to move, here and on the remote: computed from both sides' refs, nothing moved yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from gitfix.core.incident_fold import fold
from gitfix.core.names import ARCHIVE, BLOBS, INCIDENTS, Oid
from gitfix.core.plan import UpdateRef
from gitfix.core.value import dataclass, field, replace
from gitfix.git import blobs

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Side:
    """The record's refs on one side."""

    incidents: Mapping[str, Oid]
    archive: Oid | None
    blobs: Mapping[str, Oid]
    shelf: Oid | None
    """The blobs of archived incidents."""

    def only(self, incident: str) -> Side:
        """This incident alone, and the archive; everything where none is named."""
        return self.among({incident}) if incident else self

    def without(self, incidents: Collection[str]) -> Side:
        """The same without these."""
        if not incidents:
            return self
        return self.among({*self.incidents, *self.blobs} - set(incidents))

    def among(self, incidents: Collection[str]) -> Side:
        """These incidents, and the archive."""
        return replace(
            self,
            incidents={id: oid for id, oid in self.incidents.items() if id in incidents},
            blobs={id: oid for id, oid in self.blobs.items() if id in incidents},
        )

    def oids(self) -> dict[str, Oid]:
        """Every ref of it, by its full name."""
        named = {INCIDENTS + incident: oid for incident, oid in self.incidents.items()}
        named |= {BLOBS + incident: oid for incident, oid in self.blobs.items()}
        single = {ARCHIVE: self.archive, blobs.ARCHIVED: self.shelf}
        return named | {ref: oid for ref, oid in single.items() if oid}


def side(refs: Mapping[str, Oid]) -> Side:
    """The record among all of a repository's `refs`."""
    held = {ref: oid for ref, oid in refs.items() if ref.startswith(BLOBS)}
    shelf = held.pop(blobs.ARCHIVED, None)
    return Side(
        {r.removeprefix(INCIDENTS): o for r, o in refs.items() if r.startswith(INCIDENTS)},
        refs.get(ARCHIVE),
        {ref.removeprefix(BLOBS): oid for ref, oid in held.items()},
        shelf,
    )


@dataclass
class Moves:
    """`here`: this clone's refs. `push`: the record, fast-forward. `logs`: blobs, with a lease. `drop`: refs of
    archived incidents that go away on the remote, once its archive holds them."""

    here: list[UpdateRef] = field(default_factory=list)
    push: list[UpdateRef] = field(default_factory=list)
    logs: list[UpdateRef] = field(default_factory=list)
    drop: list[UpdateRef] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)


def plan(work: Workspace, mine: Side, theirs: Side) -> Moves:
    """How both sides come to hold the same. An incident that the archive holds whole has no ref of its own.

    Late events of an archived incident (a colleague was offline) are joined to it, and archived too when it is
    still closed after them.
    """
    moves = Moves()
    archive = work.record.archive.join(mine.archive, theirs.archive, work.record.join)
    same = set(mine.incidents) == set(theirs.incidents) >= {*mine.blobs, *theirs.blobs}
    asked = archive != mine.archive or not same or _closed(work, mine, theirs)
    folded = work.record.archive.index(archive) if asked else {}
    gone: set[str] = set()
    for incident in sorted({*mine.incidents, *theirs.incidents}):
        here, there = mine.incidents.get(incident), theirs.incidents.get(incident)
        known = folded.get(incident)
        tip = _joined(work, incident, here, there, known)
        if known and tip != known and fold(work.record.events(incident, tip)).closed:
            archive = work.record.archive.add(archive, incident, tip)
            known = tip
        if tip == known:
            gone.add(incident)
            moves.archived.append(incident)
            _move(moves.here, INCIDENTS + incident, here, None)
            _move(moves.drop, INCIDENTS + incident, there, None)
            continue
        if _move(moves.here, INCIDENTS + incident, here, tip):
            (moves.merged if tip != there else moves.fetched).append(incident)
        if _move(moves.push, INCIDENTS + incident, there, tip):
            moves.pushed.append(incident)
    _move(moves.here, ARCHIVE, mine.archive, archive)
    _move(moves.push, ARCHIVE, theirs.archive, archive)
    _logs(work, mine, theirs, gone | set(folded) - {*mine.incidents, *theirs.incidents}, moves)
    return moves


def _closed(work: Workspace, mine: Side, theirs: Side) -> bool:
    """Whether something happened after an incident was closed, whose ref both sides have: a server may have kept it."""
    return any(
        tip != theirs.incidents.get(incident) and fold(work.record.events(incident, tip)).closed
        for incident, tip in mine.incidents.items()
    )


def _joined(work: Workspace, incident: str, *tips: Oid | None) -> Oid:
    """The one tip that holds the events of all of `tips`."""
    found: Oid | None = None
    contains = work.repo.history.contains
    for tip in tips:
        if tip is None or tip == found or (found and contains(found, tip)):
            continue
        if found is None or contains(tip, found):
            found = tip
        else:
            found = work.record.join(incident, found, tip)
    assert found is not None
    return found


def _logs(work: Workspace, mine: Side, theirs: Side, archived: set[str], moves: Moves) -> None:
    """The blobs: the union of both sides, and on the shelf where the incident is archived."""
    repo = work.repo
    shelf = mine.shelf or theirs.shelf
    if mine.shelf and theirs.shelf:
        shelf = blobs.joined(repo, "", mine.shelf, theirs.shelf)
    away: dict[str, Oid] = {}
    for incident in sorted({*mine.blobs, *theirs.blobs}):
        here, there = mine.blobs.get(incident), theirs.blobs.get(incident)
        one = here or there
        assert one is not None
        both = blobs.joined(repo, incident, here or one, there or one)
        if incident in archived:
            away[incident] = both
            _move(moves.here, BLOBS + incident, here, None)
            _move(moves.drop, BLOBS + incident, there, None)
            continue
        _move(moves.here, BLOBS + incident, here, both)
        _move(moves.logs, BLOBS + incident, there, both)
    if away:
        shelf = blobs.shelved(repo, shelf, away)
    _move(moves.here, blobs.ARCHIVED, mine.shelf, shelf)
    _move(moves.logs, blobs.ARCHIVED, theirs.shelf, shelf)


def _move(updates: list[UpdateRef], ref: str, old: Oid | None, new: Oid | None) -> bool:
    if old == new:
        return False
    nothing = Oid("0" * len(old or new or ""))
    updates.append(UpdateRef(ref, old or nothing, new or nothing))
    return True
