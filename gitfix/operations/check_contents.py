"""What the rules of the check see besides the changed lines: whole files, sizes, and what looks like a secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.classify import CODE, GENERATED, LOCKFILE, classify_change
from gitfix.core.rules import api, dependencies, size
from gitfix.core.text import decode, plural
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.check_values import CheckPolicy, FoundSecret
    from gitfix.git.repository import Repository

FEW = 200
"""Files that are read whole at most: a hotfix of more is over every budget."""
READ_BYTES = 1 << 20
"""Nothing that a person wrote is larger."""
LINES = 5000
"""Added lines that are searched for secrets: a second or so."""


@dataclass(frozen=True)
class Seen:
    """Contents and sizes by object id, secrets, and what has to be said of them."""

    contents: Mapping[str, bytes]
    sizes: Mapping[str, int]
    secrets: tuple[FoundSecret, ...] = ()
    notice: str = ""


def read(repo: Repository, files: Sequence[FileChange], policy: CheckPolicy) -> Seen:
    """What the rules in force need to know of `files`; no process where they need nothing."""
    off = {rule for rule, severity in policy.severities.items() if severity == "off"}
    binary = [one.new_oid for one in files if "large-file" not in off and size.reads(one)]
    whole = [one for one in files if _whole(one, policy, off)][:FEW]
    oids = list(dict.fromkeys(oid for one in whole for oid in _sides(one)))
    secrets, notice = ((), "") if "secret" in off else _secrets(files, policy)
    return Seen(_contents(repo, oids), _sizes(repo, binary), secrets, notice)


def _whole(change: FileChange, policy: CheckPolicy, off: set[str]) -> bool:
    if change.binary or change.old_oid == change.new_oid:
        return False
    if "dependency-change" not in off and dependencies.reads(change):
        return True
    return "api-change" not in off and api.reads(change) and classify_change(change, policy) == CODE


def _sides(change: FileChange) -> list[str]:
    return [
        oid
        for mode, oid in ((change.old_mode, change.old_oid), (change.new_mode, change.new_oid))
        if mode
    ]


def _contents(repo: Repository, oids: Sequence[str]) -> dict[str, bytes]:
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
    files: Sequence[FileChange], policy: CheckPolicy
) -> tuple[tuple[FoundSecret, ...], str]:
    """What was found, and what has to be said of how far it was looked for."""
    from gitfix.services import secret_scan

    if not secret_scan.available():
        return (), ""
    chosen: list[tuple[FileChange, bool]] = []
    lines = 0
    for one in files:
        kind = classify_change(one, policy) if one.added else LOCKFILE
        if kind in (LOCKFILE, GENERATED):
            continue
        lines += one.added
        if lines > LINES:
            far = plural(len(chosen), "file")
            said = f"secrets were looked for in the first {far} only: the change is too large"
            return tuple(secret_scan.scan(chosen)), said
        chosen.append((one, kind == CODE))
    return tuple(secret_scan.scan(chosen)) if chosen else (), ""
