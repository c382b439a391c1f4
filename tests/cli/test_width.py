"""What people read fits into 80 columns where no name forces more, and no command is broken."""

from __future__ import annotations

import pytest

from gitfix.core.text import wrapped
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def _narrow(text: str) -> None:
    wide = [line for line in text.split("\n") if len(line) > 80]
    assert not wide, wide


def test_a_whole_incident(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.write({"README.md": "changed\n"})
    _narrow(gitfix("branch", SUMMARY, cwd=shop.repo).stdout)
    hotfix = shop.world.root / "shop-hotfix-2.4.2"
    for command in ("status", "check", "log", "guide"):
        _narrow(gitfix(command, cwd=hotfix).stdout)
    gitfix("undo", cwd=shop.repo)
    _narrow(gitfix("status", cwd=shop.repo).stdout)


@pytest.mark.parametrize(
    "words", [("nosuch",), ("waive", "x", "--reason", "y"), ("branch", "--no")]
)
def test_refusals(shop: Shop, gitfix: Gitfix, words: tuple[str, ...]) -> None:
    _narrow(gitfix(*words, cwd=shop.repo, expect=None).stderr)


def test_wrapping_keeps_a_command_in_one_piece() -> None:
    text = (
        "note: an incident with the same summary is open: gitfix branch --incident 2026-11-23-k7q2"
    )
    assert wrapped(text, 60, "  ") == [
        "note: an incident with the same summary is open:",
        "  gitfix branch --incident 2026-11-23-k7q2",
    ]
    assert wrapped("a b", 3, "  ") == ["a b"]
    assert wrapped("aa bb", 4, "  ") == ["aa", "  bb"]


def test_no_progress_is_left_on_a_terminal(shop: Shop, gitfix: Gitfix) -> None:
    """What is being done is taken off the line before a refusal is written, too."""
    gitfix("branch", "Login fails", cwd=shop.repo)
    shop.commit_fix()
    seen = gitfix("review", "approve", cwd=shop.repo, expect="POLICY", pty=True).stdout
    before, _, after = seen.rpartition("asking origin")
    assert before, "the remote was asked"
    assert after.startswith("\r\x1b[K"), seen
