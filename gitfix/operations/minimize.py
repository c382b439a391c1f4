"""`gitfix minimize`: which parts of the hotfix the test needs, and which it does not, which go when asked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.text import plural
from gitfix.core.value import dataclass
from gitfix.git.slots import quarantine
from gitfix.host.signals import stoppable
from gitfix.operations.candidates import Candidates, hotfix_of
from gitfix.operations.minimize_apply import applied, may_apply
from gitfix.operations.minimize_result import result_of
from gitfix.operations.minimize_search import Search
from gitfix.operations.trial_commands import Commands
from gitfix.operations.trials import Trials
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.minimized import MinimizeResult
    from gitfix.core.settings import Settings
    from gitfix.operations.minimize_search import Found


@dataclass(frozen=True)
class Asked:
    """What was asked for besides the commands. `time_limit` and `test_limit` are seconds."""

    base: str | None = None
    tests: tuple[str, ...] = ()
    jobs: int = 1
    time_limit: float | None = None
    test_limit: float | None = None
    apply: bool = False
    branch: str = ""
    show: bool = False


def minimize(settings: Settings, revision: str | None, commands: Commands, asked: Asked) -> Outcome:
    """The smallest part of the hotfix for which the test is green; a new commit takes the rest out where `asked.apply`.

    Refusal when the test is not green with the whole change and red without it. POLICY when it answers now so, now so.
    INTERRUPTED after ^C, with the best that was found.
    """
    work = open_workspace(settings)
    with quarantine(work.repo) as quarantined, stoppable():
        hotfix = hotfix_of(work, quarantined, revision, asked.base)
        if asked.apply or asked.branch:
            may_apply(work, hotfix, asked.branch)
        candidates = Candidates(work, quarantined, hotfix, asked.tests)
        if not candidates.units:
            raise Refusal(
                "there is nothing to minimise",
                found=(_nothing(candidates),),
                hint="commit the fix first; what counts as a test: gitfix config paths.tests",
            )
        began = time.monotonic()
        deadline = began + asked.time_limit if asked.time_limit else None
        with Trials(
            work,
            quarantined,
            hotfix.head,
            commands,
            jobs=asked.jobs,
            test_limit=asked.test_limit,
            deadline=deadline,
        ) as trials:
            search = Search(work, candidates, trials, commands, asked.jobs, began)
            found = search.run()
        result = result_of(
            quarantined, hotfix, search, found, commands, show=asked.show, began=began
        )
        if not found.flaky and found.stopped != "interrupt":
            result = applied(work, quarantined, hotfix, result, commands, asked.apply, asked.branch)
        return _outcome(result, found, tuple(work.notices))


def _nothing(candidates: Candidates) -> str:
    if not candidates.fixed:
        return "the hotfix changes nothing"
    return f"it changes {plural(len(candidates.fixed), 'file')}: tests, documents or version files only"


def _outcome(result: MinimizeResult, found: Found, notices: tuple[str, ...]) -> Outcome:
    if found.flaky:
        return Outcome(
            result,
            Exit.POLICY,
            found.flaky,
            "the test answers now so, now so: make it say the same each time, then run it again",
            notices=notices,
        )
    if found.stopped == "interrupt":
        hint = "what was found is kept: the same command goes on from there"
        return Outcome(result, Exit.INTERRUPTED, "stopped by you", hint, notices=notices)
    return Outcome(result, notices=notices)
