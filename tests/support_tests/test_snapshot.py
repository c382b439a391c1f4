"""`unchanged()` sees every kind of change, and a dirty world keeps still."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.support import dirty
from tests.support.builder import RepoBuilder
from tests.support.shop import Shop
from tests.support.snapshot import changes, take, unchanged

CHANGES: dict[str, Callable[[RepoBuilder], object]] = {
    "ref refs/heads/new": lambda r: r.branch("new"),
    "ref refs/gitfix/x": lambda r: r.git("update-ref", "refs/gitfix/x", "HEAD"),
    "HEAD HEAD": lambda r: r.git("symbolic-ref", "HEAD", "refs/heads/develop"),
    "index README.md 0": lambda r: r.git("update-index", "--force-remove", "README.md"),
    "index shop/cart.py 0": lambda r: r.git("update-index", "--assume-unchanged", "shop/cart.py"),
    "file README.md": lambda r: r.write({"README.md": "other\n"}),
    "file shop/cart.py": lambda r: (r.path / "shop/cart.py").chmod(0o755),
    "file .env": lambda r: r.write({".env": "SECRET=2\n"}),
    "file empty/": lambda r: (r.path / "empty").mkdir(),
    "config config": lambda r: r.config("gitfix.x", "1"),
    "hook pre-push": lambda r: r.hook("pre-push", "exit 0"),
    "state MERGE_HEAD": lambda r: (r.git_dir / "MERGE_HEAD").write_text(r.head),
    "state rebase-merge/done": lambda r: os.renames(
        r.path / "README.md", r.git_dir / "rebase-merge/done"
    ),
    "worktree more": lambda r: r.worktree(r.world.root / "more", "--detach"),
    "file more:README.md": lambda r: r.worktree(r.world.root / "more", "--detach"),
    "stash 0": lambda r: (r.write({"README.md": "x"}), r.git("stash")),
    "operation 1": lambda r: _private(r, "operations"),
    "journal 1": lambda r: _private(r, "journal"),
}


def _private(repo: RepoBuilder, name: str) -> None:
    folder = repo.git_dir / "gitfix" / name
    folder.mkdir(parents=True)
    (folder / "1").write_text("{}")


@pytest.mark.parametrize("key", CHANGES)
def test_sees(shop: Shop, key: str) -> None:
    before = take(shop.repo)
    with pytest.raises(AssertionError, match="has changed"), unchanged(shop.repo):
        CHANGES[key](shop.repo)
    assert key in [line.split(": ")[0] for line in changes(before, take(shop.repo))]


def test_what_is_allowed_may_change_and_nothing_else(shop: Shop) -> None:
    with unchanged(shop.repo, shop.origin, allow=["refs/heads/new", "file docs/*"]):
        shop.repo.branch("new")
        shop.repo.write({"docs/more.md": "more\n"})
    with (
        pytest.raises(AssertionError, match=r"ref refs/heads/other: \(not there\) → [0-9a-f]{40}"),
        unchanged(shop.repo, allow=["refs/heads/new"]),
    ):
        shop.repo.branch("new", "develop")
        shop.repo.branch("other")


def test_a_plan_left_in_the_journal_is_never_allowed(shop: Shop) -> None:
    with pytest.raises(AssertionError, match="unfinished plans"), unchanged(shop.repo, allow=["*"]):
        _private(shop.repo, "journal")


def test_a_refresh_changes_the_bytes_of_an_index_only(shop: Shop) -> None:
    def refresh() -> None:
        os.utime(shop.repo.path / "README.md", (1, 1))
        shop.repo.git("update-index", "--refresh")

    with unchanged(shop.repo):
        refresh()
    (shop.repo.path / "README.md").touch()
    with pytest.raises(AssertionError, match="index-bytes"), unchanged(shop.repo, exact_index=True):
        shop.repo.git("update-index", "--refresh")


@pytest.mark.parametrize("progress", dirty.IN_PROGRESS)
@pytest.mark.parametrize("sparse", [False, True], ids=["whole", "sparse"])
def test_dirty_world(shop: Shop, progress: str, sparse: bool) -> None:
    repo = dirty.make(shop, progress, sparse=sparse).repo
    state = take(repo)
    marks = {
        "merge": "MERGE_HEAD",
        "rebase": "rebase-merge/onto",
        "cherry-pick": "CHERRY_PICK_HEAD",
    }
    assert f"state {marks[progress]}" in state
    assert {"stash 0", "file .env", "file caf\udce9.txt", "index vendor/lib 0"} <= set(state)
    assert [key for key in state if key.startswith("index shop/page.py")] == [
        f"index shop/page.py {stage}" for stage in (1, 2, 3)
    ]
    assert repo.git("for-each-ref", "refs/replace")
    assert repo.git("config", "user.email") == "ada@work.example"
    assert repo.read("art/logo.psd", "v2.4.1").startswith("version https://git-lfs")
    assert b"\r\n" in (repo.path / "tools/build.bat").read_bytes()
    assert (repo.path / "README.md").exists()
    assert (repo.path / "tests/test_cart.py").exists() is not sparse
    with unchanged(repo, shop.origin, exact_index=True):
        repo.git("--no-optional-locks", "status")
        repo.git("fsck", "--connectivity-only")
