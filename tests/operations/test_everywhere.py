"""Is the fix everywhere? One row per line, whoever brought it there and however."""

from __future__ import annotations

from typing import Any

from tests.story.job import Job
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged


def opened(shop: Shop, gitfix: Gitfix) -> Job:
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    job.push()
    return job


def table(result: Any) -> dict[str, str]:
    return {row["branch"]: row["state"] for row in result["rows"]}


def test_every_line_has_its_row_and_nothing_changes(shop: Shop, gitfix: Gitfix) -> None:
    job = opened(shop, gitfix)
    job.type("backport", "--push", "--onto", "main")
    shop.conflict_on("develop")
    shop.origin.branch("hotfix/2.3.2", "v2.3.1")
    with unchanged(shop.repo, shop.origin):
        found = job.type("backport", "--everywhere")
    assert table(found) == {
        "main": "contained",
        "develop": "would conflict",
        "release/2.5": "missing",
        "release/2.3": "missing",
    }
    assert found["everywhere"] is False
    rows = {row["branch"]: row["reason"] for row in found["rows"]}
    assert rows["develop"] == "shop/cart.py" and "v2.4.1 is not in it" in rows["release/2.3"]


def test_a_line_from_before_the_fault_is_not_affected(shop: Shop, gitfix: Gitfix) -> None:
    """Told by the commit that brought it, or by a pick of that commit."""
    job = opened(shop, gitfix)
    repo = shop.repo
    brought = repo.git(
        "log", "--format=%H", "-S", "def dearest", "--no-merges", "v2.4.1", "--", "shop/cart.py"
    )
    shop.origin.branch("release/2.1", "v2.1.0")
    shop.origin.branch("release/2.0", "v2.0.0")
    there = repo.worktree(shop.world.root / "old", "-b", "release/2.0", "v2.0.0")
    there.git("cherry-pick", brought)
    there.git("push", "-q", "origin", "release/2.0")
    found = job.type("backport", "--everywhere", "--introduced", brought)
    assert found["introduced"] == brought
    states = table(found)
    assert states["release/2.1"] == "not affected"
    assert states["release/2.0"] == "missing"
    reason = next(row["reason"] for row in found["rows"] if row["branch"] == "release/2.0")
    assert "has the fault" in reason


def test_the_answer_is_yes_once_it_is(shop: Shop, gitfix: Gitfix) -> None:
    job = opened(shop, gitfix)
    shop.repo.config("gitfix.backport.exclude", "release/2.3")
    said = gitfix("backport", "--everywhere", cwd=shop.repo).stdout
    assert "next: gitfix backport --onto main --onto develop --onto release/2.5" in said
    job.type("backport", "--push")
    found = job.type("backport", "--everywhere")
    assert found["everywhere"] is True
    said = gitfix("backport", "--everywhere", cwd=shop.repo).stdout
    assert "the fix is everywhere it should be" in said and "gets no fixes any more" in said


def test_what_was_taken_out_again_is_not_there(shop: Shop, gitfix: Gitfix) -> None:
    job = opened(shop, gitfix)
    job.type("backport", "--push")
    shop.repo.switch("develop")
    shop.repo.git("revert", "--no-edit", "-m", "1", "HEAD")
    shop.repo.git("push", "-q", "origin", "develop")
    found = gitfix("backport", job.hotfix, "--everywhere", cwd=shop.repo, json=True).result
    assert table(found)["develop"] == "reverted" and found["everywhere"] is False


def test_a_single_commit_is_looked_for_too(shop: Shop, gitfix: Gitfix) -> None:
    maps = shop.origin.commit_on("main", "Maps", {"docs/maps.md": "maps\n"})
    shop.repo.git("fetch", "-q")
    found = gitfix("backport", "--everywhere", "--commit", maps, cwd=shop.repo, json=True).result
    assert table(found) == {
        "main": "contained",
        "develop": "missing",
        "release/2.5": "missing",
        "release/2.3": "missing",
    }
    gitfix("backport", "--introduced", maps, cwd=shop.repo, expect="USAGE")
    gitfix(
        "backport",
        "--everywhere",
        "--commit",
        maps,
        "--introduced",
        "nowhere",
        cwd=shop.repo,
        expect="REFUSED",
    )
