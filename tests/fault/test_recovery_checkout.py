"""A checkout that moves with its branch, after a kill: a branch never moves without its files."""

from __future__ import annotations

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import Plan
from gitfix.git.execute import execute
from tests.fault.recovery_kit import MAIN, RECORD, begin, half_switched, is_at, landing, recovered
from tests.git.plain import Plain


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("far", ["nothing", "record", "half the files", "files", "branch", "all"])
def test_a_landing_killed_anywhere(
    plain: Plain, two: tuple[Oid, Oid], far: str, follow: bool
) -> None:
    begin(plain, *landing(plain, two, follow=follow))
    if far != "nothing":
        plain.git("update-ref", RECORD, two[1])
    if far == "half the files":
        half_switched(plain)
    if far in ("files", "all"):
        plain.git("read-tree", "-m", "-u", two[0], two[1])
    if far in ("branch", "all"):
        plain.git("update-ref", MAIN, two[1])
    said = recovered(plain)
    assert ("took back" in said) == (far == "nothing")
    is_at(plain, two[0] if far == "nothing" else two[1], MAIN)


def test_row_30_a_branch_never_follows_without_its_checkout(
    plain: Plain, two: tuple[Oid, Oid]
) -> None:
    """Else the reverse change is staged, and the next commit silently removes the fix."""
    begin(plain, *landing(plain, two, follow=True))
    plain.git("update-ref", RECORD, two[1])
    plain.put({"a": "dirty\n"})
    said = recovered(plain)
    assert "local changes in the way" in said
    assert plain.oid(MAIN) == two[0]
    assert (plain.text("a"), plain.status()) == ("dirty\n", [" M a"])


def test_row_30_dirty_between_plan_and_execution(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.put({"a": "dirty\n"})
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert (len(done.left_alone), plain.oid(MAIN)) == (1, two[0])
    assert (plain.text("a"), plain.status()) == ("dirty\n", [" M a"])
    assert plain.oid(RECORD) == two[1]


def test_a_branch_that_moved_meanwhile_keeps_its_files(plain: Plain, two: tuple[Oid, Oid]) -> None:
    mine = plain.commit("mine", {"own": "1"})
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert len(done.left_alone) == 1
    is_at(plain, mine, MAIN)


def test_a_checkout_that_shows_another_branch_now(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("switch", "-q", "-c", "wip")
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert "not checked out" in done.left_alone[0]
    is_at(plain, two[0], "refs/heads/wip")
    begin(plain, *landing(plain, two, follow=True))
    recovered(plain)
    is_at(plain, two[0], "refs/heads/wip")


def test_a_checkout_whose_branch_cannot_move_goes_back(plain: Plain, two: tuple[Oid, Oid]) -> None:
    (plain.path / ".git/refs/heads/main.lock").touch()
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert len(done.left_alone) == 1
    is_at(plain, two[0], MAIN)


def test_a_dirty_checkout_refuses_a_local_landing_as_a_whole(
    plain: Plain, two: tuple[Oid, Oid]
) -> None:
    plain.put({"a": "dirty\n"})
    before = plain.refs()
    with pytest.raises(Refusal):
        execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=False))))
    assert (plain.refs(), plain.status()) == (before, [" M a"])
    assert not list((plain.path / ".git/gitfix").glob("journal/*"))
