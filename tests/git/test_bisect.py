"""`git bisect run` as gitfix calls it: what it answers, and that nobody else's bisect knows of it."""

from __future__ import annotations

import os
import random
import re
import subprocess
from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.git.bisect import bisect_run
from tests.git.plain import Plain, seal

COMMITS = 40
SKIP = 125


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plain:
    seal(monkeypatch, tmp_path / "sealed")
    return Plain.init(tmp_path / "repo")


@pytest.mark.parametrize("seed", range(5))
def test_it_ends_where_a_bisect_by_hand_does(plain: Plain, tmp_path: Path, seed: int) -> None:
    """With merges, and commits that cannot be tested."""
    chance = random.Random(seed)
    good, bad, codes = history(plain, chance)
    (tmp_path / "codes").write_text("".join(f"{oid} {code}\n" for oid, code in codes.items()))
    asked: list[Oid] = []
    told: list[int] = []

    def ask(commit: Oid, left: int) -> int:
        asked.append(commit)
        told.append(left)
        return codes[commit]

    found = bisect_run(plain.repo, good, bad, ask)
    first, any_of = by_git(plain, tmp_path, good, bad)
    assert (found.first, set(found.open)) == (first, any_of)
    assert len(asked) == len(set(asked)) <= COMMITS
    assert told == sorted(told, reverse=True)


def test_nobody_is_asked_where_one_commit_is_left(plain: Plain) -> None:
    plain.commit("good", {"a": "1"})
    plain.commit("bad", {"a": "2"})
    good, bad = plain.oid("HEAD^"), plain.oid()
    assert bisect_run(plain.repo, good, bad, lambda *_: pytest.fail("asked")).first == bad


def test_a_bisect_of_the_user_stays_as_it_is(plain: Plain, tmp_path: Path) -> None:
    """In the checkout, and in a worktree of theirs."""
    good, bad, codes = history(plain, random.Random(1))
    plain.git("worktree", "add", "-q", "--detach", str(tmp_path / "theirs"), bad)
    for cwd in (tmp_path / "repo", tmp_path / "theirs"):
        subprocess.run(["git", "bisect", "start", bad, good], cwd=cwd, check=True)

    def state() -> list[str]:
        words = (["bisect", "log"], ["for-each-ref", "refs/bisect"], ["rev-parse", "HEAD"])
        return [
            subprocess.check_output(["git", *each], cwd=tmp_path / name, text=True)
            for name in ("repo", "theirs")
            for each in words
        ]

    before = state()
    meanwhile: list[list[str]] = []

    def ask(commit: Oid, left: int) -> int:
        meanwhile.append(state())
        return codes[commit]

    bisect_run(plain.repo, good, bad, ask)
    assert meanwhile and all(one == before for one in [*meanwhile, state()])


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_ends_it_leaves_nothing(plain: Plain, error: type[BaseException]) -> None:
    good, bad, _ = history(plain, random.Random(2))

    def ask(commit: Oid, left: int) -> int:
        raise error

    with pytest.raises(error):
        bisect_run(plain.repo, good, bad, ask)
    assert plain.git("worktree", "list", "--porcelain").count("worktree ") == 1
    assert plain.git("for-each-ref", "refs/bisect") == ""
    assert not list((plain.repo.private / "runs").iterdir())


def test_where_git_stops_before_its_end_nothing_is_made_of_it(plain: Plain) -> None:
    good, bad, _ = history(plain, random.Random(3))
    with pytest.raises(Refusal, match="ended before"):
        bisect_run(plain.repo, good, bad, lambda *_: 200)


def history(plain: Plain, chance: random.Random) -> tuple[Oid, Oid, dict[Oid, int]]:
    """A history from a good commit to a bad one: each commit's exit code. All after the culprit are red."""
    plain.commit("Begin", {"a": "a\n"})
    tree = plain.git("rev-parse", "HEAD^{tree}")
    good = tip = plain.oid()
    made = [good]
    after: dict[Oid, set[Oid]] = {good: {good}}
    for number in range(COMMITS):
        parents = [tip if chance.random() < 0.7 else chance.choice(made[-6:])]
        if chance.random() < 0.3 and made[-1] not in parents:
            parents.append(made[-1])
        words = [word for parent in parents for word in ("-p", parent)]
        tip = Oid(plain.git("commit-tree", tree, *words, "-m", f"commit {number}"))
        made.append(tip)
        after[tip] = {tip}.union(*(after[parent] for parent in parents))
    culprit = chance.choice(sorted(after[tip] - {good, tip}))
    plain.git("update-ref", "refs/heads/main", tip)
    codes = {}
    for commit in made:
        codes[commit] = int(culprit in after[commit])
        if commit not in (good, tip) and chance.random() < 0.25:
            codes[commit] = SKIP
    return good, tip, codes


def by_git(plain: Plain, home: Path, good: Oid, bad: Oid) -> tuple[Oid | None, set[Oid]]:
    """What `git bisect run` says, in a worktree: the first bad commit, or all that it could be."""
    place = home / "bisecting"
    plain.git("worktree", "add", "-q", "--detach", str(place), bad)
    run = f"exit $(sed -n \"s/^$(git rev-parse HEAD) //p\" '{home / 'codes'}')"
    told = ""
    for words in (("start", bad, good), ("run", "sh", "-c", run)):
        done = subprocess.run(
            ["git", "bisect", *words], cwd=place, env=os.environ, capture_output=True, text=True
        )
        told += done.stdout + done.stderr
    if one := re.search(r"^([0-9a-f]{40}) is the first bad commit", told, re.MULTILINE):
        return Oid(one[1]), set()
    assert "only 'skip'ped commits left" in told, told
    listed = told.split("could be any of:\n")[1]
    return None, {Oid(oid) for oid in re.findall(r"^[0-9a-f]{40}$", listed, re.MULTILINE)}
