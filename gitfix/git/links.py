"""Reads the record for an audit: every object is hashed again, because a store of files can be written to by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gitfix.core.audit import Link
from gitfix.core.audit_signatures import Signed, State
from gitfix.core.event import FILE, Event
from gitfix.core.names import Oid
from gitfix.core.text import decode
from gitfix.git.catfile import CatFile, Found
from gitfix.git.objects import parse_commit
from gitfix.git.process import Git

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

_STATES: dict[str, State] = {
    **dict.fromkeys("GUXYR", "good"),
    "E": "no-key",
}
"""git-log(1), `%G?`. Whether a key may sign is for the list of signers to say, not for a keyring."""


class AuditReader:
    """The record of one repository, past replace refs and configuration that could show something else.

    What was read once is not read again: objects never change under their name.
    """

    def __init__(self, repo: Repository) -> None:
        git = Git(repo.git.cwd, env={**repo.git.env, "GIT_NO_REPLACE_OBJECTS": "1"})
        self._git = git
        self._shallow = repo.shallow
        self._batch = CatFile(git)
        self._links: dict[Oid, Link] = {}
        self._states: dict[Oid, Signed] = {}

    def links(self, tips: Iterable[Oid]) -> dict[Oid, Link]:
        """Every commit that leads to one of `tips`."""
        found: dict[Oid, Link] = {}
        todo = list(tips)
        while todo:
            oid = todo.pop()
            if oid not in found:
                found[oid] = self._link(oid)
                todo += found[oid].parents
        return found

    def signatures(self, links: Iterable[Link]) -> dict[Oid, Signed]:
        """What git says about the signatures of those that have one; one git process for all of them."""
        asked = [link.oid for link in links if link.signed]
        new = [oid for oid in asked if oid not in self._states]
        if new:
            lines = decode(
                self._git.out(
                    # No list of git's own: only then it names the key of every good signature.
                    *(
                        "-c",
                        "gpg.ssh.allowedSignersFile=/dev/null",
                        "-c",
                        "log.showSignature=false",
                    ),
                    *("log", "--no-walk=unsorted", "--stdin", "--format=%H %G? %GF"),
                    input="".join(f"{oid}\n" for oid in new).encode(),
                )
            )
            for line in lines.splitlines():
                oid, letter, key = (*line.split(" "), "", "")[:3]
                self._states[Oid(oid)] = Signed(_STATES.get(letter, "bad"), key)
        return {oid: self._states[oid] for oid in asked}

    def blob(self, name: str) -> bytes | None:
        """The contents of a blob; None where there is none."""
        found = self._batch.read([name])[0]
        return found.data if found and found.type == "blob" else None

    def _link(self, oid: Oid) -> Link:
        if oid not in self._links:
            self._links[oid] = self._read(oid)
        return self._links[oid]

    def _read(self, oid: Oid) -> Link:
        found = self._batch.read([oid])[0]
        if found is None:
            kind = "shallow" if self._shallow else "missing"
            return Link(oid, trouble=(kind, "it is not in this clone"))
        if found.type != "commit" or _hash(oid, found) != oid:
            return Link(oid, trouble=("object", "the commit is not what its name says"))
        try:
            commit = parse_commit(found.data)
        except ValueError:
            return Link(oid, trouble=("object", "it is not a commit"))
        signed = any(header.startswith("gpgsig") for header in commit.headers)
        made = commit.committer
        event, trouble = self._event(commit.tree)
        return Link(oid, commit.parents, made.email, made.when, event, signed, trouble)

    def _event(self, tree: Oid) -> tuple[Event | None, tuple[str, str] | None]:
        found = self._batch.read([tree])[0]
        if found is None or found.type != "tree" or _hash(tree, found) != tree:
            return None, ("object", "its tree is not what its name says")
        head = b"100644 " + FILE.encode() + b"\0"
        if not found.data.startswith(head) or len(found.data) != len(head) + len(tree) // 2:
            return None, ("object", f"its tree holds something else than one {FILE}")
        blob = Oid(found.data[len(head) :].hex())
        content = self._batch.read([blob])[0]
        if content is None or content.type != "blob" or _hash(blob, content) != blob:
            return None, ("object", f"{FILE} is not what its name says")
        try:
            return Event.from_json(content.data), None
        except ValueError as error:
            return None, ("object", str(error))


def _hash(like: str, found: Found) -> str:
    """The name that git gives to an object, in the hash of `like`."""
    algorithm = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    head = f"{found.type} {len(found.data)}\0".encode()
    return algorithm(head + found.data, usedforsecurity=False).hexdigest()
