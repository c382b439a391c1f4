"""Keeps paused backports as commits on refs of gitfix's own, with everything that they need: `git gc` cannot eat it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gitfix.core.names import LOCAL, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.pause import Pause, Stop, from_bytes
from gitfix.git.objects import Commit, Entry, Signature
from gitfix.host import clock

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

PAUSED = f"{LOCAL}paused/"
"""One ref for each paused backport: its incident's id, or the short id of its head."""
FILE = "pause.json"
TREE, BLOB = 0o040000, 0o100644
GITLINK = 0o160000


def ref_of(name: str) -> str:
    """The ref that keeps the paused backport `name`."""
    return PAUSED + name


def tips(repo: Repository) -> dict[str, Oid]:
    """Name → commit of every paused backport in this clone."""
    return {ref.removeprefix(PAUSED): oid for ref, oid in repo.refs.listing(PAUSED).items()}


def read(repo: Repository, commit: str) -> Pause:
    """The paused backport that `commit` keeps; Refusal when it cannot be read."""
    data = repo.objects.read([f"{commit}:{FILE}"])[0]
    try:
        return from_bytes(data or b"")
    except ValueError as error:
        raise Refusal(
            "a paused backport cannot be read",
            found=(str(error),),
            hint="give it up: gitfix backport --abort; or use the gitfix that made it",
        ) from None


def write(repo: Repository, pause: Pause, before: Oid | None) -> Oid:
    """Store `pause` after `before`; whoever moves the ref to it has paused the backport."""
    objects = repo.objects
    entries = [Entry(FILE, BLOB, objects.write_blob(pause.to_bytes()))]
    stops = [*pause.stops, *(one.stop for one in pause.resolutions)]
    for number, stop in enumerate(stops):
        entries.append(Entry(f"{number:04}", TREE, objects.write_tree(_kept(stop))))
    for number, one in enumerate(pause.resolutions):
        entries.append(Entry(f"r{number:04}", TREE, one.tree))
    tree = objects.write_tree(sorted(entries, key=_order))
    parents = tuple(dict.fromkeys([*([before] if before else []), *pause.commits()]))
    who = Signature("gitfix", "gitfix@localhost", clock.now())
    return objects.write_commit(Commit(tree, parents, who, who, f"Paused: {pause.name}\n"))


def _kept(stop: Stop) -> Iterable[Entry]:
    """The conflicted tree and every version in the index: of several bases git makes blobs that nothing else holds."""
    blobs = {side.oid for side in stop.sides if side.mode != GITLINK}
    yield from (Entry(f"b{oid}", BLOB, oid) for oid in sorted(blobs))
    yield Entry("tree", TREE, stop.tree)


def _order(entry: Entry) -> str:
    return entry.name + ("/" if entry.mode == TREE else "")
