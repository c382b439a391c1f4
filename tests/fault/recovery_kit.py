"""What a killed gitfix leaves, and what a recovery has to leave: for the tests of recovery."""

from __future__ import annotations

from gitfix.core.names import Oid
from gitfix.core.plan import MoveCheckout, Plan, Push, Step, Switch, UpdateRef
from gitfix.git.journal import Journal
from gitfix.git.recover import recover
from tests.git.plain import Plain

ZERO = Oid("0" * 40)
MAIN, HOTFIX = "refs/heads/main", "refs/heads/hotfix"
RECORD = "refs/gitfix/incidents/x"


def begin(plain: Plain, *steps: Step, command: str = "backport") -> None:
    """What a killed gitfix leaves: its plan in the journal."""
    Journal(plain.repo.private).begin(Plan(command, steps))


def stale_locks(plain: Plain) -> list[str]:
    git = plain.path / ".git"
    return sorted(str(p.relative_to(git)) for p in git.rglob("*") if p.suffix in (".lock", ".new"))


def recovered(plain: Plain) -> str:
    """The one sentence of the recovery; afterwards nothing is pending and a second one says nothing."""
    (said,) = recover(plain.repo)
    assert stale_locks(plain) == []
    assert list((plain.path / ".git/gitfix/journal").iterdir()) == []
    assert recover(plain.repo) == []
    return said


def is_at(plain: Plain, commit: Oid, branch: str) -> None:
    """The checkout is exactly `commit` on `branch`."""
    assert plain.git("symbolic-ref", "HEAD") == branch
    assert plain.oid() == commit
    assert plain.status() == []


def landing(plain: Plain, two: tuple[Oid, Oid], *, follow: bool) -> list[Step]:
    move = MoveCheckout(str(plain.path), MAIN, two[0], two[1], follow)
    update = UpdateRef(MAIN, two[0], two[1], follow)
    done = UpdateRef(RECORD, ZERO, two[1])
    return [done, move, update] if follow else [update, done, move]


def switch(plain: Plain, two: tuple[Oid, Oid]) -> tuple[UpdateRef, Switch]:
    return (UpdateRef(HOTFIX, ZERO, two[1]), Switch(str(plain.path), MAIN, HOTFIX, two[0], two[1]))


def half_switched(plain: Plain, *, deleted: bool = True, partial: str = "") -> None:
    """Some files are new, the index is old and locked, HEAD is old: SIGKILL inside `git switch`."""
    plain.put({"a": "2\n", "new/file": "2\n"})
    if deleted:
        (plain.path / "gone").unlink()
    if partial:
        plain.put({"sub/x": partial})
    (plain.path / ".git/index.lock").write_bytes(b"DIRC half an index")


def push_plan(plain: Plain, two: tuple[Oid, Oid]) -> list[Step]:
    push = Push("origin", (UpdateRef(MAIN, two[0], two[1]), UpdateRef(HOTFIX, ZERO, two[1])))
    follow = landing(plain, two, follow=True)
    return [push, *follow[1:], follow[0]]
