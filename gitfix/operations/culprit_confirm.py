"""Confirms an introducing commit by running a reproducer: red at it and green at its parent, or found by bisecting."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

from gitfix.core.culprit import Candidate, CulpritResult, Seen
from gitfix.core.names import TAGS, Oid
from gitfix.core.szz import Ranked
from gitfix.core.tag_index import index_tags
from gitfix.core.text import listing
from gitfix.core.value import replace
from gitfix.git.bisect import bisect_run
from gitfix.git.slots import quarantine
from gitfix.host.signals import stoppable
from gitfix.operations import production
from gitfix.operations.candidates import test_patterns
from gitfix.operations.culprit_facts import Facts
from gitfix.operations.proof import test_paths
from gitfix.operations.reproducing import GOOD, Reproducer, answer, good_and_bad
from gitfix.operations.trial_commands import Commands

if TYPE_CHECKING:
    from gitfix.operations.culprit_subject import Subject, Wanted
    from gitfix.operations.workspace import Workspace

TRIED = 4
"""Candidates that are run, the likeliest first."""
RELEASES = 400
"""Releases among which a good one is looked for."""


def confirm(
    work: Workspace,
    subject: Subject,
    result: CulpritResult,
    facts: Facts,
    wanted: Wanted,
    commands: Commands,
) -> CulpritResult:
    """`result` with what the runs say; where they confirm a commit, it comes first."""
    case = subject.case
    with quarantine(work.repo) as quarantined, stoppable():
        patterns = test_patterns(work, wanted.tests)
        tests = test_paths(quarantined, [*subject.pairs], patterns)
        with Reproducer(
            work, quarantined, case.head, tests, commands, test_limit=wanted.test_limit
        ) as runs:
            found, how = _search(work, subject, result, wanted, runs)
            seen = runs.seen
    result = replace(result, runs=seen)
    if found is None:
        return result
    parents = set(work.repo.objects.read_commit(found).parents)
    begun = any(one.commit in parents and one.state == "absent" for one in seen)
    named = any(one.commit == found for one in result.candidates)
    if begun and not named:
        # A new name for old code looks the same; with a line of the fix to it, it would be a candidate.
        work.note(
            f"{found.short} is where the code under test begins, and no line of the fix leads to it: not confirmed"
        )
        return result
    why = "the reproducer is red at it and green at its parent"
    if not parents:
        why = "the reproducer is red at it, and there is nothing before it"
    elif begun:
        why = "the reproducer is red at it, and what it tests is not there before it"
    return _first(result, facts, found, how, why)


def _search(
    work: Workspace, subject: Subject, result: CulpritResult, wanted: Wanted, runs: Reproducer
) -> tuple[Oid | None, Literal["reproduce", "bisect"]]:
    case = subject.case
    with_fix = runs.at(case.head, "the fix")
    without = runs.fault(case.base, subject.tag or case.base.short)
    if with_fix.state != "green" or without.state != "red":
        return None, "reproduce"
    for candidate in result.candidates[:TRIED]:
        if _brought(work, runs, candidate.commit):
            return candidate.commit, "reproduce"
    if not wanted.bisect:
        return None, "reproduce"
    return _bisect(work, subject, runs), "bisect"


def _brought(work: Workspace, runs: Reproducer, commit: Oid) -> bool:
    """Whether it is red at `commit` and green at its parents; where there are none, it was there from the first."""
    if not work.repo.history.contains(runs.head, commit):
        return False
    if runs.at(commit, commit.short).state != "red":
        return False
    parents = work.repo.objects.read_commit(commit).parents
    states = [runs.at(parent, f"the parent of {commit.short}").state for parent in parents]
    return all(state in GOOD for state in states)


def _bisect(work: Workspace, subject: Subject, runs: Reproducer) -> Oid | None:
    older = _older(work, subject)

    def probe(commit: Oid, place: int) -> Seen:
        return runs.at(commit, f"an older state, {commit.short}")

    good, bad = good_and_bad(probe, older, subject.case.base)
    if good is None:
        work.note("no older state was found at which the reproducer passes: nothing to bisect from")
        return None
    # A side line's release is no ancestor of what is bad: where they parted is asked in its place.
    if work.repo.history.contains(bad, good) is False:
        parted = next(iter(work.repo.history.merge_bases(good, bad)), None)
        if parted is None or runs.at(parted, f"where {good.short} parted").state not in GOOD:
            work.note(f"the reproducer passes at {good.short} alone, which is on another line")
            return None
        good = parted
    total = max(work.repo.history.count(f"{good}..{bad}").bit_length(), 1)
    done = 0

    def ask(commit: Oid, left: int) -> int:
        nonlocal done
        done += 1
        return answer(runs.at(commit, f"{commit.short}, {left} left", min(done, total), total))

    found = bisect_run(work.repo, good, bad, ask)
    if found.open:
        names = listing([one.short for one in found.open[:6]])
        work.note(f"it is one of {names}: the others could not be tested")
    return found.first


def _older(work: Workspace, subject: Subject) -> list[Oid]:
    """Older states to look at, the newest first: releases in the base's history, else its first parents."""
    base = subject.case.base
    refs = work.repo.refs.names("--merged", base, TAGS)
    index = index_tags([ref[len(TAGS) :] for ref in refs], production.repository_name(work))
    tags = [tag.name for tag in islice(index.releases(), RELEASES)]
    found = [one for one in work.repo.refs.commits([TAGS + tag for tag in tags]) if one]
    older = [one for one in dict.fromkeys(found) if one != base]
    if older:
        return older
    return work.repo.history.ids("--first-parent", base)[1:]


def _first(
    result: CulpritResult,
    facts: Facts,
    found: Oid,
    how: Literal["reproduce", "bisect"],
    why: str,
) -> CulpritResult:
    known = next((one for one in result.candidates if one.commit == found), None)
    if known is None:
        known = facts.briefs([Ranked(found, "confirmed", 1.0, 1.0, 0, why)])[0]
    reason = why if not known.reason or known.reason == why else f"{why}; it {known.reason}"
    first: Candidate = replace(known, tier="confirmed", confidence=1.0, reason=reason)
    others = tuple(replace(one, confidence=0.0) for one in result.candidates if one.commit != found)
    return replace(result, candidates=(first, *others), confirmed=True, how=how)
