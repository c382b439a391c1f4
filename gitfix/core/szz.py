"""Which commit brought a fault: blamed lines in, ranked candidates out (the SZZ algorithm, with two priors).

SZZ (Śliwerski, Zimmermann, Zeller, MSR 2005) takes the commits that last changed the lines of a fix for the ones that
brought the fault. R-SZZ (Davies, Roper, Wood, 2014) takes the latest of them. Here each commit is weighed: full weight
on a line that the fix changes, less with every line in between on those around it (code that was left out has no line
of its own), and less with its age at the time of the fix, because most faults are found soon. The four numbers were
chosen on one half of published data and measured on the other: docs/culprit.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from gitfix.core.culprit import Tier
from gitfix.core.names import Oid
from gitfix.core.text import plural
from gitfix.core.value import dataclass

WINDOW = 6
"""Lines around a change that are looked at; more of them changed no answer."""
NEAR, FADE = 0.5, 4.0
"""Weight of a line beside a change, and the lines after which a third of it is left."""
AGE = 0.5
"""Weight falls with age in days as `(1 + age) ** -AGE`."""
BULK = 50
"""Files beyond which a commit is a mass change (an import, a reformat), and is looked past."""
SURE = 0.8
"""Share of all weight beyond which nothing competes with the first candidate."""
CONFIDENCE: Mapping[Tier, float] = {"strong": 0.86, "likely": 0.71, "weak": 0.64, "guess": 0.3}
"""How often the first candidate of a tier was right where the numbers were chosen; `guess` is set by hand."""
DAY = 86400.0
How = Literal["blame", "neighbours", "none"]


@dataclass(frozen=True)
class SeenLine:
    """A line of the old tree, and the commit that last changed it. `distance`: lines to the fix's change, 0 in it.

    `code`: its file is code; `prose`: the line is blank or a comment; `where`: file and line, for people.
    """

    commit: Oid
    distance: float
    code: bool = True
    prose: bool = False
    where: str = ""


@dataclass(frozen=True)
class SeenCommit:
    """What is known of a blamed commit: committer's time in seconds since 1970, parents, changed files, first line."""

    when: int
    parents: int = 1
    files: int = 1
    subject: str = ""

    @property
    def bulk(self) -> bool:
        """Whether it says nothing of single lines: a merge, or a mass change."""
        return self.parents > 1 or self.files > BULK


@dataclass(frozen=True)
class Ranked:
    """A candidate. `share` of all weight, from 0 to 1; `lines`: changed lines that it last changed."""

    commit: Oid
    tier: Tier
    confidence: float
    share: float
    lines: int
    reason: str


@dataclass(frozen=True)
class Ranking:
    """The candidates, the likeliest first, and in words what was left out."""

    candidates: tuple[Ranked, ...]
    skipped: tuple[str, ...] = ()
    how: How = "blame"


def rank(
    lines: Sequence[SeenLine],
    commits: Mapping[Oid, SeenCommit],
    *,
    fixed_at: int,
    own: Collection[Oid] = (),
    since: int = 0,
) -> Ranking:
    """The candidates for a fix that was made at `fixed_at`, both in seconds since 1970.

    `own`: the fix's own commits. `since`: when the fault was first seen; a later commit did not bring it.
    """
    usable = [line for line in lines if line.commit in commits and line.commit not in own]
    late = {line.commit for line in usable if since and commits[line.commit].when > since}
    bulk = {line.commit for line in usable if commits[line.commit].bulk} - late
    skipped = _skipped(late, bulk, commits)
    kept = [line for line in usable if line.commit not in late]
    small = [line for line in kept if line.commit not in bulk]
    # What is usual first: code, and commits of a usual size. What is left out comes back where there is nothing else.
    stages = (
        ([line for line in small if line.code and not line.prose], False),
        ([line for line in small if not line.prose], True),
        (kept, True),
    )
    for chosen, last_resort in stages:
        if chosen:
            found = _ranked(chosen, commits, fixed_at, last_resort=last_resort)
            changed = any(line.distance == 0 for line in chosen)
            return Ranking(found, skipped, "blame" if changed else "neighbours")
    return Ranking((), skipped, "none")


def _ranked(
    lines: Sequence[SeenLine],
    commits: Mapping[Oid, SeenCommit],
    fixed_at: int,
    *,
    last_resort: bool,
) -> tuple[Ranked, ...]:
    near: dict[Oid, SeenLine] = {}
    for line in lines:
        known = near.get(line.commit)
        if known is None or (line.distance, line.where) < (known.distance, known.where):
            near[line.commit] = line
    weights = {
        commit: _weight(line.distance, fixed_at - commits[commit].when)
        for commit, line in near.items()
    }
    count = Counter(line.commit for line in lines if line.distance == 0)
    whole = math.fsum(weights.values())
    order = sorted(weights, key=lambda commit: (-weights[commit], -commits[commit].when, commit))
    first = order[0]
    newest = max(count, key=lambda commit: (commits[commit].when, commit)) if count else None
    most = bool(count) and count[first] == max(count.values())
    found: list[Ranked] = []
    for commit in order:
        share = weights[commit] / whole
        tier: Tier = "guess"
        if commit == first:
            tier = _tier(share, on_a_change=bool(count[commit]), latest=commit == newest, most=most)
            if last_resort and tier != "guess":
                tier = "weak"
            confidence = CONFIDENCE[tier]
        else:
            # What the first one leaves, by weight: together they are never surer than it lets them be.
            rest = 1 - CONFIDENCE[found[0].tier]
            confidence = round(rest * weights[commit] / max(whole - weights[first], 1e-12), 2)
        reason = _reason(near[commit], count[commit], latest=commit == newest, only=len(count) == 1)
        found.append(Ranked(commit, tier, confidence, round(share, 3), count[commit], reason))
    return tuple(found)


def _weight(distance: float, age: float) -> float:
    place = 1.0 if distance == 0 else NEAR * math.exp(-distance / FADE)
    return place * math.pow(1 + max(age, 0) / DAY, -AGE)


def _tier(share: float, *, on_a_change: bool, latest: bool, most: bool) -> Tier:
    """How far the ways of looking agree: weight, R-SZZ (the latest), and the most lines."""
    if on_a_change and latest and share >= SURE:
        return "strong"
    return "likely" if on_a_change and latest and most else "weak"


def _reason(line: SeenLine, count: int, *, latest: bool, only: bool) -> str:
    if not count:
        away = max(round(line.distance), 1)
        beside = "beside the change" if away == 1 else f"{away} lines from the change"
        return f"last changed {line.where}, {beside}"
    rest = f" and {plural(count - 1, 'more line')}" if count > 1 else ""
    said = f"last changed {line.where}{rest} of what the fix changes"
    if only:
        return f"{said}; no other commit did"
    return f"{said}; the latest of those that did" if latest else said


def _skipped(
    late: Iterable[Oid], bulk: Iterable[Oid], commits: Mapping[Oid, SeenCommit]
) -> tuple[str, ...]:
    rows = [f"{one.short} is later than the start of impact" for one in sorted(late)]
    for one in sorted(bulk):
        seen = commits[one]
        what = "is a merge" if seen.parents > 1 else f"changes {plural(seen.files, 'file')} at once"
        rows.append(f"{one.short} {what}")
    return tuple(rows)
