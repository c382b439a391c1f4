"""Objects by git's plumbing commands: works in every repository that git itself can open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import Oid, TreeId
from gitfix.core.text import decode, encode
from gitfix.core.value import replace
from gitfix.git.objects import Commit, Entry, missing, parse_commit, serialise

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


class PlumbingObjects:
    """One `cat-file --batch` for all reads; a process for each write."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._git = repo.git
        self._batch = repo.batch
        self._trees: dict[str, tuple[Entry, ...]] = {}

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        return [found.data if found else None for found in self._batch.read(names)]

    def read_tree(self, tree: str) -> list[Entry]:
        # An id names the same entries for ever; a ref does not.
        known = self._trees.get(tree) if isinstance(tree, Oid) else None
        if known is None:
            known = tuple(self._entries(tree))
            if isinstance(tree, Oid):
                self._trees[tree] = known
        return list(known)

    def _entries(self, tree: str) -> Iterator[Entry]:
        """Of git's own form of a tree: mode, blank, name, NUL, and the id as it is."""
        found = self._batch.read([f"{tree}^{{tree}}"])[0]
        if found is None:
            raise missing(tree)
        data, size, begin = found.data, len(found.oid) // 2, 0
        while begin < len(data):
            blank = data.index(b" ", begin)
            nul = data.index(b"\0", blank)
            end = nul + 1 + size
            mode, name = int(data[begin:blank], 8), decode(data[blank + 1 : nul])
            yield Entry(name, mode, Oid(data[nul + 1 : end].hex()))
            begin = end

    def read_commit(self, commit: str) -> Commit:
        data = self.read([f"{commit}^{{commit}}"])[0]
        if data is None:
            raise missing(commit)
        return parse_commit(data)

    def write_blob(self, data: bytes) -> Oid:
        return Oid(self._git.line("hash-object", "-w", "--stdin", "--no-filters", input=data))

    def write_tree(self, entries: Iterable[Entry]) -> TreeId:
        return TreeId(self._git.line("mktree", "-z", input=b"".join(map(_line, entries))))

    def write_commit(self, commit: Commit) -> Oid:
        data = serialise(commit)
        return Oid(self._git.line("hash-object", "-w", "-t", "commit", "--stdin", input=data))

    def write_sole(self, name: str, data: bytes, commit: Commit) -> Oid:
        blob = ("blob", data)
        from gitfix.git import pack

        row = encode(f"100644 {name}") + b"\0" + bytes.fromhex(pack.oid_of(self._repo, blob))
        tree = ("tree", row)
        made = serialise(replace(commit, tree=TreeId(pack.oid_of(self._repo, tree))))
        pack.unpack(self._repo, [blob, tree, ("commit", made)])
        return pack.oid_of(self._repo, ("commit", made))


def _line(entry: Entry) -> bytes:
    kind = {0o040000: "tree", 0o160000: "commit"}.get(entry.mode, "blob")
    return encode(f"{entry.mode:06o} {kind} {entry.oid}\t{entry.name}\0")
