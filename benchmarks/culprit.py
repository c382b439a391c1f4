"""`python -m benchmarks.culprit DATA --clones DIR`: how often `gitfix culprit` is right, beside other variants of SZZ.

DATA is a copy of the replication package of Rosa et al., "Evaluating SZZ Implementations Through a Developer-informed
Oracle" (ICSE 2021): `json-input-raw/bugfix_commits_all.json`, and the variants' own answers in `json-output-raw/`,
unpacked. DIR holds clones as OWNER+NAME or OWNER/NAME. Only the code of a fix is read: neither its message, which names
the answer in this data set, nor any date besides the fix's own.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from gitfix.core.check_values import CheckPolicy
from gitfix.core.culprit import TIERS
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from gitfix.operations.blaming import suspects

VARIANTS = {"B": "b", "AG": "ag", "MA": "ma", "L": "l", "R": "r", "PyDriller": "pd"}
Z = 1.96
"""Of a confidence interval of 95 %."""
ROUNDS = 2000


@dataclass(frozen=True)
class Fix:
    """One fix of the data set, with the commits that its developers named."""

    id: int
    repository: str
    commit: str
    truth: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What was answered for a fix, and the tier where there is one."""

    commits: frozenset[str]
    tier: str = ""


def main() -> int:
    options = parse()
    fixes = fixes_of(options)
    places = {fix.id: place for fix in fixes if (place := clone_of(options.clones, fix.repository))}
    with ThreadPoolExecutor(options.jobs) as pool:
        found = list(pool.map(lambda fix: _ours(fix, places.get(fix.id)), fixes))
    usable = [fix for fix, answer in zip(fixes, found, strict=True) if answer is not None]
    answers = {"gitfix": [answer for answer in found if answer is not None]}
    for name, file in VARIANTS.items():
        answers[name] = _published(options.data, file, usable)
    repositories = len({fix.repository for fix in usable})
    left = len(fixes) - len(usable)
    print(f"{len(usable)} fixes in {repositories} repositories; {left} without a whole clone\n")
    print("| method | precision | recall | F1 |\n| --- | --- | --- | --- |")
    for name, given in answers.items():
        print(_row(name, usable, given))
    print("\n| tier | fixes | right | precision |\n| --- | --- | --- | --- |")
    by_tier: dict[str, list[bool]] = defaultdict(list)
    for fix, answer in zip(usable, answers["gitfix"], strict=True):
        if answer.commits:
            by_tier[answer.tier].append(bool(answer.commits & fix.truth))
    for tier in TIERS:
        if hits := by_tier.get(tier):
            low, high = wilson(sum(hits), len(hits))
            share = sum(hits) / len(hits)
            print(f"| {tier} | {len(hits)} | {sum(hits)} | {share:.2f} ({low:.2f}–{high:.2f}) |")
    return 0


def wilson(right: int, total: int) -> tuple[float, float]:
    """The interval of a share (Wilson 1927), which holds for few cases too."""
    if not total:
        return 0.0, 1.0
    share = right / total
    middle = share + Z * Z / (2 * total)
    spread = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    whole = 1 + Z * Z / total
    return (middle - spread) / whole, (middle + spread) / whole


def scores(fixes: Sequence[Fix], answers: Sequence[Answer]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all commits, as the paper counts them."""
    hits = sum(len(a.commits & f.truth) for f, a in zip(fixes, answers, strict=True))
    said = sum(len(a.commits) for a in answers)
    true = sum(len(f.truth) for f in fixes)
    precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def _row(name: str, fixes: Sequence[Fix], answers: Sequence[Answer]) -> str:
    found = scores(fixes, answers)
    chance = random.Random(name)
    drawn = []
    for _ in range(ROUNDS):
        chosen = [chance.randrange(len(fixes)) for _ in fixes]
        drawn.append(scores([fixes[n] for n in chosen], [answers[n] for n in chosen]))
    cells = []
    for at, value in enumerate(found):
        ordered = sorted(one[at] for one in drawn)
        low, high = ordered[ROUNDS // 40], ordered[-ROUNDS // 40]
        cells.append(f"{value:.2f} ({low:.2f}–{high:.2f})")
    return f"| {name} | {' | '.join(cells)} |"


def fixes_of(options: argparse.Namespace) -> list[Fix]:
    """The fixes of the owners and the language that are asked for."""
    rows = json.loads((options.data / "json-input-raw/bugfix_commits_all.json").read_text())
    first, _, last = options.owners.partition("-")
    found = []
    for row in rows:
        letter = row["repo_name"][0].lower()
        # Digits come before letters, and belong to the first part.
        inside = (first <= letter or (first == "a" and letter < "a")) and letter <= last
        if inside and (not options.language or row["language"] == [options.language]):
            truth = frozenset(row["bug_commit_hash"])
            found.append(Fix(row["id"], row["repo_name"], row["fix_commit_hash"], truth))
    return found


def clone_of(root: Path, name: str) -> Path | None:
    """The git folder of a repository below `root`; None where it is not there."""
    for place in (root / name.replace("/", "+"), root / name):
        for git in (place / "repo/.git", place / "repo", place / ".git", place):
            if (git / "objects").is_dir():
                return git
    return None


def fixes_here(
    options: argparse.Namespace,
) -> Iterator[tuple[Fix, Path, Repository, Oid, Oid]]:
    """Each fix that a clone has, with the git folder, the repository, the commit before it and its own."""
    for fix in fixes_of(options):
        place = clone_of(options.clones, fix.repository)
        if place is None:
            continue
        repo = open_repository(place, interactive=False)
        head, base = repo.refs.commits([fix.commit, f"{fix.commit}^"])
        if head and base:
            yield fix, place, repo, base, head


def _ours(fix: Fix, place: Path | None) -> Answer | None:
    """The first candidate; None where the clone lacks one of the commits."""
    if place is None:
        return None
    repo = open_repository(place, interactive=False)
    known = repo.refs.commits([fix.commit, f"{fix.commit}^", *sorted(fix.truth)])
    head, base = known[0], known[1]
    if head is None or base is None or None in known:
        return None
    try:
        ranking = suspects(repo, [(base, head)], CheckPolicy(), own=[head])
    except Refusal as refusal:
        print(f"{fix.repository}: {refusal.message}", file=sys.stderr)
        return None
    if not ranking.candidates:
        return Answer(frozenset())
    first = ranking.candidates[0]
    return Answer(frozenset([str(first.commit)]), first.tier)


def _published(data: Path, file: str, fixes: Sequence[Fix]) -> list[Answer]:
    rows = json.loads((data / f"json-output-raw/bic_{file}_bugfix_commits_all.json").read_text())
    said = {row["id"]: frozenset(row.get("inducing_commit_hash") or []) for row in rows}
    return [Answer(said.get(fix.id, frozenset())) for fix in fixes]


def parse(*, whole: bool = False) -> argparse.Namespace:
    """The command line of all measurements; `whole`: this one can measure the command as well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--clones", type=Path, required=True, metavar="DIR")
    parser.add_argument("--owners", default="a-m", metavar="A-M", help="first letters of owners")
    parser.add_argument("--language", default="", metavar="EXT", help="such as py; empty: all")
    parser.add_argument("--jobs", type=int, default=2)
    if whole:
        parser.add_argument("--whole", action="store_true", help="the command as well")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
