"""The same conflicts where the branches are a remote's, and with a git that is told base and attributes."""

from __future__ import annotations

import pytest

from tests.story.test_backport_conflict_kinds import COMMAND, KINDS, _as_git_leaves_it, _is_resolved
from tests.support import modern_git
from tests.support.builder import RepoBuilder
from tests.support.conflicts import CASES, HOTFIX, build, resolve
from tests.support.run import Gitfix
from tests.support.snapshot import unchanged
from tests.support.world import World

ALLOWED = ["operation *", "refs/gitfix-local/fetched/*"]


@pytest.mark.parametrize("name", KINDS)
def test_given_up_then_resolved_and_pushed(world: World, gitfix: Gitfix, name: str) -> None:
    repo = build(world, name)
    if not modern_git.use(world):
        pytest.skip("no newer git here")
    origin = RepoBuilder.init(world, world.root / "origin.git", "--bare")
    repo.git("remote", "add", "origin", str(origin.path))
    repo.git("push", "-q", "--tags", "origin", "main", "develop", HOTFIX)
    repo.git("fetch", "-q", "origin")
    repo.git("remote", "set-head", "origin", "main")
    before = origin.refs("refs/heads")
    push = (*COMMAND, "--push")
    with unchanged(repo, origin, allow=ALLOWED):
        gitfix(*push, cwd=repo, expect="CONFLICT")
        gitfix("backport", "--abort", cwd=repo)
    assert not (world.root / "repo-backport-develop").exists()

    paused = gitfix(*push, cwd=repo, json=True, expect="CONFLICT")
    main, develop = paused.result["targets"]
    kinds = CASES[name].kinds if name in CASES else ("submodule",)
    assert (main["state"], develop["state"]) == ("prepared", "conflict")
    assert any(one["kind"].startswith(kinds) for one in develop["conflicts"]), develop["conflicts"]
    assert origin.refs("refs/heads") == before
    at = RepoBuilder(world, world.root / "repo-backport-develop")
    _as_git_leaves_it(world, repo, at)
    resolve(world, at.path, name)
    gitfix("backport", "--continue", cwd=repo)
    assert not at.path.exists() and not repo.refs("refs/gitfix-local/paused")
    for branch in ("main", "develop"):
        assert origin.oid(f"{branch}^1") == before[f"refs/heads/{branch}"]
        assert origin.oid(f"{branch}^2") == before[f"refs/heads/{HOTFIX}"]
        assert repo.oid(branch) == origin.oid(branch), "the local branch follows"
    _is_resolved(world, repo, name)
