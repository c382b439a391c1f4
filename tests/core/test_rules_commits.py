"""Commits that ride along: what is found, and hints that work when git runs them."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from gitfix.core.change import CommitChange
from gitfix.core.check import CheckInput, check
from gitfix.core.names import Oid
from tests.changes import BASE, checked, commit, found, rules


def test_peers_row_22_unreleased_commits_of_main_are_found() -> None:
    commits = [
        commit("1", "b", foreign="main"),
        commit("2", "1", foreign="main"),
        commit("3", "2"),
    ]
    result = checked(commits=commits)
    [violation] = result.violations
    assert (violation.rule, violation.severity, result.verdict) == (
        "foreign-commit",
        "error",
        "fail",
    )
    assert violation.message == (
        '2 commits are unreleased work from main, first 1000000 "Subject 1"'
    )
    assert violation.hint == (
        "take them out: git rebase --onto v2.4.1 2000000"
        '    or waive: gitfix waive foreign-commit --reason "…"'
    )


def test_one_violation_for_each_branch() -> None:
    commits = [commit("1", "b", foreign="main"), commit("2", "1", foreign="dev"), commit("3", "2")]
    messages = [v.message for v in found(checked(commits=commits), "foreign-commit")]
    assert messages == [
        '1 commit is unreleased work from main, 1000000 "Subject 1"',
        '1 commit is unreleased work from dev, 2000000 "Subject 2"',
    ]


def test_own_commits_are_fine() -> None:
    assert checked(commits=[commit("1", "b"), commit("2", "1")]).violations == ()


def test_without_a_tag_the_base_is_its_commit() -> None:
    result = checked(commits=[commit("1", "b", foreign="main"), commit("2", "1")], tag="")
    assert f"git rebase --onto {BASE} 1000000" in result.violations[0].hint


def test_a_tag_that_a_shell_would_misread_is_quoted() -> None:
    result = checked(commits=[commit("1", "b", foreign="main")], tag="v1$(x)")
    assert "git reset --keep 'v1$(x)'" in result.violations[0].hint


def test_many_scattered_commits_are_not_listed_one_by_one() -> None:
    commits = [commit("0a", "b"), commit("0b", "0a", foreign="main")]
    commits += [commit(f"{n}", "0b" if n == 10 else f"{n - 1}") for n in range(10, 20)]
    [violation] = found(checked(commits=commits), "foreign-commit")
    assert "git rebase -i v2.4.1" in violation.hint


def test_merges_but_not_those_of_gitfix_or_of_foreign_history() -> None:
    merge = commit("2", "1", "e")
    [violation] = checked(commits=[commit("1", "b"), merge]).violations
    assert (violation.rule, violation.severity) == ("merge-commit", "error")
    assert violation.message == '1 merge commit 2000000 "Subject 2"'
    assert "git rebase v2.4.1" in violation.hint
    assert rules(checked(commits=[commit("1", "b"), commit("2", "1", "e", own=True)])) == set()
    foreign = commit("2", "1", "e", foreign="main")
    assert rules(checked(commits=[commit("1", "b"), foreign])) == {"foreign-commit"}


class Scratch:
    """A real repository: a release, work on main after it, and a hotfix branch that went wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main", ".")
        self.commit("released")
        self.git("tag", "v1.0.0")

    def git(self, *argv: str) -> str:
        config = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.editor=false")
        return subprocess.run(
            ["git", *config, *argv], cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, name: str) -> None:
        (self.folder / name).write_text(name)
        self.git("add", name)
        self.git("commit", "-qm", name)

    def hint(self) -> str:
        """What the check says about HEAD, `main` being the target; the commands alone."""
        rows = self.git("log", "--topo-order", "--reverse", "--format=%H %P", "v1.0.0..HEAD")
        foreign = set(self.git("rev-list", "main").split())
        commits = []
        for row in rows.splitlines():
            oid, *parents = row.split()
            above = tuple(map(Oid, parents))
            commits.append(CommitChange(Oid(oid), above, "s", "main" if oid in foreign else ""))
        base, head = Oid(self.git("rev-parse", "v1.0.0")), Oid(self.git("rev-parse", "HEAD"))
        result = check(CheckInput("v1.0.0", base, head, (), tuple(commits)))
        [violation] = found(result, "foreign-commit")
        todo = violation.hint.split("    or waive: ")[0]
        return todo[todo.index("git ") :]

    def follow(self) -> list[str]:
        """Type the hint; the subjects that are left above the tag, oldest first."""
        for command in self.hint().split(" && "):
            self.git(*shlex.split(command)[1:])
        return self.git("log", "--reverse", "--format=%s", "v1.0.0..HEAD").split()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Scratch(tmp_path)


def test_the_hint_works_for_a_branch_cut_from_main(scratch: Scratch) -> None:
    scratch.commit("feature1")
    scratch.git("checkout", "-q", "-b", "side")
    scratch.commit("feature2")
    scratch.git("checkout", "-q", "main")
    scratch.commit("feature3")
    scratch.git("merge", "-q", "--no-edit", "side")
    scratch.git("checkout", "-q", "-b", "hotfix")
    scratch.commit("fix1")
    scratch.commit("fix2")
    assert scratch.hint().startswith("git rebase --onto v1.0.0 ")
    assert scratch.follow() == ["fix1", "fix2"]


def test_the_hint_works_when_main_was_merged_in(scratch: Scratch) -> None:
    scratch.commit("feature1")
    scratch.git("checkout", "-q", "-b", "hotfix", "v1.0.0")
    scratch.commit("fix1")
    scratch.git("merge", "-q", "--no-edit", "main")
    scratch.commit("fix2")
    assert "git cherry-pick" in scratch.hint()
    assert scratch.follow() == ["fix1", "fix2"]


def test_the_hint_works_when_own_and_foreign_commits_alternate(scratch: Scratch) -> None:
    scratch.git("checkout", "-q", "-b", "hotfix")
    scratch.commit("fix1")
    scratch.commit("feature1")
    scratch.commit("fix2")
    commits = scratch.git("rev-list", "--reverse", "v1.0.0..HEAD").split()
    chain = [scratch.git("rev-parse", "v1.0.0"), *commits]
    values = tuple(
        CommitChange(Oid(oid), (Oid(chain[n]),), "s", "main" if n == 1 else "")
        for n, oid in enumerate(commits)
    )
    result = check(CheckInput("v1.0.0", Oid(chain[0]), Oid(commits[-1]), (), values))
    todo = result.violations[0].hint.split("    or waive: ")[0]
    for command in todo[todo.index("git ") :].split(" && "):
        scratch.git(*shlex.split(command)[1:])
    assert scratch.git("log", "--reverse", "--format=%s", "v1.0.0..HEAD").split() == [
        "fix1",
        "fix2",
    ]


def test_the_hint_works_when_nothing_is_the_fix(scratch: Scratch) -> None:
    scratch.commit("feature1")
    scratch.git("checkout", "-q", "-b", "hotfix")
    (scratch.folder / "released").write_text("uncommitted work stays")
    assert scratch.hint() == "git reset --keep v1.0.0"
    assert scratch.follow() == []
    assert (scratch.folder / "released").read_text() == "uncommitted work stays"
