"""The real pre-commit framework runs gitfix's check: a hotfix that is small passes, one that is not stays here."""

from __future__ import annotations

import subprocess

import pytest

from tests.services.provision import ROOT, path
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import Shop

pytestmark = pytest.mark.service("pre-commit")

CONFIG = """\
repos:
  - repo: local
    hooks:
      - id: gitfix-check
        name: gitfix check
        entry: gitfix hook run pre-push
        language: system
        stages: [pre-push]
        always_run: true
        pass_filenames: false
        verbose: true
"""


@pytest.fixture
def hotfix(shop: Shop, gitfix: Gitfix) -> RepoBuilder:
    """A hotfix with the framework's hook in place, and no code on it yet."""
    gitfix("branch", "Login fails", cwd=shop.repo)
    shop.repo.commit("Use pre-commit", {".pre-commit-config.yaml": CONFIG})
    command = [path("pre-commit"), "install", "--hook-type", "pre-push"]
    subprocess.run(
        command, cwd=shop.repo.path, env=shop.repo.env(), check=True, capture_output=True
    )
    return shop.repo


def push(repo: RepoBuilder) -> subprocess.CompletedProcess[str]:
    command = ["git", "push", "origin", "HEAD"]
    return subprocess.run(
        command, cwd=repo.path, env=repo.env(), capture_output=True, text=True, check=False
    )


def test_a_small_fix_passes(shop: Shop, hotfix: RepoBuilder) -> None:
    shop.commit_fix()
    done = push(hotfix)
    assert done.returncode == 0, done.stderr
    assert "gitfix check" in done.stdout + done.stderr
    assert shop.origin.git("rev-parse", hotfix.git("branch", "--show-current")) == hotfix.head


def test_one_that_is_not_stays_here(shop: Shop, hotfix: RepoBuilder) -> None:
    lines = "".join(f"value_{number} = {number}\n" for number in range(200))
    hotfix.commit("Everything else, too", {"shop/more.py": lines})
    done = push(hotfix)
    said = done.stdout + done.stderr
    assert done.returncode != 0 and "budget-lines" in said, said
    branch = hotfix.git("branch", "--show-current")
    assert f"refs/heads/{branch}" not in shop.origin.refs("refs/heads/hotfix")


def test_the_hook_that_is_offered_is_the_one_that_is_tried() -> None:
    offered = (ROOT / ".pre-commit-hooks.yaml").read_text()
    for line in ("id: gitfix-check", "entry: gitfix hook run pre-push", "always_run: true"):
        assert line in offered and line in CONFIG
