"""A large difference made by two gits: the same as by one, whatever changes, and wherever its middle is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gitfix.core.text import decode, encode
from gitfix.git import diff_halves
from gitfix.git.diff_halves import second_half
from gitfix.git.diff_parse import Row
from gitfix.git.process import GitFailed
from gitfix.host.stream import PIPE, Stream
from tests.git.plain import Plain

PATHS = (
    *("a", "a.py", "b/a", "b/b", "b/c/a", "b/c/b", "b-c", "bb/a", "c", "c/x/y", "d e", "d/ü.py"),
    *("lib/one.py", "lib/three.py", "lib/two.py", "z[1]", "z*", "z1"),
)
TEXTS = (*(f"{n}\n" * n for n in range(12)), "no end", "\0binary", "gone")
SIDES = st.fixed_dictionaries(
    {path: st.sampled_from((*TEXTS, "link") if path == "d e" else TEXTS) for path in PATHS}
)


def commits(plain: Plain, *trees: dict[str, str]) -> list[str]:
    """Commits of these files, as far as a file is not in the way of another; one process for all."""
    feed = b""
    for number, files in enumerate(trees):
        feed += b"commit refs/heads/t%d\ncommitter Ada <ada@example.com> 1 +0000\n" % number
        feed += b"data 1\nx\nfrom refs/heads/main^0\ndeleteall\n"
        for path, text in files.items():
            below = [other for other in files if other.startswith(f"{path}/")]
            if text == "gone" or any(files[other] != "gone" for other in below):
                continue
            mode, data = ("120000", path) if text == "link" else ("100644", text)
            feed += encode(f"M {mode} inline {path}\n") + b"data %d\n" % len(encode(data))
            feed += encode(data) + b"\n"
    plain.git("fast-import", "--quiet", "--force", input=feed)
    return plain.git("rev-parse", *(f"t{n}" for n in range(len(trees)))).split("\n")


def test_two_gits_say_what_one_says(plain: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff_halves, "MANY", 2)
    plain.commit("first")
    repo = plain.repo
    used = []

    def noted(rows: Sequence[Row]) -> tuple[int, list[str]]:
        used.append(second_half(rows))
        return used[-1]

    monkeypatch.setattr(diff_halves, "second_half", noted)

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(SIDES, SIDES)
    def holds(old: dict[str, str], new: dict[str, str]) -> None:
        base, head = commits(plain, old, new)
        monkeypatch.setattr(diff_halves, "_processors", lambda: 2)
        two = repo.diffs.between(base, head)
        monkeypatch.setattr(diff_halves, "_processors", lambda: 1)
        assert two == repo.diffs.between(base, head)

    holds()
    assert sum(1 for _, names in used if names) > 3


def test_the_second_half_is_named_by_its_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(*paths: str, status: str = "M") -> list[str]:
        found = second_half([(path, status, path, 1, 1, "1", "2") for path in paths])
        assert not found[1] or found[0] == len(paths) // 2
        return found[1]

    lib = [f"lib/{n:03}.py" for n in range(diff_halves.MANY)]
    rest = [f"src/{n:03}/x.py" for n in range(diff_halves.MANY)]
    assert half(*lib, *rest) == ["src"]
    assert half(*rest[:-40], *(f"src/9/{n:04}" for n in range(len(rest) - 40))) == ["src/9"]
    few = [f"flat/{n:05}.py" for n in range(600)]
    assert half(*rest, *(f"src/zz/{one}" for one in rest), *few[:1]) != []
    monkeypatch.setattr(diff_halves, "MANY", 200)
    assert half(*few) == few[300:]  # one by one
    wide = [f"a/{n:05}.py" for n in range(diff_halves.MOST_NAMES * 4)]
    assert half(*wide) == []
    assert half(*lib, *rest, status="T") == half(*lib, *rest, status="R") == []
    assert half(*lib[1:]) == []


def test_where_the_other_git_fails_it_is_said(
    plain: Plain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diff_halves, "MANY", 2)
    monkeypatch.setattr(diff_halves, "_processors", lambda: 2)
    plain.commit("first")
    sides = [{f"{n}.py": f"{side} {n}\n" for n in range(8)} for side in range(2)]
    base, head = commits(plain, *sides)
    for lost in ("7.py", "1.py"):
        blob = plain.lose(f"{head}:{lost}")
        with pytest.raises(GitFailed) as failed:
            plain.repo.diffs.between(base, head)
        assert blob in decode(failed.value.done.stderr)


def test_what_is_taken_meanwhile_comes_in_its_order_and_holds_nobody_up(tmp_path: Path) -> None:
    """More than a pipe holds, written before anybody asks for the first piece."""
    script = "for n in range(70000): print('%030d' % n)\nopen('done', 'w')"
    with Stream([sys.executable, "-c", script], cwd=tmp_path, env=os.environ) as running:
        end = time.monotonic() + 60
        while not (tmp_path / "done").exists() and time.monotonic() < end:
            running.fill()
        lines = b"".join(running.chunks()).split()
        assert running.code() == 0
    assert lines == [b"%030d" % n for n in range(70000)] and len(b"\n".join(lines)) > PIPE


def test_one_that_is_ended_says_no_more(tmp_path: Path) -> None:
    with Stream(["cat", "/dev/zero"], cwd=tmp_path, env=os.environ) as running:
        assert next(running.chunks())
        running.end()
        assert list(running.chunks()) == []
        assert running.code() < 0
