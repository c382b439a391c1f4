"""What the rules of the check see besides the changed lines: whole files, sizes, and what looks like a secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.check_values import MOST_WHOLE
from gitfix.core.classify import CODE, GENERATED, LOCKFILE
from gitfix.core.rules import api, dependencies, size
from gitfix.core.text import decode, plural
from gitfix.core.value import dataclass
from gitfix.operations.check_ahead import READ_BYTES

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.check_values import CheckPolicy, FoundSecret
    from gitfix.core.look import Look
    from gitfix.git.repository import Repository
    from gitfix.operations.check_ahead import Ahead

LINES = 5000
"""Added lines that are searched for secrets: a second or so."""


@dataclass(frozen=True)
class Seen:
    """Contents and sizes by object id, secrets, and what has to be said of them."""

    contents: Mapping[str, bytes]
    sizes: Mapping[str, int]
    secrets: tuple[FoundSecret, ...] = ()
    notices: tuple[str, ...] = ()


def read(
    repo: Repository,
    files: Sequence[FileChange],
    policy: CheckPolicy,
    looks: Mapping[str, Look],
    ahead: Ahead,
) -> Seen:
    """What the rules in force need to know of `files`; no process where they need nothing."""
    off = turned_off(policy)
    binary = [one.new_oid for one in files if "large-file" not in off and size.reads(one)]
    changed = [one for one in files if not one.binary and one.old_oid != one.new_oid]
    listed = [one for one in changed if dependencies.reads(one)]
    listed = [] if "dependency-change" in off else listed
    modules = [] if "api-change" in off else _modules(changed, looks, ahead)
    chosen = listed[:MOST_WHOLE] + modules[: max(MOST_WHOLE - len(ahead.read), 0)]
    contents = {**ahead.contents, **_contents(repo, chosen)}
    secrets, notice = ((), "") if "secret" in off else _secrets(files, looks)
    notices = (
        notice,
        _too_many("dependencies", len(listed), "manifest"),
        _too_many("public names", len({one.path for one in modules} | ahead.read), "module"),
    )
    return Seen(contents, _sizes(repo, binary), secrets, tuple(filter(None, notices)))


def turned_off(policy: CheckPolicy) -> set[str]:
    """The rules that the team does not want."""
    return {rule for rule, severity in policy.severities.items() if severity == "off"}


def _modules(
    changed: Sequence[FileChange], looks: Mapping[str, Look], ahead: Ahead
) -> list[FileChange]:
    """The modules whose contents the rule has to see, and that were not read ahead."""
    needed = api.needed(changed, looks)
    known = ahead.contents
    return [
        one
        for one in needed
        if looks[one.path].kind == CODE and not (one.old_oid in known and one.new_oid in known)
    ]


def _too_many(what: str, count: int, name: str) -> str:
    if count <= MOST_WHOLE:
        return ""
    most = f"the first {MOST_WHOLE:,} of {plural(count, name)}"
    return f"{what} were compared in {most} only: the change is too large"


def _sides(change: FileChange) -> list[str]:
    return [
        oid
        for mode, oid in ((change.old_mode, change.old_oid), (change.new_mode, change.new_oid))
        if mode
    ]


def _contents(repo: Repository, files: Sequence[FileChange]) -> dict[str, bytes]:
    oids = list(dict.fromkeys(oid for one in files for oid in _sides(one)))
    if not oids:
        return {}
    found = zip(oids, repo.objects.read(oids), strict=True)
    return {oid: data for oid, data in found if data is not None and len(data) <= READ_BYTES}


def _sizes(repo: Repository, oids: Sequence[str]) -> dict[str, int]:
    if not oids:
        return {}
    asked = "".join(f"{oid}\n" for oid in oids).encode()
    told = decode(
        repo.git.out("cat-file", "--batch-check=%(objectname) %(objectsize)", input=asked)
    )
    rows = (line.split(" ") for line in told.splitlines())
    return {row[0]: int(row[1]) for row in rows if row[1].isdigit()}


def _secrets(
    files: Sequence[FileChange], looks: Mapping[str, Look]
) -> tuple[tuple[FoundSecret, ...], str]:
    """What was found, and what has to be said of how far it was looked for."""
    from gitfix.services import secret_scan

    if not secret_scan.available():
        return (), ""
    chosen: list[tuple[FileChange, bool]] = []
    lines = 0
    for one in files:
        kind = looks[one.path].kind if one.added else LOCKFILE
        if kind in (LOCKFILE, GENERATED):
            continue
        lines += one.added
        if lines > LINES:
            far = plural(len(chosen), "file")
            said = f"secrets were looked for in the first {far} only: the change is too large"
            return tuple(secret_scan.scan(chosen)), said
        chosen.append((one, kind == CODE))
    return tuple(secret_scan.scan(chosen)) if chosen else (), ""
