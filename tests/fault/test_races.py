"""Somebody moves a ref between gitfix's plan and its execution: refused or computed anew, never overwritten."""

from __future__ import annotations

import pytest

from tests.fault.killing import HOTFIX, small, with_fix
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

LANDING = "*'gitfix: backport --stdin'*"
"""The transaction of a backport."""
KEPT = ("refs/gitfix-local/*", "operation *")


@pytest.fixture
def alone(shop_template: Shop, world: World) -> Shop:
    return small(shop_template, world, remote=False)


@pytest.fixture
def shared(shop_template: Shop, world: World) -> Shop:
    return small(shop_template, world, remote=True)


@pytest.mark.parametrize("pattern", [LANDING, "'worktree list'*"])
def test_a_local_target_moves_between_plan_and_execution(
    alone: Shop, faults: Faults, gitfix: Gitfix, pattern: str
) -> None:
    with_fix(alone, "--worktree")
    other = alone.repo.git("commit-tree", "-p", "develop", "-m", "Other", "develop^{tree}")
    with (
        unchanged(alone.repo, allow=["refs/heads/develop"]),
        faults.mover(alone.repo, "refs/heads/develop", other, pattern=pattern),
    ):
        done = gitfix("backport", HOTFIX, cwd=alone.repo, expect="REFUSED", json=True)
    assert "develop moved" in done.error["message"], done
    assert "run the same command again" in done.error["hint"], done
    assert alone.repo.oid("develop") == other
    no_leaks(alone.repo)
    gitfix("backport", HOTFIX, cwd=alone.repo)
    assert alone.has_fix("main")
    assert alone.has_fix("develop")
    assert not alone.repo.fails("merge-base", "--is-ancestor", other, "develop")


def test_the_checked_out_target_moves_between_plan_and_execution(
    alone: Shop, faults: Faults, gitfix: Gitfix
) -> None:
    with_fix(alone, "--worktree")
    words = f"cd '{alone.repo.path}' && git commit -q --allow-empty -m 'Mine'"
    with unchanged(alone.repo, allow=["refs/heads/main"]), faults.before(LANDING, words):
        gitfix("backport", HOTFIX, cwd=alone.repo, expect="REFUSED")
    assert alone.repo.log("main")[0] == "Mine"
    no_leaks(alone.repo)


def test_the_hotfix_branch_moves_while_it_is_carried(
    alone: Shop, faults: Faults, gitfix: Gitfix
) -> None:
    """What is carried is what was read: the result holds the whole fix that was there, and says when it is stale."""
    at = with_fix(alone, "--worktree")
    carried = at.head
    words = f"cd '{at.path}' && git commit -q --allow-empty -m 'One more'"
    with faults.before(LANDING, words):
        gitfix("backport", HOTFIX, cwd=alone.repo)
    assert at.log()[0] == "One more"
    for target in ("main", "develop"):
        parents = alone.repo.git("rev-parse", f"{target}^2")
        assert parents == carried
    again = gitfix("backport", HOTFIX, cwd=alone.repo, json=True)
    assert at.head != carried
    assert again.result["head"] == at.head


def test_the_remote_target_moves_before_the_push(
    shared: Shop, faults: Faults, gitfix: Gitfix
) -> None:
    with_fix(shared, "--worktree")
    other = shared.origin.git("commit-tree", "-p", "develop", "-m", "Other", "develop^{tree}")
    with faults.mover(
        shared.origin, "refs/heads/develop", other, pattern="'push '*'refs/heads/main'*"
    ):
        done = gitfix("backport", HOTFIX, "--push", cwd=shared.repo, json=True)
    assert done.result["state"] == "done"
    for target in ("main", "develop"):
        assert shared.has_fix(target, shared.origin)
    assert not shared.origin.fails("merge-base", "--is-ancestor", other, "develop")
    rows = {row["branch"]: row for row in done.result["targets"]}
    assert rows["develop"]["before"] == other
    no_leaks(shared.repo)


def test_the_remote_hotfix_branch_moves_before_the_push(
    shared: Shop, faults: Faults, gitfix: Gitfix
) -> None:
    """A colleague's commit on the hotfix branch is never overwritten, and nothing lands around it."""
    at = with_fix(shared, "--worktree")
    theirs = shared.origin
    shared.repo.git("push", "-q", "origin", f"{at.head}:refs/heads/{HOTFIX}")
    other = theirs.git("commit-tree", "-p", HOTFIX, "-m", "Other", f"{HOTFIX}^{{tree}}")
    at.commit("More", {"shop/more.py": "MORE = 1\n"})
    before = {ref: oid for ref, oid in theirs.refs().items() if ref != f"refs/heads/{HOTFIX}"}
    with faults.mover(theirs, f"refs/heads/{HOTFIX}", other, pattern="'push '*'refs/heads/main'*"):
        done = gitfix("backport", HOTFIX, "--push", cwd=shared.repo, expect="REFUSED", json=True)
    assert f"{HOTFIX} went two ways" in done.error["message"], done
    after = theirs.refs()
    assert after.pop(f"refs/heads/{HOTFIX}") == other
    assert after == before
    no_leaks(shared.repo)


def test_row_02_the_tag_moves_on_the_remote_while_gitfix_looks(
    shared: Shop, faults: Faults, gitfix: Gitfix
) -> None:
    other = shared.origin.oid("v2.4.0^{commit}")
    with (
        unchanged(shared.repo, allow=KEPT),
        faults.mover(shared.origin, "refs/tags/v2.4.1", other, pattern="'ls-remote '*"),
    ):
        done = gitfix("branch", SUMMARY, cwd=shared.repo, expect="REFUSED", json=True)
    assert "v2.4.1" in done.error["message"], done
    assert "--trust-tag" in done.error["hint"], done


def test_a_local_tag_moves_after_it_was_read(shared: Shop, faults: Faults, gitfix: Gitfix) -> None:
    """The branch stands on the commit that was announced, not on what the tag says a moment later."""
    right = shared.repo.oid("v2.4.1^{commit}")
    wrong = shared.repo.oid("v1.0.0^{commit}")
    with faults.mover(shared.repo, "refs/tags/v2.4.1", wrong, pattern="*'gitfix: branch'*"):
        done = gitfix("branch", SUMMARY, cwd=shared.repo, json=True)
    assert done.result["base"]["commit"] == right
    assert shared.repo.oid(HOTFIX) == right
    assert shared.repo.head == right


def test_the_branch_appears_between_plan_and_execution(
    shared: Shop, faults: Faults, gitfix: Gitfix
) -> None:
    other = shared.repo.oid("v1.0.0^{commit}")
    with (
        unchanged(shared.repo, allow=[*KEPT, f"refs/heads/{HOTFIX}"]),
        faults.mover(shared.repo, f"refs/heads/{HOTFIX}", other, pattern="*'gitfix: branch'*"),
    ):
        gitfix("branch", SUMMARY, cwd=shared.repo, expect="REFUSED")
    assert shared.repo.oid(HOTFIX) == other
    no_leaks(shared.repo)


def test_the_default_branch_moves_under_the_postmortem(
    shared: Shop, faults: Faults, gitfix: Gitfix
) -> None:
    with_fix(shared, "--worktree")
    other = shared.origin.git("commit-tree", "-p", "main", "-m", "Other", "main^{tree}")
    with faults.mover(
        shared.origin, "refs/heads/main", other, pattern="'push '*'refs/heads/main'*"
    ):
        gitfix("postmortem", "--incident", "k7q2", "--commit", "--push", cwd=shared.repo)
    assert not shared.origin.fails("merge-base", "--is-ancestor", other, "main")
    assert shared.origin.read("plans/Security/INCIDENT_LOG.md", "main")
    no_leaks(shared.repo)
