"""What is known of an introducing commit: since which release, how it came, where it is now, what did not cover it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING

from gitfix.core.arrival import request_of
from gitfix.core.classify import TESTS, classify
from gitfix.core.culprit import Arrival, Candidate, HeldBy, Size
from gitfix.core.names import Oid
from gitfix.core.szz import Ranked
from gitfix.core.text import plural, printable
from gitfix.core.value import replace
from gitfix.git.commit_facts import sizes
from gitfix.host import clock
from gitfix.operations.check_policy import policy_of
from gitfix.operations.culprit_holders import Case, Holders
from gitfix.operations.everywhere import as_fix
from gitfix.operations.recognise import Recognised

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

DAY = 86400


class Facts:
    """Looks candidates up; what is the same for all of them is read once."""

    def __init__(self, work: Workspace, case: Case) -> None:
        self._work = work
        self._case = case
        self._holders = Holders(work, case)

    def briefs(self, ranked: Sequence[Ranked]) -> list[Candidate]:
        """Name, date, size, first release and age: what every candidate is shown with."""
        if not ranked:
            return []
        repo = self._work.repo
        commits = [one.commit for one in ranked]
        # Beside each other, as far as there are processors.
        with ThreadPoolExecutor(1) as pool:
            measured = pool.submit(sizes, repo, commits)
            releases = self._holders.releases_of_each(commits)
            dates = self._holders.dates(list(dict.fromkeys(chain.from_iterable(releases))))
            size = measured.result()
        return [
            self._brief(one, size.get(one.commit, Size()), _first(tags, dates))
            for one, tags in zip(ranked, releases, strict=True)
        ]

    def _brief(self, one: Ranked, size: Size, first: tuple[str, int]) -> Candidate:
        commit = self._work.repo.objects.read_commit(one.commit)
        name, since = first
        days = max(self._case.at - since, 0) // DAY if since and self._case.at else None
        return Candidate(
            commit=one.commit,
            confidence=one.confidence,
            tier=one.tier,
            first_tag=name,
            age_days=days,
            reason=one.reason,
            subject=commit.message.partition("\n")[0],
            committed_at=clock.iso(commit.committer.when),
            size=size,
        )

    def whole(self, found: Candidate, covered: str = "") -> Candidate:
        """The first candidate with everything: how it came, who has it, what did not cover it.

        `covered`: what a coverage report says; else the tests that changed with the commit are looked at.
        """
        lines = self._held(found.commit)
        merge = self._arrival(found.commit)
        return replace(
            found,
            merge=merge,
            lines=lines,
            affected_tags=self._affected(found.commit, lines),
            uncovered=covered or self._untested(found.commit, merge),
        )

    # -- releases

    def _affected(self, commit: Oid, lines: Sequence[HeldBy]) -> tuple[str, ...]:
        holders = dict.fromkeys([commit, *(Oid(one.commit) for one in lines)])
        fixes = [self._case.head] if self._case.head != commit else []
        return tuple(self._holders.releases(*holders, without=fixes))

    # -- how it came

    def _arrival(self, commit: Oid) -> Arrival:
        """The first merge on the first-parent path to the base that has it; the commit, where it is on that path."""
        arrived = self._holders.arrival(commit)
        message = self._work.repo.objects.read_commit(arrived).message
        number = request_of(message)
        if arrived == commit and not number:
            return Arrival()
        return Arrival(arrived, message.partition("\n")[0], number)

    # -- where it is

    def _held(self, commit: Oid) -> tuple[HeldBy, ...]:
        lines = self._holders.lines
        twins = Recognised(as_fix(self._work, commit), [one.tip for one in lines])
        found = []
        for target in lines:
            if self._holders.has(target.tip, commit):
                found.append(HeldBy(target.branch, "contains", commit))
            elif twin := twins.on(target.tip):
                found.append(HeldBy(target.branch, "picked", twin.commit))
        return tuple(found)

    # -- what did not cover it

    def _untested(self, commit: Oid, merge: Arrival) -> str:
        """Which tests changed with it: what is left to know where nothing says which lines were run."""
        repo, policy = self._work.repo, policy_of(self._work.config)
        whole = Oid(merge.commit) if merge.commit else commit
        made = repo.objects.read_commit(whole)
        if not made.parents:
            return "it began the history: nothing says what tested it"
        changed = repo.diffs.paths([(repo.objects.read_commit(made.parents[0]).tree, made.tree)])[0]
        tests = sorted(path for path in changed if classify(path, policy) == TESTS)
        what = "its request" if whole != commit else "it"
        if not tests:
            return f"no test file changed with {what}"
        named = ", ".join(map(printable, tests[:2])) + (" and more" if len(tests) > 2 else "")
        return f"{plural(len(tests), 'test file')} changed with {what} and did not see it: {named}"


def _first(tags: Sequence[str], dates: Mapping[str, int]) -> tuple[str, int]:
    """The release that went out first, and when."""
    known = [(dates[name], at) for at, name in enumerate(tags) if dates.get(name)]
    if not known:
        return (tags[0], 0) if tags else ("", 0)
    when, at = min(known)
    return tags[at], when
