"""`gitfix culprit --bisect` ends where `git bisect run` does, also with merges and commits that cannot be tested."""

from __future__ import annotations

import os
import random
import re
import subprocess
from pathlib import Path

import pytest

from gitfix.core.culprit import Seen
from gitfix.core.names import Oid
from gitfix.operations.reproducing import SKIP, first_bad
from tests.git.plain import Plain, seal

COMMITS = 40
STATES = {0: "green", 1: "red", SKIP: "unknown"}


@pytest.mark.parametrize("seed", range(8))
def test_it_ends_where_git_bisect_run_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    seal(monkeypatch, tmp_path / "sealed")
    plain = Plain.init(tmp_path / "repo")
    chance = random.Random(seed)
    good, bad, codes = history(plain, chance)
    (tmp_path / "codes").write_text("".join(f"{oid} {code}\n" for oid, code in codes.items()))
    asked: list[Oid] = []

    def at(commit: Oid, left: int) -> Seen:
        asked.append(commit)
        code = codes[commit]
        return Seen(commit, STATES[code], code)  # type: ignore[arg-type]

    found, between = first_bad(plain.repo, at, good, bad)
    first, any_of = by_git(plain, tmp_path, good, bad)
    assert (found, set(between)) == (first, any_of)
    assert len(asked) == len(set(asked)) <= COMMITS


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
