"""The archive of closed incidents: one ref however many there are, because every ref is advertised on every push.

`refs/gitfix/archive` begins with a commit that is the same everywhere. Each commit after it folds one incident away:
its parents are the archive before and the incident's tip, its message names the id. Two laptops that archived
different incidents meet in a commit that lists what the other side brings. All of them are unsigned and come out the
same wherever they are made. The chain of first parents tells every archived incident without reading one event.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.names import ARCHIVE, Oid
from gitfix.core.text import decode
from gitfix.git.objects import Commit, Signature

if TYPE_CHECKING:
    from gitfix.core.names import TreeId
    from gitfix.git.repository import Repository

ROOT = "gitfix: archive"
ARCHIVED = "gitfix: archived "
MERGED = "gitfix: archives merged"

Join = Callable[[str, Oid, Oid], Oid]


class Archive:
    """The archived incidents of one clone."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._known: dict[Oid, dict[str, Oid]] = {}

    def tip(self) -> Oid | None:
        """The archive as this clone has it."""
        return self._repo.refs.get(ARCHIVE)

    def index(self, tip: Oid | None) -> dict[str, Oid]:
        """Incident → its newest archived event, of the archive at `tip`; one process, and no event is read."""
        if tip is None:
            return {}
        if tip not in self._known:
            self._known[tip] = self._read(tip)
        return self._known[tip]

    def newest(self, count: int) -> dict[str, Oid]:
        """The `count` incidents that were archived last (more, where two laptops' archives met), newest first."""
        tip = self.tip()
        return self._read(tip, f"--max-count={count}") if tip else {}

    def since(self, before: Oid | None, tip: Oid) -> dict[str, Oid]:
        """What `tip` has archived that `before`, which it contains, had not; maybe some that it had."""
        return self.index(tip) if before is None else self._read(tip, f"^{before}")

    def add(self, archive: Oid | None, incident: str, tip: Oid) -> Oid:
        """The archive after `archive` (None: it begins) with `incident` folded away at `tip`."""
        before = archive or self._commit((), 0, ROOT)
        when = self._repo.objects.read_commit(tip).committer.when
        made = self._commit((before, tip), when, ARCHIVED + incident)
        self._known[made] = {**self.index(before), incident: tip}
        return made

    def join(self, one: Oid | None, other: Oid | None, meet: Join) -> Oid | None:
        """The archive that holds both; `meet` gives one tip for two of the same incident."""
        if one is None or other is None or one == other:
            return one or other
        if self._repo.history.contains(one, other):
            return one
        if self._repo.history.contains(other, one):
            return other
        first, second = sorted((one, other))
        mine, theirs = self.index(first), self.index(second)
        brought = {}
        for incident, tip in sorted(theirs.items()):
            had = mine.get(incident)
            met = meet(incident, had, tip) if had and had != tip else tip
            if met != had:
                brought[incident] = met
        more = sorted(tip for incident, tip in brought.items() if tip != theirs[incident])
        when = max(self._repo.objects.read_commit(tip).committer.when for tip in (first, second))
        rows = "".join(f"{incident} {tip}\n" for incident, tip in brought.items())
        return self._commit((first, second, *more), when, f"{MERGED}\n\n{rows}".rstrip("\n"))

    def _read(self, tip: Oid, *bound: str) -> dict[str, Oid]:
        shape = ("-z", "--no-show-signature", "--format=%P%n%B")
        done = self._repo.git.out("log", "--first-parent", *shape, *bound, tip)
        found: dict[str, Oid] = {}
        for text in decode(done).split("\0"):
            parents, _, message = text.partition("\n")
            for incident, archived in entries(parents.split(" "), message):
                found.setdefault(incident, archived)
        return found

    @cached_property
    def _tree(self) -> TreeId:
        return self._repo.objects.write_tree([])

    def _commit(self, parents: tuple[Oid, ...], when: int, message: str) -> Oid:
        who = Signature("gitfix", "gitfix@localhost", when)
        return self._repo.objects.write_commit(
            Commit(self._tree, parents, who, who, message + "\n")
        )


def entries(parents: list[str], message: str) -> list[tuple[str, Oid]]:
    """The incidents that one commit of the archive adds to its first parent."""
    subject, _, body = message.strip("\n").partition("\n")
    if subject.startswith(ARCHIVED) and len(parents) > 1:
        return [(subject.removeprefix(ARCHIVED), Oid(parents[1]))]
    if subject == MERGED:
        rows = (line.split(" ") for line in body.split("\n") if line)
        return [(row[0], Oid(row[1])) for row in rows if len(row) == 2]
    return []
