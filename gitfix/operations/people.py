"""Who made the commits of a range: authors, committers and Co-authored-by, by the default branch's mailmap."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS
from gitfix.core.text import decode, encode
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.names import Oid
    from gitfix.operations.workspace import Workspace

_CO_AUTHOR = re.compile(r"^co-authored-by:[ \t]*(.*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_PERSON = re.compile(r"(.*?)\s*<([^<>]*)>")


@dataclass(frozen=True)
class Person:
    """Somebody by name and e-mail address, after the mailmap."""

    name: str
    email: str

    def same(self, other: Person) -> bool:
        """Whether both are one person: addresses do not care about case."""
        return self.email.lower() == other.email.lower()


def makers(work: Workspace, base: Oid, head: Oid) -> list[Person]:
    """Everybody who wrote, committed or co-wrote a commit of base..head, each once, the first one first."""
    shape = "--format=%an%n%ae%n%cn%n%ce%n%B"
    logged = work.repo.git.out(
        "log", "-z", "--reverse", "--no-show-signature", shape, f"{base}..{head}"
    )
    found: list[tuple[str, str]] = []
    for record in decode(logged).split("\0"):
        if not record:
            continue
        author, email, committer, address, message = (*record.split("\n", 4), *[""] * 4)[:5]
        found += [(author, email), (committer, address)]
        found += [_person(value) for value in _CO_AUTHOR.findall(message)]
    people: dict[str, Person] = {}
    for person in mapped(work, found):
        people.setdefault(person.email.lower(), person)
    return list(people.values())


def mapped(work: Workspace, people: Iterable[tuple[str, str]]) -> list[Person]:
    """These people by the protected default branch's mailmap, and by no other.

    One in the checkout, on the hotfix branch or in somebody's own configuration would let an author be renamed.
    """
    known = list(dict.fromkeys(people))
    if not known:
        return []
    commit = _default_commit(work)
    blob = f"{commit}:.mailmap" if commit else ""
    asked = b"".join(encode(f"{_plain(name)} <{_plain(email)}>\n") for name, email in known)
    done = work.repo.git.run(
        *("-c", f"mailmap.blob={blob}", "-c", f"mailmap.file={os.devnull}"),
        *("check-mailmap", "--stdin"),
        input=asked,
        # In git's own folder: at the top of a checkout its .mailmap would count, too.
        cwd=work.repo.common_dir,
    )
    return [Person(*_person(line)) for line in decode(done.stdout).split("\n")[:-1]]


def _default_commit(work: Workspace) -> Oid | None:
    from gitfix.operations.policy import default_branch

    commit = work.policy.commit
    if commit and work.repo.refs.commit(commit):
        return commit
    configured = work.config.text("production.branch")
    return default_branch(work.repo, work.remote_name, configured.removeprefix(HEADS))[1]


def _person(text: str) -> tuple[str, str]:
    found = _PERSON.match(text)
    return (found[1], found[2].strip()) if found else ("", text.strip())


def _plain(text: str) -> str:
    """Without what git would take for the end of a name or an address."""
    return re.sub(r"[<>\x00-\x1f]", "", text).strip()
