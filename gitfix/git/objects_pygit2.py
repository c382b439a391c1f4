"""Objects by pygit2: the quicker way where very many are read or written in one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode
from gitfix.core.value import replace
from gitfix.git.objects import Commit, Entry, missing, parse_commit, serialise

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


class PygitObjects:
    """libgit2's object database, in this process."""

    def __init__(self, repo: Repository) -> None:
        import pygit2

        try:
            self._repo = pygit2.Repository(str(repo.git_dir))
        except pygit2.GitError as error:
            raise Refusal(
                f"libgit2 cannot open this repository: {error}",
                hint="unset GITFIX_OBJECTS: the git binary opens it",
            ) from None
        self._blob, self._commit = pygit2.GIT_OBJECT_BLOB, pygit2.GIT_OBJECT_COMMIT
        self._tree = pygit2.GIT_OBJECT_TREE

    def _find(self, name: str) -> Any:
        # `rev:path` is taken apart by hand: revparse cannot spell a path that is not UTF-8.
        rev, colon, path = name.partition(":")
        try:
            found = self._repo.revparse_single(rev)
        except (KeyError, ValueError):
            return None
        if not colon:
            return found
        try:
            node: Any = _tree_of(found)
            for part in encode(path).split(b"/"):
                node = next(child for child in node if child.raw_name == part)
        except (StopIteration, TypeError):
            return None
        return node

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        found = map(self._find, names)
        return [None if item is None else item.read_raw() for item in found]

    def read_tree(self, tree: str) -> list[Entry]:
        found = self._find(tree)
        if found is None:
            raise missing(tree)
        return [
            Entry(decode(child.raw_name), child.filemode, Oid(str(child.id)))
            for child in _tree_of(found)
        ]

    def read_commit(self, commit: str) -> Commit:
        found = self._find(f"{commit}^{{commit}}")
        if found is None:
            raise missing(commit)
        return parse_commit(found.read_raw())

    def write_blob(self, data: bytes) -> Oid:
        return Oid(str(self._repo.odb.write(self._blob, data)))

    def write_tree(self, entries: Iterable[Entry]) -> TreeId:
        # Git sorts a folder as if its name ended in a slash.
        rows = sorted(entries, key=lambda e: encode(e.name) + (b"/" if e.mode == 0o040000 else b""))
        data = b"".join(
            encode(f"{entry.mode:o} {entry.name}") + b"\0" + bytes.fromhex(entry.oid)
            for entry in rows
        )
        return TreeId(str(self._repo.odb.write(self._tree, data)))

    def write_commit(self, commit: Commit) -> Oid:
        return Oid(str(self._repo.odb.write(self._commit, serialise(commit))))

    def write_sole(self, name: str, data: bytes, commit: Commit) -> Oid:
        tree = self.write_tree([Entry(name, 0o100644, self.write_blob(data))])
        return self.write_commit(replace(commit, tree=tree))


def _tree_of(found: Any) -> Any:
    import pygit2

    return found.peel(pygit2.Tree)
