"""The answer of `gitfix minimize`: what stays and why, what goes, as values."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gitfix.core.minimized import Against, DroppedUnit, KeptUnit, MinimizeResult, State
from gitfix.core.text import printable
from gitfix.core.value import replace
from gitfix.git.tree_edit import Clash
from gitfix.operations.minimize_apply import dropped_patch
from gitfix.operations.minimize_search import what_failed
from gitfix.operations.trial_answers import last_lines

if TYPE_CHECKING:
    from gitfix.core.units import Unit
    from gitfix.git.repository import Repository
    from gitfix.operations.candidates import Hotfix
    from gitfix.operations.minimize_search import Found, Search
    from gitfix.operations.trial_commands import Commands

OUTPUT = 12
"""Lines of a failing test that are kept for each needed unit."""


def result_of(
    quarantined: Repository,
    hotfix: Hotfix,
    search: Search,
    found: Found,
    commands: Commands,
    *,
    show: bool,
    began: float,
) -> MinimizeResult:
    """The result of a search; nothing is changed yet. `began`: on the monotonic clock."""
    candidates, trials = search.candidates, search.trials
    kept = frozenset(found.kept) if not found.flaky else candidates.everything
    tree = candidates.tree(kept)
    dropped = [unit for unit in candidates.units if unit.number not in kept]
    return MinimizeResult(
        state=state_of(found, bool(dropped)),
        base=Against(hotfix.tag, hotfix.base),
        head=hotfix.head,
        branch=hotfix.branch,
        uncommitted=hotfix.uncommitted,
        test=printable(commands.test),
        units=len(candidates.units),
        kept=tuple(_kept(search, kept, unit) for unit in candidates.units if unit.number in kept),
        dropped=tuple(map(_dropped, dropped)),
        fixed=dict(candidates.kinds),
        runs=trials.runs,
        cache_hits=trials.hits,
        seconds=round(time.monotonic() - began, 1),
        one_minimal=found.one_minimal and not found.flaky,
        stopped=found.stopped,
        tree=tree,
        patch=dropped_patch(quarantined, hotfix.tree, tree) if dropped else "",
        show=show,
    )


def state_of(found: Found, smaller: bool) -> State:
    """What the search came to, in one word: that all is needed is only known when it came to its end."""
    if found.flaky:
        return "flaky"
    if smaller:
        return "smaller"
    return "minimal" if found.one_minimal else "undecided"


def _dropped(unit: Unit) -> DroppedUnit:
    return DroppedUnit(unit.path, unit.line, unit.last, unit.kind, unit.added, unit.deleted)


def _kept(search: Search, kept: frozenset[int], unit: Unit) -> KeptUnit:
    """A needed unit, with what the test said without it."""
    plain = KeptUnit(unit.path, unit.line, unit.last, unit.kind, unit.added, unit.deleted)
    try:
        answer = search.trials.known(search.candidates.tree(kept - {unit.number}))
    except Clash:
        return replace(plain, without="another part of the change is in its place")
    if answer is None or answer.green:
        return plain
    report = answer.ran.report
    failing = (
        tuple(report.having("failed") or report.having("error")) if answer.stage == "test" else ()
    )
    words = report.broken and f"{what_failed(answer)}: {report.broken}"
    return replace(
        plain,
        necessary_for=failing,
        without=printable(words or what_failed(answer)),
        output="\n".join(last_lines(answer.ran, OUTPUT)),
    )
