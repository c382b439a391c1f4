"""What `gitfix check` says to type next, and what it does not tell main to do."""

from __future__ import annotations

from tests.fault.killing import HOTFIX, small
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.world import World


def last_line(gitfix: Gitfix, at: RepoBuilder, *options: str) -> str:
    return gitfix("check", *options, cwd=at).stdout.splitlines()[-1]


def test_the_push_that_the_branch_needs(shop: Shop, gitfix: Gitfix) -> None:
    """Every command that is shown is typed here, and works."""
    gitfix("branch", SUMMARY, cwd=shop.repo)
    assert last_line(gitfix, shop.repo) == "next: fix, commit, then: gitfix check"
    shop.commit_fix()
    assert last_line(gitfix, shop.repo, "--staged") == "next: git commit, then: gitfix check"
    assert last_line(gitfix, shop.repo) == f"next: git push -u origin {HOTFIX}"
    shop.repo.git("push", "-q", "-u", "origin", HOTFIX)
    assert shop.origin.oid(HOTFIX) == shop.repo.oid(HOTFIX)
    assert last_line(gitfix, shop.repo) == "next: gitfix status"
    shop.repo.commit("Say why", {"README.md": "why\n"})
    assert last_line(gitfix, shop.repo) == "next: git push"
    shop.repo.git("push", "-q")
    assert shop.origin.oid(HOTFIX) == shop.repo.oid(HOTFIX)


def test_from_another_branch_the_push_names_it(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    shop.repo.git("switch", "-q", "main")
    assert last_line(gitfix, shop.repo, HOTFIX) == f"next: git push -u origin {HOTFIX}"


def test_without_a_remote_the_fix_is_carried_on(shop_template: Shop, world: World) -> None:
    shop, gitfix = small(shop_template, world, remote=False), Gitfix(world)
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    assert last_line(gitfix, shop.repo) == "next: gitfix backport"


def test_main_is_never_told_to_rewrite_itself(shop: Shop, gitfix: Gitfix) -> None:
    """Merges and unreleased work are what main is made of."""
    shop.repo.git("switch", "-q", "main")
    shop.repo.git("switch", "-q", "-c", "topic")
    shop.repo.commit("A page", {"shop/page.py": "PAGE = 1\n"})
    shop.repo.git("switch", "-q", "main")
    shop.repo.git("merge", "-q", "--no-ff", "-m", "Merge topic", "topic")
    done = gitfix("check", cwd=shop.repo, expect="POLICY")
    words = done.stdout + done.stderr
    assert "merge-commit" in words
    assert "rebase" not in words and "reset --keep" not in words and "cherry-pick" not in words
    assert "main is a branch that fixes go to, not a hotfix" in " ".join(done.stderr.split())
    assert 'gitfix branch "what is broken"' in words
    gitfix("branch", SUMMARY, "--worktree", cwd=shop.repo)
    done = gitfix("check", cwd=shop.repo, expect="POLICY")
    assert f"gitfix check {HOTFIX}" in done.stdout + done.stderr
    assert "rebase" not in done.stdout + done.stderr


def test_on_the_only_release_itself_it_says_so(repo: RepoBuilder, gitfix: Gitfix) -> None:
    repo.commit("Shop", {"shop.py": "a = 1\n"})
    repo.tag("v1.0.0")
    repo.git("switch", "--quiet", "--create", "hotfix/1.0.1")
    done = gitfix("check", cwd=repo, expect="REFUSED")
    said = " ".join(done.stderr.split())
    assert "is v1.0.0 itself, and no release comes before it commit the fix first" in said
