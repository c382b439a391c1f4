"""Questions about ancestry: answered by git, and "unknown" where a shallow clone cannot know."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.text import decode
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.chain import Link
    from gitfix.git.repository import Repository
    from gitfix.host.process import Begun


@dataclass(frozen=True)
class Logged:
    """One commit of a log: who, when (seconds since 1970) and its first line."""

    oid: Oid
    parents: tuple[Oid, ...]
    author: str
    when: int
    subject: str


class History:
    """Ancestry and logs."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._git = repo.git
        self._begun: dict[tuple[str, str], Begun] = {}
        self._walks: dict[tuple[str, ...], Begun] = {}

    def contains(self, descendant: str, ancestor: str) -> bool | None:
        """Whether `ancestor` is in `descendant`'s history; None when a shallow clone cannot tell."""
        done = self._git.run("merge-base", "--is-ancestor", ancestor, descendant, ok=(0, 1, 128))
        if done.code == 0:
            return True
        return False if done.code == 1 and not self._repo.shallow else None

    def ask_ahead(self, one: str, other: str) -> None:
        """Have git look now for what `merge_bases` will be asked for."""
        if (one, other) not in self._begun:
            self._begun[one, other] = self._git.begin("merge-base", "--all", one, other, env={})

    def merge_bases(self, one: str, other: str) -> list[Oid]:
        """All best common ancestors that are known here; several after criss-cross merges."""
        begun = self._begun.pop((one, other), None)
        done = begun.finish() if begun else None
        if done is None or done.code not in (0, 1):
            done = self._git.run("merge-base", "--all", one, other, ok=(0, 1))
        return [Oid(line) for line in decode(done.stdout).split("\n") if line]

    def count(self, *revisions: str) -> int:
        """Number of commits that rev-list would print."""
        return int(self._git.line("rev-list", "--count", *revisions))

    def between(
        self, *revisions: str, limit: int = 0, options: tuple[str, ...] = ()
    ) -> list[Logged]:
        """The commits of a range, newest first; `options` are rev-list's (`--merges`, `--first-parent`)."""
        bound = (f"--max-count={limit}",) if limit else ()
        return _commits(self._git.out(*_LOG, *options, *bound, *revisions))

    @contextlib.contextmanager
    def reading(self, base: Oid, head: Oid) -> Iterator[Callable[[], list[Logged]]]:
        """The commits from `base` to `head`, parents first; what is yielded waits for git, if that is needed."""
        from gitfix.git.chain import chain

        line = chain(self._repo.batch, head, FEW, base)
        if line and not any(_encoded(one) for one in line):
            yield lambda: [_linked(one) for one in reversed(line)]
            return
        asked = (*_LOG, "--topo-order", "--reverse", f"{base}..{head}")
        with self._git.stream(*asked) as running:
            yield lambda: _commits(self._git.rest(running))

    def drawn(self, tip: Oid) -> list[tuple[str, str]]:
        """git's drawing of the history of `tip`, newest first: each line, and the commit on it, if there is one."""
        done = self._git.out("log", "--graph", "--no-show-signature", "--format=%x00%H", tip)
        rows = (line.partition("\0") for line in decode(done).split("\n"))
        return [(lines.rstrip(), oid) for lines, _, oid in rows if lines.strip() or oid]

    def walk_ahead(self, *arguments: str) -> None:
        """Have git begin what `ids` will be asked for with the same arguments."""
        self._walks[arguments] = self._git.begin("rev-list", *arguments, env={})

    def ids(self, *arguments: str, input: str = "") -> list[Oid]:
        """What rev-list prints for `arguments`, and for `input` where `--stdin` is among them."""
        begun = self._walks.pop(arguments, None)
        done = begun.finish() if begun else None
        if done is None or done.code:
            done = self._git.run("rev-list", *arguments, input=input.encode())
        told = decode(done.stdout)
        return [Oid(line) for line in told.split("\n") if line]


FEW = 16
"""Commits that a hotfix seldom has more of."""
_LOG = ("log", "-z", "--format=%H%n%P%n%an%n%ct%n%s", "--no-show-signature")


def _commits(data: bytes) -> list[Logged]:
    return [_logged(record) for record in decode(data).split("\0") if record]


def _logged(record: str) -> Logged:
    oid, parents, author, when, subject = (*record.split("\n"), "", "", "", "")[:5]
    return Logged(Oid(oid), tuple(map(Oid, parents.split())), author, int(when), subject)


def _linked(one: Link) -> Logged:
    """As git's log would tell it: a subject is the first paragraph, on one line."""
    author, when = one.commit.author.name, one.commit.committer.when
    lines = dropwhile(lambda line: not line, map(str.rstrip, one.commit.message.split("\n")))
    subject = " ".join(takewhile(bool, lines))
    return Logged(one.oid, one.commit.parents, author, when, subject)


def _encoded(one: Link) -> bool:
    return any(header.startswith("encoding ") for header in one.commit.headers)
