"""Refs: read by plumbing, moved only in one transaction that states the old values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, TAGS, Oid
from gitfix.core.text import decode, encode
from gitfix.git.process import GitFailed

if TYPE_CHECKING:
    from gitfix.core.plan import UpdateRef
    from gitfix.git.repository import Repository
    from gitfix.host.process import Begun


_LISTED = "--format=%(objectname) %(refname) %(symref) %(HEAD)"


class Refs:
    """All refs of one repository."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._git = repo.git
        self._once: tuple[str, ...] = ()
        self._read: dict[str, Oid] | None = None
        self._begun: Begun | None = None
        self._symbolic: dict[str, str] = {}

    def read_once(self, *patterns: str) -> None:
        """From here on, answer `get`, `several` and `listing` of these from one reading, until gitfix moves a ref.

        `patterns`: folders of refs (`refs/heads/`) or full refnames. What a plan is built on is read again when
        it is executed, under the lock and with the old values stated.
        """
        self._once = patterns
        self.read_again()

    def ask_ahead(self) -> None:
        """Have git list now what is read once."""
        if self._once and self._read is None:
            self._begun = self._git.begin("for-each-ref", _LISTED, *self._once, env={})

    def read_again(self) -> None:
        """Refs have moved: what was read once is read anew at the next question."""
        if self._begun is not None:
            self._begun.drop()
        self._read, self._begun = None, None
        self._symbolic = {}

    def _known(self, wanted: Iterable[str]) -> dict[str, Oid] | None:
        """All of the one reading; None when it does not hold everything that is wanted."""
        if not all(any(_within(ref, pattern) for pattern in self._once) for ref in wanted):
            return None
        if self._read is None:
            begun, self._begun = self._begun, None
            done = begun.finish() if begun else None
            if done is None or done.code:
                self._read = self._listing(self._once)
            else:
                self._read = self._listed(done.stdout)
        return self._read

    def names(self, *patterns: str) -> list[str]:
        """Full refnames under `patterns`; opens no object, so 200,000 tags are read at once."""
        data = self._git.out("for-each-ref", "--format=%(refname)", *patterns)
        return decode(data).split("\n")[:-1]

    def listing(self, *patterns: str) -> dict[str, Oid]:
        """Refname → what it holds (a tag object where annotated)."""
        known = self._known(patterns) if patterns else None
        if known is None:
            return self._listing(patterns)
        return {ref: oid for ref, oid in known.items() if any(_within(ref, p) for p in patterns)}

    def _listing(self, patterns: Iterable[str]) -> dict[str, Oid]:
        return self._listed(self._git.out("for-each-ref", _LISTED, *patterns))

    def _listed(self, data: bytes) -> dict[str, Oid]:
        rows = [line.split(" ", 3) for line in decode(data).split("\n")[:-1]]
        self._symbolic |= {name: target for _, name, target, _ in rows if target}
        for name in (name for _, name, _, head in rows if head == "*"):
            self._symbolic["HEAD"] = name
        return {name: Oid(oid) for oid, name, _, _ in rows}

    def get(self, ref: str) -> Oid | None:
        """What exactly this full refname holds now."""
        known = self._known([ref])
        if known is not None:
            return known.get(ref)
        # show-ref reads one ref; for-each-ref would also list everything below `ref/`.
        done = self._git.run("show-ref", "--verify", "--hash", "--", ref, ok=None)
        return Oid(decode(done.stdout).strip()) if done.code == 0 else None

    def several(self, refs: Iterable[str]) -> dict[str, Oid]:
        """What each of these full refnames holds now, in one process; absent ones are left out."""
        wanted = set(refs)
        if not wanted:
            return {}
        return {ref: oid for ref, oid in self.listing(*wanted).items() if ref in wanted}

    def symbolic(self, ref: str) -> str | None:
        """The refname that a symbolic ref points to."""
        if self._known([HEADS if ref == "HEAD" else ref]) is not None and ref in self._symbolic:
            return self._symbolic[ref]
        # One that leads nowhere is in no listing.
        done = self._git.run("symbolic-ref", "--quiet", ref, ok=None)
        return decode(done.stdout).rstrip("\n") if done.code == 0 else None

    def commit(self, revision: str) -> Oid | None:
        """The commit that `revision` (a refname, an id, any of git's spellings) leads to."""
        found = self._repo.batch.read([f"{revision}^{{commit}}"])[0]
        return found.oid if found else None

    def commits(self, revisions: Sequence[str]) -> list[Oid | None]:
        """`commit` for many, in one process; names must not hold line ends."""
        if not revisions:
            return []
        ask = b"".join(encode(f"{name}^{{commit}}\n") for name in revisions)
        lines = decode(self._git.out("cat-file", "--batch-check", input=ask)).split("\n")[:-1]
        return [Oid(line.split(" ")[0]) if re.match(_BATCH, line) else None for line in lines]

    def types(self, oids: Sequence[str]) -> dict[str, str]:
        """Object id → commit, tag, tree or blob; objects that are not here are left out."""
        ask = b"".join(encode(f"{oid}\n") for oid in oids)
        if not ask:
            return {}
        shape = "--batch-check=%(objectname) %(objecttype)"
        rows = [
            line.split(" ")
            for line in decode(self._git.out("cat-file", shape, input=ask)).split("\n")[:-1]
        ]
        return {row[0]: row[1] for row in rows if row[1] != "missing"}

    def tag_dates(self, names: Sequence[str]) -> dict[str, int]:
        """Tag name → seconds since 1970 at which it was made (a lightweight tag: its commit); 0: it has no date.

        Tags whose object cannot be read are left out.
        """
        if not names:
            return {}
        shape = "--format=%(creatordate:unix) %(refname)"
        done = self._git.run("for-each-ref", shape, *(TAGS + name for name in names), ok=(0, 128))
        if done.code:
            # One missing object ends the whole listing: halve until it is alone.
            half = len(names) // 2
            return self.tag_dates(names[:half]) | self.tag_dates(names[half:]) if half else {}
        rows = [line.split(" ", 1) for line in decode(done.stdout).split("\n")[:-1]]
        dates = {row[1].removeprefix(TAGS): int(row[0] or 0) for row in rows}
        # A pattern also matches everything below it.
        return {name: dates[name] for name in names if name in dates}

    def valid_branch(self, name: str) -> bool:
        """Whether git would take `name` as a branch name."""
        if name.startswith("-") or name == "HEAD":
            return False
        return self._git.test("check-ref-format", f"refs/heads/{name}")

    def transaction(self, updates: Iterable[UpdateRef], reason: str) -> None:
        """Move all of `updates` or none; GitFailed when one of them is not where it should be."""
        commands = b"".join(map(_command, updates))
        if commands:
            self._git.run("update-ref", "-m", f"gitfix: {reason}", "--stdin", "-z", input=commands)

    def try_transaction(self, updates: Iterable[UpdateRef], reason: str) -> bool:
        """`transaction`, answering whether it went through."""
        try:
            self.transaction(updates, reason)
        except GitFailed:
            return False
        return True


def _within(ref: str, pattern: str) -> bool:
    """Whether `ref` (or a folder of refs) is what `for-each-ref` finds for a folder or a full refname."""
    return ref == pattern or ref.startswith(pattern.rstrip("/") + "/")


_BATCH = r"[0-9a-f]+ commit \d+$"


def _command(update: UpdateRef) -> bytes:
    ref = encode(update.ref)
    old, new = update.old.encode(), update.new.encode()
    if update.new.is_zero:
        return b"option no-deref\0delete " + ref + b"\0" + old + b"\0"
    return b"option no-deref\0update " + ref + b"\0" + new + b"\0" + old + b"\0"
