"""One reading of refs for a whole command: the same answers, and never older than what gitfix itself has moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.plan import Plan, UpdateRef
from gitfix.git.execute import execute
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from tests.git.plain import Plain

ASKED = ("refs/heads/", "refs/heads/open/", "refs/heads/main", "refs/heads/ma", "refs/tags/")
ONE = (
    "refs/heads/main",
    "refs/heads/open/one",
    "refs/heads/open",
    "refs/heads/gone",
    "refs/tags/v1",
)


@pytest.fixture
def refs(plain: Plain) -> Plain:
    plain.commit("one")
    plain.git("branch", "open/one")
    plain.git("branch", "main2")
    plain.git("tag", "v1")
    plain.git("remote", "add", "origin", ".")
    plain.git("update-ref", "refs/remotes/origin/main", "HEAD")
    plain.git("update-ref", "refs/remotes/origin/main2", "HEAD")
    return plain


def answers(repo: Repository) -> list[object]:
    found: list[object] = [repo.refs.listing(asked) for asked in ASKED]
    found += [repo.refs.listing(*ASKED), repo.refs.listing()]
    found += [repo.refs.get(ref) for ref in ONE]
    remote = [f"refs/remotes/origin/{name}" for name in ("main", "main2", "HEAD")]
    return [*found, repo.refs.several([*ONE, *remote])]


def test_the_same_answers_as_one_by_one(refs: Plain) -> None:
    repo = refs.repo
    before = answers(repo)
    repo.refs.read_once("refs/heads/", "refs/remotes/origin/main")
    assert answers(repo) == before


def test_read_again_when_gitfix_has_moved_a_ref(refs: Plain) -> None:
    repo = refs.repo
    repo.refs.read_once("refs/heads/")
    tip = repo.refs.get("refs/heads/main")
    assert tip is not None and repo.refs.get("refs/heads/new") is None
    update = UpdateRef("refs/heads/new", Oid("0" * 40), tip)
    execute(repo, Plan("test", (update,)))
    assert repo.refs.get("refs/heads/new") == tip


def test_what_others_move_is_seen_when_it_is_read_again(refs: Plain) -> None:
    repo = refs.repo
    repo.refs.read_once("refs/heads/")
    before = repo.refs.get("refs/heads/main")
    refs.commit("two")
    assert repo.refs.get("refs/heads/main") == before
    repo.refs.read_again()
    assert repo.refs.get("refs/heads/main") != before


@pytest.mark.parametrize("detached", [True, False])
def test_what_is_checked_out(refs: Plain, detached: bool, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    refs.git("worktree", "add", "-q", *(["--detach"] if detached else []), str(linked), "main2")
    repo = open_repository(linked)
    wanted = repo.refs.symbolic("HEAD")
    assert wanted == (None if detached else "refs/heads/main2")
    repo.refs.read_once("refs/heads/")
    assert repo.refs.symbolic("HEAD") == wanted
    assert repo.worktrees.current_branch() == (None if detached else "main2")
