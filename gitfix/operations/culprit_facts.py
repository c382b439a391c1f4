"""What is known of an introducing commit: since which release, how it came, where it is now, what did not cover it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from gitfix.core.arrival import request_of
from gitfix.core.classify import TESTS, classify
from gitfix.core.culprit import Arrival, Candidate, HeldBy, Size
from gitfix.core.names import TAGS, Oid
from gitfix.core.szz import Ranked
from gitfix.core.tag_index import index_tags
from gitfix.core.text import plural, printable
from gitfix.core.value import dataclass
from gitfix.git.commit_facts import sizes
from gitfix.host import clock
from gitfix.operations import production
from gitfix.operations.check_policy import policy_of
from gitfix.operations.everywhere import as_fix, branches, tips
from gitfix.operations.recognise import Recognised
from gitfix.operations.targets import Target

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

DAY = 86400


@dataclass(frozen=True)
class Case:
    """What the candidates are looked at for. `at`: the incident, in seconds since 1970; `fixes`: its commits."""

    base: Oid
    head: Oid
    fixes: tuple[Oid, ...]
    at: int
    branch: str = ""
    component: str = ""


class Facts:
    """Looks candidates up; what is the same for all of them is read once."""

    def __init__(self, work: Workspace, case: Case) -> None:
        self._work = work
        self._case = case
        self._lines: list[Target] | None = None

    def briefs(self, ranked: Sequence[Ranked]) -> list[Candidate]:
        """Name, date, size, first release and age: what every candidate is shown with."""
        repo = self._work.repo
        # Each asks git for the whole history: side by side, as far as there are processors.
        with ThreadPoolExecutor(max(1, min(len(ranked), os.cpu_count() or 1))) as pool:
            releases = list(pool.map(lambda one: self._releases(one.commit), ranked))
        dates = repo.refs.tag_dates(list(dict.fromkeys(chain.from_iterable(releases))))
        size = sizes(repo, [one.commit for one in ranked])
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

    def _releases(self, *commits: Oid, without: Sequence[Oid] = ()) -> list[str]:
        """Release tags that hold one of `commits` and none of `without`, the oldest version first."""
        work = self._work
        contains = [word for commit in commits for word in ("--contains", commit)]
        absent = [word for commit in without for word in ("--no-contains", commit)]
        names = [ref[len(TAGS) :] for ref in work.repo.refs.names(*contains, *absent, TAGS)]
        index = index_tags(names, production.repository_name(work))
        chosen = index.of_component(self._case.component) if self._case.component else index
        return [tag.name for tag in chosen.releases()][::-1]

    def _affected(self, commit: Oid, lines: Sequence[HeldBy]) -> tuple[str, ...]:
        holders = dict.fromkeys([commit, *(Oid(one.commit) for one in lines)])
        fixes = [self._case.head] if self._case.head != commit else []
        return tuple(self._releases(*holders, without=fixes))

    # -- how it came

    def _arrival(self, commit: Oid) -> Arrival:
        """The first merge on the first-parent path to the base that has it; the commit, where it is on that path."""
        history, base = self._work.repo.history, self._case.base
        path = history.ids("--first-parent", "--reverse", f"{commit}..{base}")
        first = path[0] if path else None
        direct = first is None or self._parents(first)[:1] == (commit,)
        if not direct:
            # Once a commit is in, every later one of the path has it.
            after = set(history.ids("--ancestry-path", f"{commit}..{base}"))
            first = next((one for one in path if one in after), None)
        arrived = commit if direct or first is None else first
        message = self._work.repo.objects.read_commit(arrived).message
        number = request_of(message)
        if arrived == commit and not number:
            return Arrival()
        return Arrival(arrived, message.partition("\n")[0], number)

    def _parents(self, commit: Oid) -> tuple[Oid, ...]:
        return self._work.repo.objects.read_commit(commit).parents

    # -- where it is

    def _held(self, commit: Oid) -> tuple[HeldBy, ...]:
        if self._lines is None:
            case = self._case
            self._lines = tips(
                self._work, branches(self._work, case.branch, case.component, missing_is_fine=True)
            )
        twins = Recognised(as_fix(self._work, commit), [one.tip for one in self._lines])
        found = []
        for target in self._lines:
            if self._work.repo.history.contains(target.tip, commit):
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
