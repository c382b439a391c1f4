"""What the rules of the check see besides the changed lines: whole files, sizes, and what looks like a secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.classify import CODE, GENERATED, LOCKFILE
from gitfix.core.rules import api, dependencies, size
from gitfix.core.text import decode
from gitfix.operations.check_ahead import KEPT_BYTES, READ_BYTES

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.check_values import CheckPolicy, FoundSecret
    from gitfix.core.look import Look
    from gitfix.git.repository import Repository
    from gitfix.operations.check_ahead import Ahead

LINES = 5000
"""Added lines that are searched for secrets where the answer is no already: a second or so."""
PORTION = 16
"""Objects that are read at once."""


class Contents(Mapping[str, bytes]):
    """Objects by id, read in their order when a rule looks at one: all of a large change are never in memory."""

    def __init__(self, repo: Repository, oids: Sequence[str], known: Mapping[str, bytes]) -> None:
        """`known`: those that were read before."""
        self._repo = repo
        self._known = known
        self._oids = [oid for oid in dict.fromkeys(oids) if oid not in known]
        self._at = {oid: at for at, oid in enumerate(self._oids)}
        self._read: dict[str, bytes | None] = {}
        self._left = KEPT_BYTES

    def __getitem__(self, oid: str) -> bytes:
        known = self._known.get(oid)
        if known is not None:
            return known
        if oid not in self._read:
            self._fill(self._at[oid])
        found = self._read[oid]
        if found is None:
            raise KeyError(oid)
        return found

    def _fill(self, at: int) -> None:
        if self._left < 0:
            self._read.clear()
            self._left = KEPT_BYTES
        asked = self._oids[at : at + PORTION]
        for oid, data in zip(asked, self._repo.objects.read(asked), strict=True):
            fits = data is not None and len(data) <= READ_BYTES
            self._read[oid] = data if fits else None
            self._left -= len(data) if fits and data else 0

    def __iter__(self) -> Iterator[str]:
        yield from self._known
        yield from self._oids

    def __len__(self) -> int:
        return len(self._known) + len(self._oids)


def contents(
    repo: Repository,
    files: Sequence[FileChange],
    policy: CheckPolicy,
    looks: Mapping[str, Look],
    ahead: Ahead,
) -> Contents:
    """What the rules in force have to see whole; no process where they need nothing."""
    off = turned_off(policy)
    changed = [one for one in files if not one.binary and one.old_oid != one.new_oid]
    chosen = [] if "dependency-change" in off else [*filter(dependencies.reads, changed)]
    if "api-change" not in off:
        chosen += [one for one in api.needed(changed, looks) if looks[one.path].kind == CODE]
    return Contents(repo, [oid for one in chosen for oid in _sides(one)], ahead.contents)


def turned_off(policy: CheckPolicy) -> set[str]:
    """The rules that the team does not want."""
    return {rule for rule, severity in policy.severities.items() if severity == "off"}


def _sides(change: FileChange) -> list[str]:
    return [
        oid
        for mode, oid in ((change.old_mode, change.old_oid), (change.new_mode, change.new_oid))
        if mode
    ]


def sizes(repo: Repository, files: Sequence[FileChange], policy: CheckPolicy) -> dict[str, int]:
    """Bytes of the binary files that come in, by their object."""
    oids = [one.new_oid for one in files if size.reads(one)]
    if not oids or "large-file" in turned_off(policy):
        return {}
    asked = "".join(f"{oid}\n" for oid in oids).encode()
    told = decode(
        repo.git.out("cat-file", "--batch-check=%(objectname) %(objectsize)", input=asked)
    )
    rows = (line.split(" ") for line in told.splitlines())
    return {row[0]: int(row[1]) for row in rows if row[1].isdigit()}


def to_search(
    files: Sequence[FileChange], policy: CheckPolicy, looks: Mapping[str, Look]
) -> list[FileChange]:
    """The files whose added lines may hold a secret; none where nobody can look."""
    if "secret" in turned_off(policy):
        return []
    from gitfix.services import secret_scan

    if not secret_scan.available():
        return []
    return [one for one in files if looks[one.path].kind not in (LOCKFILE, GENERATED) and one.added]


def first_lines(files: Sequence[FileChange]) -> Sequence[FileChange]:
    """As many of the first files as have no more than `LINES` added lines."""
    lines = 0
    for at, one in enumerate(files):
        lines += one.added
        if lines > LINES:
            return files[:at]
    return files


def secrets(files: Sequence[FileChange], looks: Mapping[str, Look]) -> tuple[FoundSecret, ...]:
    """What looks like one in the added lines of `files`."""
    if not files:
        return ()
    from gitfix.services import secret_scan

    return tuple(secret_scan.scan((one, looks[one.path].kind == CODE) for one in files))
