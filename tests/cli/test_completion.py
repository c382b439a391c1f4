"""Completion in a shell: commands, options, and the values that this clone knows."""

from __future__ import annotations

import subprocess

import pytest

from tests.operations.people_kit import HOTFIX, ID
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged


def offered(repo: RepoBuilder, *words: str) -> list[str]:
    """What bash is offered for the last of `words`."""
    env = {
        **repo.env(),
        "_GITFIX_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("gitfix", *words)),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run(
        ["gitfix"], cwd=repo.path, env=env, capture_output=True, text=True, check=True
    )
    assert not done.stderr
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.fixture
def repo(shop: Shop, gitfix: Gitfix) -> RepoBuilder:
    gitfix("branch", SUMMARY, "--severity", "P0", cwd=shop.repo)
    return shop.repo


def test_values_that_the_clone_knows(repo: RepoBuilder) -> None:
    with unchanged(repo):
        assert offered(repo, "back") == ["backport"]
        assert "--keep-going" in offered(repo, "backport", "--k")
        assert offered(repo, "status", "--incident", "") == [ID]
        assert offered(repo, "run", "st") == ["staging"]
        assert offered(repo, "run", "smoke", "conf") == ["confirmation"]
        assert offered(repo, "waive", "bud") == ["budget-lines", "budget-files"]
        assert offered(repo, "waive", "rev") == ["review"]
        assert offered(repo, "branch", "--tag", "v2.4")[0] == "v2.4.1"
        assert {"main", "develop", "release/2.5"} <= set(offered(repo, "backport", "--onto", ""))
        assert offered(repo, "check", "hot") == [HOTFIX]
        assert offered(repo, "config", "budget.max_l") == ["budget.max_lines"]
        assert offered(repo, "guide", "test") == ["testing"]


def test_outside_of_a_repository_and_in_a_broken_one_it_is_silent(
    repo: RepoBuilder, shop: Shop
) -> None:
    empty = shop.world.root / "empty"
    empty.mkdir()
    elsewhere = RepoBuilder(shop.world, empty)
    assert offered(elsewhere, "status", "--incident", "") == []
    repo.config("gitfix.remote", "nowhere")
    assert offered(repo, "backport", "--onto", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_line_of_the_readme_works(repo: RepoBuilder, shell: str) -> None:
    env = {**repo.env(), "_GITFIX_COMPLETE": f"{shell}_source"}
    done = subprocess.run(["gitfix"], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "") and "_GITFIX_COMPLETE" in done.stdout
