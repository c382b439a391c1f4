"""What git tells a pre-push or a pre-receive hook: one line per ref, read as values."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from gitfix.core.names import HEADS, Oid
from gitfix.core.text import decode
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class PushedRef:
    """One ref of a push. `local` may be any revision as it was typed, spaces included."""

    local: str
    new: Oid
    remote: str
    old: Oid

    @property
    def deletes(self) -> bool:
        """Whether the remote ref is to be removed."""
        return self.new.is_zero

    @property
    def branch(self) -> str:
        """The branch that would change on the remote; empty for a tag or anything else."""
        return self.remote.removeprefix(HEADS) if self.remote.startswith(HEADS) else ""


def parse_push(data: bytes) -> list[PushedRef]:
    """The lines of githooks(5), pre-push; ValueError for one that is not of that form."""
    found = []
    for line in decode(data).split("\n"):
        if not line:
            continue
        # From the right: only the first field may hold spaces (`HEAD^{/fix login}`).
        fields = line.rsplit(" ", 3)
        if len(fields) != 4 or not (_is_oid(fields[1]) and _is_oid(fields[3])):
            raise ValueError(f"not a line of a pre-push hook: {line[:80]}")
        found.append(PushedRef(fields[0], Oid(fields[1]), fields[2], Oid(fields[3])))
    return found


def parse_receive(data: bytes) -> list[PushedRef]:
    """The lines of githooks(5), pre-receive; ValueError for one that is not of that form."""
    found = []
    for line in filter(None, decode(data).split("\n")):
        fields = line.split(" ", 2)
        if len(fields) != 3 or not (_is_oid(fields[0]) and _is_oid(fields[1])):
            raise ValueError(f"not a line of a pre-receive hook: {line[:80]}")
        found.append(PushedRef(fields[2], Oid(fields[1]), fields[2], Oid(fields[0])))
    return found


def of_pre_commit(environment: Mapping[str, str]) -> list[PushedRef]:
    """The pushed ref as the pre-commit framework tells it, which keeps git's lines to itself."""
    new = environment.get("PRE_COMMIT_TO_REF", "")
    remote = environment.get("PRE_COMMIT_REMOTE_BRANCH", "")
    if not _is_oid(new) or not remote:
        return []
    old = environment.get("PRE_COMMIT_FROM_REF", "")
    local = environment.get("PRE_COMMIT_LOCAL_BRANCH", "")
    return [PushedRef(local, Oid(new), remote, Oid(old if _is_oid(old) else "0" * len(new)))]


def is_hotfix_name(branch: str, patterns: tuple[str, ...]) -> bool:
    """Whether a branch's name says that it is a hotfix; `*` in a pattern also stands for slashes."""
    return bool(branch) and any(fnmatchcase(branch, pattern) for pattern in patterns)


def _is_oid(text: str) -> bool:
    return len(text) in (40, 64) and not text.strip("0123456789abcdef")
