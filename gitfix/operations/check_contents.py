"""What the rules of the check see besides the changed lines: whole files, sizes, and what looks like a secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.classify import CODE, GENERATED, LOCKFILE
from gitfix.core.rules import api, dependencies, size
from gitfix.core.text import decode, plural
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.check_values import CheckPolicy, FoundSecret
    from gitfix.core.look import Look
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
    notices: tuple[str, ...] = ()


def read(
    repo: Repository,
    files: Sequence[FileChange],
    policy: CheckPolicy,
    looks: Mapping[str, Look],
) -> Seen:
    """What the rules in force need to know of `files`; no process where they need nothing."""
    off = {rule for rule, severity in policy.severities.items() if severity == "off"}
    binary = [one.new_oid for one in files if "large-file" not in off and size.reads(one)]
    whole = _whole(files, looks, off)
    oids = list(dict.fromkeys(oid for one in whole[:FEW] for oid in _sides(one)))
    secrets, notice = ((), "") if "secret" in off else _secrets(files, looks)
    notices = [notice] if notice else []
    if len(whole) > FEW:
        most = f"the first {FEW:,} of {plural(len(whole), 'file')}"
        notices.append(
            f"public names and dependencies were compared in {most} only: the change is too large"
        )
    return Seen(_contents(repo, oids), _sizes(repo, binary), secrets, tuple(notices))


def _whole(
    files: Sequence[FileChange], looks: Mapping[str, Look], off: set[str]
) -> list[FileChange]:
    """The files whose contents a rule has to see, in their order."""
    changed = [one for one in files if not one.binary and one.old_oid != one.new_oid]
    wanted = set()
    if "dependency-change" not in off:
        wanted |= {one.path for one in changed if dependencies.reads(one)}
    if "api-change" not in off:
        modules = api.needed([one for one in changed if api.reads(one)], looks)
        wanted |= {one.path for one in modules if looks[one.path].kind == CODE}
    return [one for one in changed if one.path in wanted] if wanted else []


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
