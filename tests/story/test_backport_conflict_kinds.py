"""Every kind of conflict that git knows: it pauses, is resolved and lands; or is given up, with all as before."""

from __future__ import annotations

import pytest

from tests.support.builder import Executable, Link, RepoBuilder
from tests.support.conflicts import CASES, HOTFIX, build, resolve
from tests.support.run import Gitfix
from tests.support.snapshot import unchanged
from tests.support.world import World

KINDS = [*CASES, "submodule"]
COMMAND = ("backport", HOTFIX, "--onto", "main", "--onto", "develop")


@pytest.mark.parametrize("name", KINDS)
def test_pauses_is_resolved_and_lands(world: World, gitfix: Gitfix, name: str) -> None:
    repo = build(world, name)
    before = repo.refs("refs/heads")
    paused = gitfix(*COMMAND, cwd=repo, json=True, expect="CONFLICT")
    main, develop = paused.result["targets"]
    assert (main["state"], develop["state"]) == ("prepared", "conflict")
    kinds = CASES[name].kinds if name in CASES else ("submodule",)
    assert any(one["kind"].startswith(kinds) for one in develop["conflicts"]), develop["conflicts"]
    assert repo.refs("refs/heads") == before
    at = RepoBuilder(world, world.root / "repo-backport-develop")
    assert develop["worktree"] == str(at.path)
    assert at.head == before["refs/heads/develop"]
    assert at.oid("MERGE_HEAD") == before[f"refs/heads/{HOTFIX}"]
    _as_git_leaves_it(world, repo, at)

    resolve(world, at.path, name)
    gitfix("backport", "--continue", cwd=repo)
    assert not at.path.exists()
    assert not repo.refs("refs/gitfix-local/paused")
    for branch in ("main", "develop"):
        assert repo.oid(f"{branch}^1") == before[f"refs/heads/{branch}"]
        assert repo.oid(f"{branch}^2") == before[f"refs/heads/{HOTFIX}"]
    _is_resolved(world, repo, name)


@pytest.mark.parametrize("name", KINDS)
def test_is_given_up_with_everything_as_before(world: World, gitfix: Gitfix, name: str) -> None:
    repo = build(world, name)
    with unchanged(repo, allow=["operation *"]):
        gitfix(*COMMAND, cwd=repo, expect="CONFLICT")
        gitfix("backport", "--abort", cwd=repo)
    assert not (world.root / "repo-backport-develop").exists()


def _as_git_leaves_it(world: World, repo: RepoBuilder, at: RepoBuilder) -> None:
    """The index has the stages, and the files are those, that `git merge` leaves; but for the words in markers."""
    plain = repo.worktree(world.root / "plain", "--detach", "develop")
    assert plain.fails("-c", "core.editor=false", "merge", "--no-edit", HOTFIX)
    ours = at.git("ls-files", "-s").replace("~develop", "~HEAD")
    theirs = plain.git("ls-files", "-s")
    assert ours.splitlines() == theirs.splitlines()
    names = sorted(p.name for p in plain.path.rglob("*") if p.name != ".git")
    assert (
        sorted(p.name.replace("~develop", "~HEAD") for p in at.path.rglob("*") if p.name != ".git")
        == names
    )
    repo.git("worktree", "remove", "--force", str(plain.path))


def _is_resolved(world: World, repo: RepoBuilder, name: str) -> None:
    if name == "submodule":
        library = RepoBuilder(world, world.root / "library")
        assert repo.oid("develop:sub") == library.oid("theirs")
        return
    case = CASES[name]
    files = repo.files("develop")
    for path, content in {**case.resolved, **case.wanted}.items():
        if content is None:
            assert path not in files
            continue
        inner = content
        if isinstance(content, Executable):
            assert repo.git("ls-tree", "develop", "--", path).startswith("100755")
            inner = content.content
        if isinstance(content, Link):
            assert repo.git("ls-tree", "develop", "--", path).startswith("120000")
            inner = content.target
        assert repo.read(path, "develop") == inner
