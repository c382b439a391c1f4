"""`gitfix minimize`: which parts of the hotfix the test needs, and which it does not, which go when asked."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from gitfix.core.ddmin import Reduced, ddmin
from gitfix.core.minimized import Against, DroppedUnit, KeptUnit, MinimizeResult
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.related import arrange
from gitfix.core.span import age
from gitfix.core.text import plural, printable
from gitfix.core.units import Unit
from gitfix.core.value import dataclass
from gitfix.git.slots import quarantine
from gitfix.git.tree_edit import Clash
from gitfix.host.signals import stoppable
from gitfix.operations.candidates import Candidates, Hotfix, hotfix_of
from gitfix.operations.minimize_apply import applied, dropped_patch, may_apply
from gitfix.operations.trials import Answer, Commands, Stopped, Trials, last_lines
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings
    from gitfix.git.repository import Repository

LOOK = 0.2
"""Seconds between two looks at the clock while a test runs."""
OUTPUT = 12
"""Lines of a failing test that are kept for each needed unit."""


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
            search = _Search(work, candidates, trials, commands, asked.jobs, began)
            found = search.run()
        return _outcome(work, quarantined, hotfix, search, found, commands, asked, began)


def _nothing(candidates: Candidates) -> str:
    if not candidates.fixed:
        return "the hotfix changes nothing"
    return f"it changes {plural(len(candidates.fixed), 'file')}: tests, documents or version files only"


@dataclass(frozen=True)
class _Found:
    """What the search came to. `answers`: how the test did without each kept unit."""

    kept: tuple[int, ...]
    one_minimal: bool
    stopped: Literal["", "time", "interrupt"]
    flaky: str = ""


class _Search:
    """One search, with what it has to say on the way."""

    def __init__(
        self,
        work: Workspace,
        candidates: Candidates,
        trials: Trials,
        commands: Commands,
        jobs: int,
        began: float,
    ) -> None:
        self._work = work
        self.candidates = candidates
        self.trials = trials
        self._commands = commands
        self._jobs = jobs
        self._began = began
        self._best = candidates.everything

    # -- the search

    def run(self) -> _Found:
        """Both ends, the search, and both ends again."""
        everything = self.candidates.everything
        try:
            without, fixed = self._ends()
        except Stopped:
            raise _no_time() from None
        self._verify(without, fixed)
        self.trials.expect_seconds(fixed.seconds)
        stopped: Literal["", "time", "interrupt"] = ""
        numbers = tuple(range(len(self.candidates.units)))
        tree = arrange(
            self.candidates.files,
            self.candidates.contents(),
            self.candidates.hints(without.ran.tail),
        )
        try:
            done = ddmin(
                numbers,
                self._green,
                tree=tree,
                executor=self.trials.executor,
                width=self._jobs,
                stop=lambda: self.trials.late,
                told=self._told,
            )
            stopped = "" if done.one_minimal else "time"
        except KeyboardInterrupt:
            done, stopped = self._best_so_far(), "interrupt"
        except Stopped:
            done, stopped = self._best_so_far(), "time"
        self.trials.stop()
        found = _Found(done.kept, done.one_minimal, stopped)
        if stopped == "interrupt" or (stopped == "time" and len(done.kept) == len(everything)):
            return found
        self.trials.resume()
        try:
            return replace(found, flaky=self._again(frozenset(done.kept)))
        except KeyboardInterrupt:
            return replace(found, stopped="interrupt", flaky="")

    def _best_so_far(self) -> Reduced[int]:
        return Reduced(tuple(sorted(self._best)), False, 0)

    def _green(self, kept: frozenset[int]) -> bool:
        try:
            tree = self.candidates.tree(kept)
        except Clash:
            return False
        return self.trials.ask(tree).green

    def _ends(self) -> tuple[Answer, Answer]:
        """How the test does without the change, and with all of it."""
        self._work.settings.progress("the test without the change, and with it")
        return self._both(frozenset(), self.candidates.everything, again=False)

    def _both(
        self, one: frozenset[int], other: frozenset[int], *, again: bool
    ) -> tuple[Answer, Answer]:
        trees = [self.candidates.tree(one), self.candidates.tree(other)]
        futures = [
            self.trials.executor.submit(self.trials.ask, tree, again=again) for tree in trees
        ]
        left = set(futures)
        while left:
            _, left = wait(left, LOOK, FIRST_COMPLETED)
        return futures[0].result(), futures[1].result()

    def _verify(self, without: Answer, fixed: Answer) -> None:
        if not fixed.green:
            raise Refusal(
                f"{_what(fixed)} with the whole change",
                found=last_lines(fixed.ran, 6),
                hint="it has to pass before anything can be left out; gitfix ran it in a clean checkout: "
                "is something missing there? --setup COMMAND installs it",
            )
        if without.green:
            raise Refusal(
                "the test passes without the change, too: it does not see the bug",
                found=(
                    f"run on the production tag with the tests of the fix: {self._commands.test}",
                    "an editable install takes the code from your checkout, not from where the test runs",
                ),
                hint='gitfix prove --test "…" says more',
            )
        if without.stage != "test":
            raise Refusal(
                f"without the change it is not the test that fails: {_what(without)}",
                found=last_lines(without.ran, 6),
                hint=f"leave out --{without.stage}, or name one that passes on the production tag",
            )
        if without.ran.stuck:
            self._work.note(
                f"without the change the test does not fail because of the bug: {without.ran.stuck}; "
                "what is kept may only be what lets it run: gitfix prove"
            )

    def _again(self, kept: frozenset[int]) -> str:
        """The ends once more, run now: why they are not to be believed; empty when they are."""
        self._work.settings.progress("the result once more, and the test without it")
        without, result = self._both(frozenset(), kept, again=True)
        if result.green and not without.green:
            return ""
        self.trials.forget()
        if not result.green:
            return "the smallest change that passed failed when it was run once more"
        return "without the change the test failed first, and passed when it was run once more"

    # -- on the way

    def _told(self, best: frozenset[int], tests: int) -> None:
        self._best = best
        spent, runs = time.monotonic() - self._began, max(self.trials.runs, 1)
        left = len(best) * spent / runs
        words = [
            f"{len(best)} of {plural(len(self.candidates.units), 'unit')} left",
            plural(self.trials.runs, "run"),
            f"{self.trials.hits} from cache",
            seconds(spent),
        ]
        self._work.settings.progress(", ".join(words) + f", at most about {seconds(left)} more")


def seconds(value: float) -> str:
    """`0.4 s`, `19 s`, `3 min`."""
    if value < 10:
        return f"{value:.1f} s"
    return f"{value:.0f} s" if value < 120 else age(int(value))


def _what(answer: Answer) -> str:
    names = {"check": "the check", "test": "the test", "keep-green": "what has to stay green"}
    name = names[answer.stage]
    if answer.ran.how == "limit":
        return f"{name} does not end in time"
    if answer.ran.report.ran is False:
        return f"{name} runs no test at all"
    return f"{name} fails (exit code {answer.ran.code})"


def _no_time() -> Refusal:
    return Refusal(
        "the time was over before the test had run once with the change and once without",
        hint="allow more: gitfix minimize --time-limit 30m",
    )


# -- the answer


def _outcome(
    work: Workspace,
    quarantined: Repository,
    hotfix: Hotfix,
    search: _Search,
    found: _Found,
    commands: Commands,
    asked: Asked,
    began: float,
) -> Outcome:
    candidates, trials = search.candidates, search.trials
    kept = frozenset(found.kept) if not found.flaky else candidates.everything
    tree = candidates.tree(kept)
    dropped = [unit for unit in candidates.units if unit.number not in kept]
    result = MinimizeResult(
        state="flaky" if found.flaky else "smaller" if dropped else "minimal",
        base=Against(hotfix.tag, hotfix.base),
        head=hotfix.head,
        branch=hotfix.branch,
        uncommitted=hotfix.uncommitted,
        test=printable(commands.test),
        units=len(candidates.units),
        kept=tuple(_kept(search, kept, unit) for unit in candidates.units if unit.number in kept),
        dropped=tuple(DroppedUnit(**_facts(unit)) for unit in dropped),  # type: ignore[arg-type]
        fixed=dict(candidates.kinds),
        runs=trials.runs,
        cache_hits=trials.hits,
        seconds=round(time.monotonic() - began, 1),
        one_minimal=found.one_minimal and not found.flaky,
        stopped=found.stopped,
        tree=tree,
        patch=dropped_patch(quarantined, hotfix.tree, tree) if dropped else "",
        show=asked.show,
    )
    if found.flaky:
        return Outcome(
            result,
            Exit.POLICY,
            found.flaky,
            "the test answers now so, now so: make it say the same each time, then run it again",
            notices=tuple(work.notices),
        )
    if found.stopped == "interrupt":
        hint = "what was found is kept: the same command goes on from there"
        return Outcome(
            result, Exit.INTERRUPTED, "stopped by you", hint, notices=tuple(work.notices)
        )
    result = applied(work, quarantined, hotfix, result, commands, asked.apply, asked.branch)
    return Outcome(result, notices=tuple(work.notices))


def _facts(unit: Unit) -> dict[str, object]:
    return {
        "path": unit.path,
        "line": unit.line,
        "last": unit.last,
        "kind": unit.kind,
        "added": unit.added,
        "deleted": unit.deleted,
    }


def _kept(search: _Search, kept: frozenset[int], unit: Unit) -> KeptUnit:
    """A needed unit, with what the test said without it."""
    facts = _facts(unit)
    try:
        answer = search.trials.known(search.candidates.tree(kept - {unit.number}))
    except Clash:
        return KeptUnit(**facts, without="another part of the change is in its place")  # type: ignore[arg-type]
    if answer is None or answer.green:
        return KeptUnit(**facts)  # type: ignore[arg-type]
    report = answer.ran.report
    failing = (
        tuple(report.having("failed") or report.having("error")) if answer.stage == "test" else ()
    )
    words = report.broken and f"{_what(answer)}: {report.broken}"
    return KeptUnit(
        **facts,  # type: ignore[arg-type]
        necessary_for=failing,
        without=printable(words or _what(answer)),
        output="\n".join(last_lines(answer.ran, OUTPUT)),
    )
