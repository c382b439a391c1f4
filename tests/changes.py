"""Short spellings of changes, for tests of the check."""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core.change import CommitChange, FileChange, Hunk
from gitfix.core.check import CheckInput, CheckPolicy, CheckResult, Violation, Waiver, check
from gitfix.core.names import Oid

BASE = Oid("b" * 40)
FILE = 0o100644


def oid(digit: str) -> Oid:
    """A whole object id from its first characters."""
    return Oid((digit + "0" * 40)[:40])


def hunk(old: str, new: str, at: int = 1) -> Hunk:
    """A hunk from two texts, line by line; empty text is no line."""
    return Hunk(
        at, at, tuple(old.split("\n")) if old else (), tuple(new.split("\n")) if new else ()
    )


def modified(path: str, *hunks: Hunk, **more: object) -> FileChange:
    """An ordinary file that changes."""
    values: dict[str, object] = {
        "status": "M",
        "old_path": path,
        "old_mode": FILE,
        "new_mode": FILE,
        "old_oid": oid("1"),
        "new_oid": oid("2"),
        "hunks": hunks,
    }
    return FileChange(path, **(values | more))  # type: ignore[arg-type]


def added(path: str, text: str = "x = 1", **more: object) -> FileChange:
    """A new file."""
    return modified(path, hunk("", text), **({"status": "A", "old_mode": 0} | more))


def deleted(path: str, text: str = "x = 1", **more: object) -> FileChange:
    """A file that goes."""
    return modified(path, hunk(text, ""), **({"status": "D", "new_mode": 0} | more))


def lines(path: str, count: int) -> FileChange:
    """A file with so many added lines."""
    return modified(path, hunk("", "\n".join(f"x{n} = {n}" for n in range(count))))


def commit(digit: str, *parents: str, foreign: str = "", own: bool = False) -> CommitChange:
    """A commit named by its first digits; `b` is the base."""
    above = tuple(BASE if p == "b" else oid(p) for p in parents)
    return CommitChange(oid(digit), above, f"Subject {digit}", foreign, own)


def checked(
    *files: FileChange,
    commits: Sequence[CommitChange] = (),
    waivers: Sequence[Waiver] = (),
    now: int = 0,
    tag: str = "v2.4.1",
    **policy: object,
) -> CheckResult:
    """The answer to these changes; other keywords are the policy's."""
    return check(
        CheckInput(
            base_tag=tag,
            base_commit=BASE,
            head=commits[-1].oid if commits else oid("f"),
            files=files,
            commits=tuple(commits),
            policy=CheckPolicy(**policy),  # type: ignore[arg-type]
            waivers=tuple(waivers),
            now=now,
        )
    )


def found(result: CheckResult, rule: str) -> list[Violation]:
    """The violations of one rule."""
    return [v for v in result.violations if v.rule == rule]


def rules(result: CheckResult) -> set[str]:
    """The rules that found something."""
    return {v.rule for v in result.violations}
