"""What ddmin holds for likely: Bayes' rule over all sets that failed, and over how much is needed altogether.

Each part is needed by itself, with the likelihood that it had beforehand; of what each failed set lacked, at least one
part is needed. How much is needed was only guessed: every part's odds are taken at several multiples, each as likely
as what came of the questions so far makes it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

MULTIPLES = (1 / 9, 1 / 3, 1.0, 3.0, 9.0)
"""Of the odds that were expected; each is as good as the others before the first question."""
LEAST = 1e-6
"""Nothing is sure beforehand."""
TOGETHER = 7
"""How many reasons that share parts are reckoned with exactly, the shortest first: time doubles with each of them."""


class Belief:
    """About the numbers 0 to n - 1. `reasons`: of each, at least one number is needed. `gone`: what was left out."""

    def __init__(
        self,
        likely: Sequence[float],
        reasons: Sequence[frozenset[int]],
        gone: Sequence[float] = (),
    ) -> None:
        self._sure = {one for reason in reasons if len(reason) == 1 for one in reason}
        knots, rest = _knots([reason for reason in reasons if len(reason) > 1])
        self._knots = knots
        self._rest = rest
        self._worlds = [_World(likely, multiple, knots, rest) for multiple in MULTIPLES]
        said = [world.said(gone, self._sure) for world in self._worlds]
        most = max(said)
        weights = [math.exp(one - most) for one in said]
        self._weights = [one / sum(weights) for one in weights]

    def passes(self, out: Collection[int]) -> float:
        """How likely the rest passes without the numbers `out`."""
        out = set(out)
        if self._sure & out or any(reason <= out for reason in self._rest):
            return 0.0
        return sum(
            weight * world.passes(out)
            for world, weight in zip(self._worlds, self._weights, strict=True)
        )

    def chances(self) -> list[float]:
        """How likely each number is needed."""
        every = [world.chances() for world in self._worlds]
        return [
            1.0
            if number in self._sure
            else sum(w * one for w, one in zip(self._weights, found, strict=True))
            for number, found in enumerate(zip(*every, strict=True))
        ]


class _Knot:
    """Reasons that share numbers. `signs`: for each of their numbers, in which of them it is, as bits."""

    def __init__(self, reasons: Sequence[frozenset[int]]) -> None:
        self.size = 1 << len(reasons)
        self.signs: dict[int, int] = {}
        for bit, reason in enumerate(reasons):
            for one in reason:
                self.signs[one] = self.signs.get(one, 0) | 1 << bit

    def terms(self, needed: Sequence[float], out: Collection[int] = ()) -> list[float]:
        """Inclusion and exclusion: their sum is how likely each reason holds a needed number that is not in `out`."""
        none = [0.0] * self.size
        for one, sign in self.signs.items():
            if one not in out:
                none[sign] += math.log1p(-needed[one])
        bit = 1
        while bit < self.size:
            for at in range(self.size):
                if at & bit:
                    none[at] += none[at ^ bit]
            bit <<= 1
        every = none[-1]
        return [
            (-1) ** at.bit_count() * math.exp(every - none[self.size - 1 - at])
            for at in range(self.size)
        ]


class _World:
    """What would be likely at one multiple of the odds."""

    def __init__(
        self,
        likely: Sequence[float],
        multiple: float,
        knots: Sequence[_Knot],
        rest: Sequence[frozenset[int]],
    ) -> None:
        self._multiple = multiple
        self._knots = knots
        self._plain = [_scaled(one, multiple) for one in likely]
        self._needed = list(self._plain)
        self._said = 0.0
        for reason in rest:
            none = math.exp(sum(math.log1p(-self._plain[one]) for one in reason))
            self._said += math.log(max(1 - none, LEAST))
            for one in reason:
                alone = min(self._plain[one] / max(1 - none, LEAST), 1 - LEAST)
                self._needed[one] = max(self._needed[one], alone)
        self._terms = [knot.terms(self._needed) for knot in knots]
        self._total = [max(sum(terms), LEAST * LEAST) for terms in self._terms]

    def said(self, gone: Sequence[float], sure: Collection[int]) -> float:
        """How likely it was that all came as it did; its logarithm."""
        return (
            self._said
            + sum(math.log1p(-_scaled(one, self._multiple)) for one in gone)
            + sum(math.log(self._plain[one]) for one in sure)
            + sum(map(math.log, self._total))
        )

    def passes(self, out: Collection[int]) -> float:
        """How likely nothing of `out` is needed."""
        found = math.exp(sum(math.log1p(-self._needed[one]) for one in out))
        for knot, total in zip(self._knots, self._total, strict=True):
            if not knot.signs.keys().isdisjoint(out):
                found *= sum(knot.terms(self._needed, out)) / total
        return min(max(found, 0.0), 1.0)

    def chances(self) -> list[float]:
        """How likely each number is needed."""
        found = list(self._needed)
        for knot, terms, total in zip(self._knots, self._terms, self._total, strict=True):
            touched = {
                sign: sum(term for at, term in enumerate(terms) if at & sign)
                for sign in set(knot.signs.values())
            }
            for one, sign in knot.signs.items():
                without = touched[sign] + (1 - self._needed[one]) * (total - touched[sign])
                found[one] = min(max(1 - without / total, 0.0), 1.0)
        return found


def _knots(reasons: Sequence[frozenset[int]]) -> tuple[list[_Knot], list[frozenset[int]]]:
    """Reasons by what they share, and those that are too many to be reckoned with exactly."""
    groups: list[list[frozenset[int]]] = []
    rest: list[frozenset[int]] = []
    for reason in sorted(reasons, key=len):
        mine = [group for group in groups if any(reason & one for one in group)]
        if sum(map(len, mine)) >= TOGETHER:
            rest.append(reason)
            continue
        groups = [group for group in groups if group not in mine]
        groups.append([one for group in mine for one in group] + [reason])
    return [_Knot(group) for group in groups], rest


def _scaled(likely: float, multiple: float) -> float:
    likely = min(max(likely, LEAST), 1 - LEAST)
    odds = multiple * likely / (1 - likely)
    return odds / (1 + odds)
