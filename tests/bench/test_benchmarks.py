"""The ruler: turns, numbers and verdicts, and a generated repository that is always the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import benchmarks
from benchmarks import generate, many, report
from benchmarks.measure import Measure, Result, difference, ratio, run
from benchmarks.timing import WARM_UP, Failed, Side, Times, in_turns

ENV = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull}


def side(cwd: Path, name: str, code: str = "pass") -> Side:
    return Side(name, (sys.executable, "-S", "-c", code), cwd, ENV)


def test_sides_take_turns_and_warm_up_is_not_counted(tmp_path: Path) -> None:
    code = "open('turns', 'a').write('{}')"
    times = in_turns([side(tmp_path, n, code.format(n)) for n in "AB"], 3)
    assert (tmp_path / "turns").read_text() == "AB" * (3 + WARM_UP)
    assert [len(one.milliseconds) for one in times] == [3, 3]
    assert all(0 < one.least <= one.median <= one.most for one in times)
    assert all(len(one.processor) == 3 for one in times)


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="A ended with 3"):
        in_turns([side(tmp_path, "A", "raise SystemExit(3)")], 1)


def test_numbers_are_made_of_medians() -> None:
    mine, other = Times((30.0, 10.0, 20.0)), Times((9.0, 11.0, 10.0))
    assert ratio([mine, other]) == 2.0
    assert difference([mine, other]) == 10.0


@pytest.mark.parametrize(("limit", "verdict"), [(1e9, "ok"), (0.0, "over")])
def test_the_table_says_what_was_found_and_what_was_not_run(
    tmp_path: Path, limit: float, verdict: str
) -> None:
    def sides() -> Sequence[Side]:
        return side(tmp_path, "mine"), side(tmp_path, "C")

    result: Result = run(Measure("x", "something", limit, "C", ratio, sides, aim=0.2), 3)
    absent = Measure("y", "a race", 0.4, "flow", ratio, sides, missing="the other is not here")
    lines = report.table([result], [absent])
    assert "something" in lines[2] and verdict in lines[2] and "(aim 0.2)" in lines[2]
    assert lines[-1] == "a race: not run: the other is not here"


def test_the_same_repository_every_time(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        generate.generate(tmp_path / name, ENV, files=40)
        found.append(git(tmp_path / name, "show-ref", "-d"))
    assert found[0] == found[1]
    assert len(git(tmp_path / "one", "ls-tree", "-r", "main").splitlines()) == 40
    tags = git(tmp_path / "one", "tag", "--sort=v:refname").splitlines()
    assert tags[-1] == generate.PRODUCTION
    assert git(tmp_path / "one", "rev-list", "--count", f"{generate.PRODUCTION}..main") == "2"


def test_many_tags_are_tags_that_git_takes(tmp_path: Path) -> None:
    generate.generate(tmp_path, ENV, files=40)
    before = len(git(tmp_path, "tag").splitlines())
    generate.many_tags(tmp_path, 1500, ENV)
    assert len(git(tmp_path, "tag").splitlines()) == before + 1500
    assert git(tmp_path, "cat-file", "-t", "v0.1.499") == "commit"
    assert git(tmp_path, "cat-file", "-t", generate.PRODUCTION) == "tag"
    git(tmp_path, "fsck", "--connectivity-only")


def git(cwd: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=cwd, env=ENV, capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_lines_of_a_large_tree_are_held_against_one_worktree_and_each_other() -> None:
    rows = [
        many.Row(50_000, count, many.Taken(mine, 23 << 10), many.Taken(10.0, 50 << 10), None)
        for count, mine in ((1, 0.3), (5, 0.5), (20, 1.1))
    ]
    assert rows[0].line == "| 50,000 | 1 | 300 ms | - | - | 10000 ms | 0.030 | 23 MB, git 50 MB |"
    verdict, further = many.said(rows)
    assert verdict == "20 lines of 50,000 files: 0.110 of one worktree, at most 0.1: over"
    assert further.endswith("50 ms each from 1 to 5, 40 ms each from 5 to 20, 23 MB at most")


@pytest.mark.parametrize(
    "name", sorted(one.name for one in walk_packages(benchmarks.__path__, "benchmarks."))
)
def test_every_program_can_be_started(name: str) -> None:
    """They run by hand or in `make bench`, so that nothing else says when what they import has moved."""
    assert import_module(name).__doc__
