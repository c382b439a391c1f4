"""One reading of the history against git's own answers, on histories of every shape."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.names import Oid
from gitfix.git.descent import Descent, has_graph, tagged
from gitfix.git.opening import open_repository

START = 1_700_000_000


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], list[int], list[int]]:
    """Parents of each commit (earlier numbers), the moment of each (clocks may be wrong), and the marked ones."""
    size = draw(st.integers(2, 14))
    parents: list[tuple[int, ...]] = [()]
    for number in range(1, size):
        before = st.integers(0, number - 1)
        count = min(draw(st.sampled_from([1, 1, 1, 2, 2, 0])), number)
        parents.append(tuple(draw(st.lists(before, min_size=count, max_size=count, unique=True))))
    when = draw(st.lists(st.integers(0, 40), min_size=size, max_size=size))
    marked = draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=4, unique=True))
    return parents, when, marked


def written(repo: Path, parents: list[tuple[int, ...]], when: list[int]) -> list[Oid]:
    """The commits, in their order."""
    rows = []
    for number, mine in enumerate(parents):
        rows.append(f"commit refs/heads/c{number}\nmark :{number + 1}\n")
        rows.append(f"committer A <a@b> {START + when[number]} +0000\ndata 1\n{number % 10}\n")
        words = ["from", *["merge"] * len(mine)]
        rows += [f"{word} :{one + 1}\n" for word, one in zip(words, mine, strict=False)]
        if not mine:
            rows.append("deleteall\n")
        rows.append("\n")
    subprocess.run(["git", "init", "-q", "--bare", str(repo)], check=True)
    marks = repo / "marks"
    argv = ["git", "-C", str(repo), "fast-import", "--quiet", f"--export-marks={marks}"]
    subprocess.run(argv, input="".join(rows).encode(), check=True)
    pairs = [row.split(" ") for row in marks.read_text().splitlines()]
    by_mark = {int(mark[1:]): Oid(oid) for mark, oid in pairs}
    return [by_mark[number + 1] for number in range(len(parents))]


def arrived(parents: list[tuple[int, ...]], tip: int, having: set[int], commit: int) -> int:
    """The last commit on the first-parent path of `tip` that has `commit`."""
    found, at = commit, tip
    while at in having:
        found = at
        if not parents[at]:
            break
        at = parents[at][0]
    return found


@settings(max_examples=25)
@given(histories())
def test_it_answers_as_git_does(
    tmp_path_factory: pytest.TempPathFactory,
    history: tuple[list[tuple[int, ...]], list[int], list[int]],
) -> None:
    parents, when, marked = history
    place = tmp_path_factory.mktemp("history")
    commits = written(place, parents, when)
    repo = open_repository(place, interactive=False)
    wanted = [commits[number] for number in marked]
    found = Descent(repo, commits, wanted)
    for number, commit in zip(marked, wanted, strict=True):
        names = repo.refs.names("--contains", commit, "refs/heads/")
        having = {int(name.removeprefix("refs/heads/c")) for name in names}
        for tip, oid in enumerate(commits):
            assert found.has(oid, commit) is (tip in having)
            assert found.arrival(oid, commit) == commits[arrived(parents, tip, having, number)]


def test_tags_of_every_kind(tmp_path: Path) -> None:
    commits = written(tmp_path / "r", [(), (0,)], [0, 1])
    git = ["git", "-C", str(tmp_path / "r"), "-c", "user.name=A", "-c", "user.email=a@b"]
    tree = subprocess.run([*git, "rev-parse", "c1^{tree}"], check=True, capture_output=True)
    for words in (
        ["light", commits[0]],
        ["-a", "-m", "x", "annotated", commits[1]],
        ["-a", "-m", "x", "of-a-tag", "annotated"],
        ["of-a-tree", tree.stdout.decode().strip()],
        ["-a", "-m", "x", "told-of-a-tree", tree.stdout.decode().strip()],
    ):
        subprocess.run([*git, "tag", *words], check=True)
    repo = open_repository(tmp_path / "r", interactive=False)
    found = {tag.name: tag.commit for tag in tagged(repo) or []}
    assert found == {"light": commits[0], "annotated": commits[1], "of-a-tag": commits[1]}
    assert next(tag.made for tag in tagged(repo) or [] if tag.name == "light") == START


def test_a_tag_that_leads_nowhere_ends_the_listing(tmp_path: Path) -> None:
    written(tmp_path / "r", [()], [0])
    (tmp_path / "r" / "refs" / "tags" / "gone").write_text("1" * 40 + "\n")
    assert tagged(open_repository(tmp_path / "r", interactive=False)) is None


def test_whether_there_is_a_graph(tmp_path: Path) -> None:
    written(tmp_path / "r", [(), (0,)], [0, 1])
    repo = open_repository(tmp_path / "r", interactive=False)
    assert not has_graph(repo)
    subprocess.run(
        ["git", "-C", str(tmp_path / "r"), "commit-graph", "write", "--reachable"], check=True
    )
    assert has_graph(repo)
