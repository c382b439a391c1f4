"""The record's storage: one ref per open incident, one commit per event, append only.

The tree of each commit holds `event.json`; the parents are the events that the writer knew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.event import FILE, SUBJECT, Event, merge_of
from gitfix.core.names import INCIDENTS, Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.text import printable
from gitfix.core.value import dataclass, replace
from gitfix.git.archive import Archive

if TYPE_CHECKING:
    from gitfix.core.plan import UpdateRef
    from gitfix.git.event_commit import EventCommits
    from gitfix.git.repository import Repository

FEW_TIPS = 2
MOST_EVENTS = 24
"""Where there is no more to read, as in most incidents, git that is open anyway is quicker than one that walks."""
Told = tuple[Oid, Event]


@dataclass(frozen=True)
class Appended:
    """The ref update that makes new events part of the record, and what has to be said about them."""

    update: UpdateRef
    events: tuple[tuple[Oid, Event], ...]
    notices: tuple[str, ...] = ()


class Record:
    """The incidents of one clone."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._known: dict[frozenset[Oid], list[tuple[Oid, Event]]] = {}
        self.archive = Archive(repo)

    @cached_property
    def _commits(self) -> EventCommits:
        from gitfix.git.event_commit import EventCommits

        return EventCommits(self._repo)

    def tips(self) -> dict[str, Oid]:
        """Incident id → its newest event."""
        listing = self._repo.refs.listing(INCIDENTS)
        return {ref[len(INCIDENTS) :]: oid for ref, oid in listing.items()}

    def tip(self, incident: str) -> Oid | None:
        """The newest event of an open incident, else of an archived one."""
        open_tip = self._repo.refs.get(INCIDENTS + incident)
        return open_tip or self.archived().get(incident)

    def archived(self) -> dict[str, Oid]:
        """Archived incident → its newest event."""
        return self.archive.index(self.archive.tip())

    def everything(self) -> dict[str, list[tuple[Oid, Event]]]:
        """The events of every open incident, read in three processes however many there are."""
        return self.several(self.tips())

    def several(self, tips: Mapping[str, Oid]) -> dict[str, list[tuple[Oid, Event]]]:
        """The events of these incidents (id → tip)."""
        found: dict[str, list[tuple[Oid, Event]]] = {incident: [] for incident in tips}
        for commit, event in self._read(list(tips.values())) if tips else []:
            if event.incident not in found:
                raise _broken(commit, f"it says that it belongs to {printable(event.incident)!r}")
            found[event.incident].append((commit, event))
        self._known |= {frozenset([tips[name]]): list(events) for name, events in found.items()}
        return found

    def all_events(self) -> dict[str, list[tuple[Oid, Event]]]:
        """The events of every incident, archived ones included, read as `everything` reads."""
        tips = {**self.archived(), **self.tips()}
        found: dict[str, list[tuple[Oid, Event]]] = {incident: [] for incident in tips}
        for commit, event in self._read(list(tips.values())) if tips else []:
            found.setdefault(event.incident, []).append((commit, event))
        return found

    def some(self, types: Sequence[str], tips: Mapping[str, Oid]) -> dict[str, list[Told]]:
        """The events of these types, of the incidents that have any (id → tip): the others are not read."""
        if not tips:
            return {}
        told = ("--basic-regexp", *(f"--grep=^{SUBJECT}{one}$" for one in types))
        starts = "".join(f"{tip}\n" for tip in tips.values())
        commits = self._repo.history.ids(*told, "--stdin", input=starts)
        found: dict[str, list[Told]] = {}
        for commit, event in self._events(commits):
            found.setdefault(event.incident, []).append((commit, event))
        return found

    def events(self, incident: str, tip: Oid | None = None) -> list[tuple[Oid, Event]]:
        """All events of an open or archived incident, in the record's order: Lamport clock, then commit id."""
        start = tip or self.tip(incident)
        return self._read([start]) if start else []

    def _read(self, tips: list[Oid]) -> list[tuple[Oid, Event]]:
        """Events never change, so what was read once for the same tips is still true."""
        key = frozenset(tips)
        if key not in self._known:
            self._known[key] = self._parsed(tips)
        return list(self._known[key])

    def _parsed(self, tips: list[Oid]) -> list[tuple[Oid, Event]]:
        if len(tips) <= FEW_TIPS:
            from gitfix.git.chain import chain

            lines = [chain(self._repo.batch, tip, MOST_EVENTS) for tip in tips]
            if all(lines):
                return self._events(list(dict.fromkeys(one.oid for line in lines for one in line)))
        commits = self._repo.history.ids("--stdin", input="".join(f"{tip}\n" for tip in tips))
        return self._events(commits)

    def _events(self, commits: Sequence[Oid]) -> list[tuple[Oid, Event]]:
        """In the record's order."""
        blobs = self._repo.objects.read([f"{commit}:{FILE}" for commit in commits])
        found = []
        for commit, blob in zip(commits, blobs, strict=True):
            try:
                found.append((commit, Event.from_json(blob or b"")))
            except ValueError as error:
                raise _broken(commit, str(error)) from None
        return sorted(found, key=lambda pair: (pair[1].clock, pair[0]))

    def append(
        self, incident: str, drafts: Sequence[Event], tip: Oid | None, clock: int, sign: str
    ) -> Appended:
        """Store `drafts` after `tip` (None: the incident is opened); no ref moves until `update` is executed.

        `clock`: the highest clock of the events known so far. `sign`: auto, try, always or never; under `try` events
        are signed although commits are not, and recorded unsigned when that fails.
        """
        from gitfix.core.plan import UpdateRef

        parent = tip
        stored: list[tuple[Oid, Event]] = []
        notices: list[str] = []
        for number, draft in enumerate(drafts, 1):
            event = replace(draft, clock=clock + number)
            parent, event = self._commits.commit(parent, event, sign, notices)
            stored.append((parent, event))
        assert parent is not None
        update = UpdateRef(INCIDENTS + incident, tip or self._repo.zero, parent)
        return Appended(update, tuple(stored), tuple(notices))

    def join(self, incident: str, one: Oid, other: Oid) -> Oid:
        """The merge event of two histories: unsigned and the same on every laptop that makes it."""
        events = [event for tip in (one, other) for _, event in self.events(incident, tip)]
        parents = tuple(sorted((one, other)))
        newest = max(event.clock for event in events)
        event = merge_of(incident, parents, max(event.time for event in events), newest + 1)
        return self._commits.unsigned(event, parents)


def _broken(commit: Oid, why: str) -> Refusal:
    return Refusal(
        "the record cannot be read",
        found=(f"event {commit.short}: {why}",),
        hint=f"git show {commit.short}:{FILE}",
        exit=Exit.TAMPERED,
    )
