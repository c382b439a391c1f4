"""Worktrees of gitfix's own are made and taken away side by side, though git reads half-made ones as broken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from gitfix.git.bench import bench, lay_out
from tests.git.plain import Plain


def test_many_at_once(plain: Plain) -> None:
    head = str(plain.commit("one", {"a": "1"}))
    repo = plain.repo

    def once(_: int) -> bool:
        with bench(repo, worktree=True) as made:
            lay_out(repo, made.path, head)
            return (made.path / "a").read_text() == "1"

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(once, range(24)))
    assert plain.git("worktree", "list", "--porcelain").count("worktree ") == 1
