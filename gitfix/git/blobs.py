"""Logs and reports of an incident, named by the SHA-256 of their contents, beside the events that name them.

`refs/gitfix/blobs/<id>` is one commit without parents whose tree has an entry per digest; every addition rewrites
it, by compare-and-swap. A commit per addition would keep what is erased in its history: here, what is withheld is
gone with the next `git gc`, and the events that name its digest stay whole. The commit is the same on every laptop
that has the same blobs, and two laptops meet in the union of both. Archived incidents share the one ref
`refs/gitfix/blobs/archive`, with a folder per month and incident, because every ref is advertised to everybody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gitfix.core.names import BLOBS, Oid, TreeId
from gitfix.core.plan import UpdateRef
from gitfix.git.objects import Commit, Entry, Signature

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

ARCHIVED = BLOBS + "archive"
WITHHELD = ".withheld"
"""Ends the name of the entry that stands where a blob was: no union with another laptop brings the blob back."""
_NAME = re.compile(r"[0-9a-f]{64}(\.withheld)?")
_FILE, _FOLDER = 0o100644, 0o040000


def digest_of(data: bytes) -> str:
    """The name of `data`: SHA-256, 64 hexadecimal digits, whatever the repository's object format."""
    return hashlib.sha256(data).hexdigest()


def put(
    repo: Repository, incident: str, data: bytes, *, after: UpdateRef | None = None
) -> tuple[str, UpdateRef]:
    """Store `data`; its digest, and the ref update that makes it part of the incident once it is executed.

    `after`: an update of this kind that is not executed yet; the returned one takes its place and holds both.
    What is withheld stays withheld.
    """
    ref = BLOBS + incident
    old = after.old if after else repo.refs.get(ref) or repo.zero
    now = after.new if after else old
    entries = _entries(repo, now)
    digest = digest_of(data)
    if digest not in entries and digest + WITHHELD not in entries:
        entries[digest] = Entry(digest, _FILE, repo.objects.write_blob(data))
    return digest, UpdateRef(ref, old, _commit(repo, incident, _tree(repo, entries)))


def withhold(
    repo: Repository, incident: str, digests: Iterable[str], why: str
) -> tuple[UpdateRef, ...]:
    """The ref updates that take `digests` away and leave `why` in the place of each."""
    gone = tuple(digests)
    word = repo.objects.write_blob(f"withheld: {why}\n".encode("utf-8", "surrogateescape"))
    updates = []
    for ref, path in ((BLOBS + incident, ""), (ARCHIVED, _path(incident))):
        old = repo.refs.get(ref)
        entries = _entries(repo, old, path) if old else {}
        if not old or not entries:
            continue
        for digest in gone:
            entries.pop(digest, None)
            entries[digest + WITHHELD] = Entry(digest + WITHHELD, _FILE, word)
        tree = _tree(repo, entries)
        tree = _replaced(repo, _root(repo, old), path, tree) if path else tree
        updates.append(UpdateRef(ref, old, _commit(repo, "" if path else incident, tree)))
    return tuple(updates)


def get(repo: Repository, incident: str, digest: str) -> bytes | None:
    """The blob, of an open or an archived incident; None when it is not here, or is not what its name says."""
    names = [f"{BLOBS}{incident}:{digest}", f"{ARCHIVED}:{_path(incident)}/{digest}"]
    for data in repo.objects.read(names):
        if data is not None and digest_of(data) == digest:
            return data
    return None


def listing(repo: Repository, incident: str) -> dict[str, Entry]:
    """Digest (with `.withheld` after it where the blob was taken away) → its entry."""
    shelf = _entries(repo, ARCHIVED, _path(incident))
    found = {**shelf, **_entries(repo, BLOBS + incident)}
    return {name: entry for name, entry in found.items() if name + WITHHELD not in found}


def joined(repo: Repository, incident: str, one: Oid, other: Oid) -> Oid:
    """The commit that holds what either has, less what either has withheld (`incident` empty: of the archive)."""
    if one == other:
        return one
    return _commit(repo, incident, _union(repo, _root(repo, one), _root(repo, other)))


def shelved(repo: Repository, archive: Oid | None, moved: Mapping[str, Oid]) -> Oid:
    """The archive's blobs with those of `moved` (incident → its blobs' commit) put on their shelves."""
    root = _root(repo, archive) if archive else TreeId(repo.objects.write_tree([]))
    for incident, commit in sorted(moved.items()):
        path = _path(incident)
        there = _subtree(repo, root, path)
        tree = _root(repo, commit)
        root = _replaced(repo, root, path, _union(repo, there, tree) if there else tree)
    return _commit(repo, "", root)


def _path(incident: str) -> str:
    """Where an archived incident's blobs are: `2026-11/2026-11-03-k7q2`; small folders make a quick addition."""
    return f"{incident[:7]}/{incident}"


def _entries(repo: Repository, rev: str, path: str = "") -> dict[str, Entry]:
    folder = None if rev == repo.zero else _subtree(repo, rev, path)
    found = repo.objects.read_tree(folder) if folder else []
    return {entry.name: entry for entry in found if _NAME.fullmatch(entry.name)}


def _root(repo: Repository, commit: str) -> TreeId:
    return repo.objects.read_commit(commit).tree


def _subtree(repo: Repository, rev: str, path: str) -> TreeId | None:
    """The folder at `path` of a tree-ish, if there is one."""
    name = f"{rev}^{{tree}}:{path}"
    done = repo.git.run("rev-parse", "--verify", "-q", "--end-of-options", name, ok=None)
    return TreeId(done.stdout.decode("ascii").strip()) if done.code == 0 else None


def _tree(repo: Repository, entries: Mapping[str, Entry]) -> TreeId:
    kept = [e for name, e in entries.items() if name + WITHHELD not in entries]
    return repo.objects.write_tree(sorted(kept, key=_order))


def _order(entry: Entry) -> str:
    """git's order of names: a folder sorts as if its name ended in a slash."""
    return entry.name + ("/" if entry.mode == _FOLDER else "")


def _union(repo: Repository, one: TreeId, other: TreeId) -> TreeId:
    if one == other:
        return one
    entries = {entry.name: entry for entry in repo.objects.read_tree(one)}
    for entry in repo.objects.read_tree(other):
        mine = entries.get(entry.name)
        if mine and mine.mode == entry.mode == _FOLDER:
            both = _union(repo, TreeId(mine.oid), TreeId(entry.oid))
            entries[entry.name] = Entry(entry.name, _FOLDER, both)
        elif mine is None or entry.oid < mine.oid:
            # Two laptops gave two reasons for one blob: any of them will do, as long as it is the same everywhere.
            entries[entry.name] = entry
    return _tree(repo, entries)


def _replaced(repo: Repository, root: TreeId, path: str, tree: TreeId) -> TreeId:
    """`root` with `tree` at `path`."""
    first, _, rest = path.partition("/")
    entries = {entry.name: entry for entry in repo.objects.read_tree(root)}
    if rest:
        below = entries.get(first)
        inner = TreeId(below.oid) if below else TreeId(repo.objects.write_tree([]))
        tree = _replaced(repo, inner, rest, tree)
    entries[first] = Entry(first, _FOLDER, tree)
    return _tree(repo, entries)


def _commit(repo: Repository, incident: str, tree: TreeId) -> Oid:
    """The same on every laptop: nobody's name, no time of day, no parent."""
    who = Signature("gitfix", "gitfix@localhost", 0)
    subject = f"gitfix: blobs of {incident or 'archived incidents'}\n"
    return repo.objects.write_commit(Commit(tree, (), who, who, subject))
