"""The whole way: real pushes through the real hook into the real check."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from tests.operations.hook_kit import GITFIX, Clone, seal

BIG = "".join(f"line_{n} = {n}\n" for n in range(150))


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A clone with the hook and an open incident; its hotfix branch `fix-login` does not fit the pattern."""
    seal(monkeypatch, tmp_path / "home")
    clone = Clone.make(tmp_path)
    gitfix(clone, "branch", "login fails", "--name", "fix-login")
    clone.install()
    return clone


def gitfix(clone: Clone, *args: str, input: bytes = b"", code: Exit = Exit.OK) -> str:
    done = subprocess.run(
        [GITFIX, *args], cwd=clone.path, input=input, capture_output=True, check=False
    )
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode()


def pushed(clone: Clone, *args: str, cwd: Path | None = None) -> str:
    done = clone.push("-q", "origin", *args, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def refused(clone: Clone, *args: str, cwd: Path | None = None) -> str:
    done = clone.push("-q", "origin", *args, cwd=cwd)
    assert done.returncode != 0
    return done.stderr.decode()


def test_a_small_fix_is_pushed_and_a_large_one_is_not(clone: Clone) -> None:
    clone.commit("cart.py", "total = 2\n")
    assert "gitfix: hotfix/1.0.1 against v1.0.0" in pushed(clone, "HEAD:refs/heads/hotfix/1.0.1")
    clone.commit("big.py", BIG)
    said = refused(clone, "HEAD:refs/heads/hotfix/1.0.1")
    assert "budget-lines" in said
    assert "not pushed: 1 error" in said
    assert not clone.remote_has("refs/heads/hotfix/1.0.2")


def test_every_hotfix_in_a_push_is_checked_and_all_results_are_shown(clone: Clone) -> None:
    clone.commit("big.py", BIG)
    said = refused(
        clone, "HEAD:refs/heads/hotfix/a", "HEAD:refs/heads/hotfix/b", "HEAD:refs/heads/c"
    )
    assert all(f"gitfix: {name} against v1.0.0" in said for name in ("hotfix/a", "hotfix/b", "c"))


def test_a_recorded_hotfix_is_checked_under_its_own_and_under_any_other_name(clone: Clone) -> None:
    clone.commit("big.py", BIG)
    assert "budget-lines" in refused(clone, "fix-login")
    assert "budget-lines" in refused(clone, "HEAD:refs/heads/feature/innocent")
    clone.git("switch", "-q", "-c", "continued")
    clone.commit("more.py", "more = 1\n")
    assert "budget-lines" in refused(clone, "continued")


def test_a_waiver_of_the_record_holds_under_another_name(clone: Clone) -> None:
    clone.commit("big.py", BIG)
    gitfix(clone, "waive", "budget-lines", "--reason", "generated table")
    assert "pass" in pushed(clone, "HEAD:refs/heads/hotfix/other-name")


def test_targets_tags_and_branches_that_merged_the_fix_are_not_hotfix_pushes(clone: Clone) -> None:
    clone.commit("big.py", BIG)
    clone.git("tag", "v1.0.1")
    clone.git("branch", "feature", "main")
    clone.git("switch", "-q", "feature")
    clone.commit("own.py", "own = 1\n")
    clone.git("merge", "-q", "--no-ff", "-m", "try the fix", "fix-login")
    said = pushed(
        clone,
        "feature",
        "v1.0.1",
        "fix-login:main",
        "fix-login:release/1.0",
        "fix-login:backport/x",
    )
    assert "gitfix" not in said


def test_a_branch_from_main_after_the_backport_is_not_a_hotfix(clone: Clone) -> None:
    clone.commit("big.py", BIG)
    clone.git("switch", "-q", "main")
    clone.git("merge", "-q", "--ff-only", "fix-login")
    pushed(clone, "main")
    clone.git("switch", "-q", "-c", "feature")
    clone.commit("own.py", "own = 1\n")
    assert "gitfix" not in pushed(clone, "feature")
    clone.git("switch", "-q", "fix-login")
    clone.commit("again.py", BIG)
    assert "budget-lines" in refused(clone, "HEAD:refs/heads/second-try")


def test_a_push_from_a_linked_worktree_is_checked_there(clone: Clone, tmp_path: Path) -> None:
    clone.git("switch", "-q", "main")
    clone.git("worktree", "add", "-q", str(tmp_path / "linked"), "fix-login")
    linked = Clone(tmp_path / "linked", clone.remote)
    linked.commit("big.py", BIG)
    said = refused(clone, "HEAD:refs/heads/hotfix/1.0.1", cwd=linked.path)
    assert "gitfix: hotfix/1.0.1 against v1.0.0" in said
    assert "budget-lines" in said


def test_a_hotfix_without_a_base_is_not_pushed_and_the_way_round_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(monkeypatch, tmp_path / "home")
    clone = Clone.make(tmp_path)
    clone.git("tag", "-d", "v1.0.0")
    clone.install()
    said = refused(clone, "main:hotfix/1.0.1")
    assert "hotfix/1.0.1 cannot be checked" in said
    assert "git push --no-verify" in said


def test_the_result_is_one_json_object(clone: Clone) -> None:
    head, zero = clone.commit("big.py", BIG), "0" * 40
    line = f"HEAD {head} refs/heads/hotfix/1 {zero}\nHEAD {head} refs/tags/t {zero}\n".encode()
    answer = json.loads(
        gitfix(clone, "hook", "run", "pre-push", "origin", "--json", input=line, code=Exit.POLICY)
    )
    assert answer["error"]["code"] == "POLICY"
    assert answer["result"]["skipped"] == 1
    (check,) = answer["result"]["checks"]
    assert (check["branch"], check["why"], check["result"]["verdict"]) == (
        "hotfix/1",
        "name",
        "fail",
    )


def test_input_that_is_not_gits_is_a_usage_error(clone: Clone) -> None:
    gitfix(clone, "hook", "run", "pre-push", input=b"what is this\n", code=Exit.USAGE)


def test_the_pre_commit_framework_is_understood(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRE_COMMIT_TO_REF", clone.commit("big.py", BIG))
    monkeypatch.setenv("PRE_COMMIT_REMOTE_BRANCH", "refs/heads/hotfix/1")
    assert "budget-lines" in gitfix(clone, "hook", "run", "pre-push", code=Exit.POLICY)
    monkeypatch.setenv("PRE_COMMIT_REMOTE_BRANCH", "refs/heads/main")
    assert gitfix(clone, "hook", "run", "pre-push") == ""


def test_gitfixs_own_push_is_not_checked_again(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = clone.commit("big.py", BIG)
    monkeypatch.setenv("GITFIX_PUSH", "1")
    line = f"HEAD {head} refs/heads/hotfix/1 {'0' * 40}\n".encode()
    assert gitfix(clone, "hook", "run", "pre-push", input=line) == ""
    pushed(clone, "HEAD:refs/heads/hotfix/1.0.1")
