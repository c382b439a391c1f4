"""The values of git's objects, and the small interface by which they are read and written.

It has two implementations, plumbing and pygit2; `object_store` chooses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Signature:
    """Who and when, as git writes it: seconds since 1970 and the zone as `+0000`."""

    name: str
    email: str
    when: int
    zone: str = "+0000"

    def line(self) -> str:
        """`Name <email> 1700000000 +0000`."""
        return f"{self.name} <{self.email}> {self.when} {self.zone}"


@dataclass(frozen=True)
class Commit:
    """A commit as it is stored. `headers` are the others (encoding, gpgsig, …), verbatim."""

    tree: TreeId
    parents: tuple[Oid, ...]
    author: Signature
    committer: Signature
    message: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One name in a tree."""

    name: str
    mode: int
    oid: Oid


class Objects(Protocol):
    """The seven things that gitfix does with objects."""

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """Contents of the objects that `names` (ids, or `rev:path`) lead to; None where there is none."""

    def read_tree(self, tree: str) -> list[Entry]:
        """The entries of a tree (or tree-ish), in git's order."""

    def read_commit(self, commit: str) -> Commit:
        """The commit; Refusal when it is not there."""

    def write_blob(self, data: bytes) -> Oid:
        """Store `data`, byte for byte."""

    def write_tree(self, entries: Iterable[Entry]) -> TreeId:
        """Store a tree."""

    def write_commit(self, commit: Commit) -> Oid:
        """Store a commit exactly as given, unsigned."""

    def write_sole(self, name: str, data: bytes, commit: Commit) -> Oid:
        """Store `commit` with a tree that holds one file, in place of the one it names."""


def missing(name: str) -> Refusal:
    """The refusal for an object that should be there."""
    return Refusal(
        f"object {name[:12]} is not in this repository",
        found=("the clone is shallow, partial or damaged",),
        hint="git fsck; in a shallow clone: git fetch --unshallow",
    )


def serialise(commit: Commit) -> bytes:
    """The bytes of a commit object (git's own format)."""
    lines = [f"tree {commit.tree}", *(f"parent {parent}" for parent in commit.parents)]
    lines += [f"author {commit.author.line()}", f"committer {commit.committer.line()}"]
    lines += commit.headers
    return encode("\n".join(lines) + "\n\n" + commit.message)


def parse_commit(data: bytes) -> Commit:
    """The commit in `data`; ValueError when it is not one."""
    head, _, message = decode(data).partition("\n\n")
    single: dict[str, str] = {}
    parents: list[Oid] = []
    others: list[str] = []
    for line in head.split("\n"):
        key, _, value = line.partition(" ")
        if key == "parent":
            parents.append(Oid(value))
        elif key in ("tree", "author", "committer") and key not in single:
            single[key] = value
        else:
            others.append(line)
    if len(single) != 3:
        raise ValueError("not a commit")
    return Commit(
        TreeId(single["tree"]),
        tuple(parents),
        parse_signature(single["author"]),
        parse_signature(single["committer"]),
        message,
        tuple(others),
    )


def parse_signature(line: str) -> Signature:
    """`Name <email> seconds zone`, as tolerant as git is with what old tools wrote."""
    who, _, rest = line.rpartition("> ")
    name, _, email = who.partition(" <" if " <" in who else "<")
    when, _, zone = rest.partition(" ")
    seconds = int(when) if when.lstrip("-").isdigit() else 0
    return Signature(name.lstrip("<"), email, seconds, zone or "+0000")
