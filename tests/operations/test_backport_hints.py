"""What a backport says to type next works, and is about the same fix and the same targets."""

from __future__ import annotations

import shlex

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def _hints(said: str) -> list[str]:
    return [line.strip() for line in said.split("\n") if line.startswith("  ")]


def test_after_a_conflict_each_way_on_works(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    shop.conflict_on("develop")
    done = gitfix("backport", "--push", cwd=shop.repo, expect="CONFLICT")
    assert "nothing has moved; the conflict waits in ../shop-backport-develop" in done.stderr
    sides, resolve, give_up, land = _hints(done.stderr)
    assert sides == "ours = develop, theirs = the hotfix"
    at = shop.repo.worktree_at("../shop-backport-develop")
    assert at.git("diff", "--name-only", "--diff-filter=U") == "shop/cart.py"
    assert "<<<<<<< develop\n" in at.read("shop/cart.py")
    gitfix(*shlex.split(land.split("gitfix ")[1]), cwd=shop.repo, expect="CONFLICT")
    assert shop.has_fix("refs/heads/main", shop.origin)
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    gitfix(*shlex.split(resolve.split("gitfix ")[1]), cwd=shop.repo)
    assert shop.has_fix("refs/heads/develop", shop.origin)
    said = gitfix(*shlex.split(give_up.split("gitfix ")[1]), cwd=shop.repo, expect="REFUSED").stderr
    assert "no backport is paused" in said


def test_the_next_command_lands_what_was_prepared_and_no_more(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    before = shop.origin.refs("refs/heads/*")
    said = gitfix("backport", "HEAD", "--onto", "develop", cwd=shop.repo).stdout
    command = said.split("next: gitfix ")[1].split("\n")[0]
    assert command == "backport HEAD --onto develop --push"
    gitfix(*shlex.split(command), cwd=shop.repo)
    after = shop.origin.refs("refs/heads/*")
    moved = {ref for ref in before | after if before.get(ref) != after.get(ref)}
    assert moved == {"refs/heads/develop"}


def test_main_is_no_fix(shop: Shop, gitfix: Gitfix) -> None:
    said = gitfix("backport", "main", cwd=shop.repo, expect="REFUSED").stderr
    assert "gitfix backport --onto main" in said
    gitfix("backport", "release/2.5", cwd=shop.repo, expect="REFUSED")


def test_foreign_commits_are_called_mains_where_main_has_them(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.repo.git("merge", "-q", "main")
    out = gitfix("check", cwd=shop.repo, expect="POLICY").stdout
    assert "unreleased work from main" in out


def test_undo_names_the_branch_that_has_commits(shop: Shop, gitfix: Gitfix) -> None:
    branch = gitfix("branch", SUMMARY, cwd=shop.repo, json=True).result["branch"]
    shop.commit_fix()
    said = gitfix("undo", cwd=shop.repo, expect="REFUSED").stderr
    assert f"{branch} has moved since" in said
