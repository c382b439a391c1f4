"""The search of `gitfix minimize`: both ends, ddmin between them, and both ends once more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from gitfix.core.ddmin import Reduced, ddmin
from gitfix.core.endings import exit_words
from gitfix.core.outcome import Refusal
from gitfix.core.related import arrange
from gitfix.core.span import age
from gitfix.core.text import plural
from gitfix.core.unit_names import dependents
from gitfix.core.value import dataclass, replace
from gitfix.git.tree_edit import Clash
from gitfix.operations.endable import Endable
from gitfix.operations.repeats import Repeats, all_of
from gitfix.operations.trial_answers import Answer, last_lines
from gitfix.operations.trial_commands import Commands
from gitfix.operations.trials import Stopped, Trials

if TYPE_CHECKING:
    import threading

    from gitfix.operations.candidates import Candidates
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Found:
    """What the search came to. `answers`: how the test did without each kept unit."""

    kept: tuple[int, ...]
    one_minimal: bool
    stopped: Literal["", "time", "interrupt"]
    flaky: str = ""


class Search:
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
        self._endable = Endable(trials.executor)
        self._repeats = Repeats(trials)
        self._likely: frozenset[int] | None = None

    # -- the search

    def run(self) -> Found:
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
        contents = self.candidates.contents()
        hints = self.candidates.hints(without.ran.tail)
        tree = arrange(self.candidates.files, contents, hints, self.candidates.noise())
        if self._jobs > 1:
            # Two at once: this run is needed in any case, and the second test is a guess.
            self._repeats.begin(self.candidates.tree(frozenset()))
        try:
            done = ddmin(
                numbers,
                self._green,
                tree=tree,
                wholes=[frozenset(u.number for u in file.units) for file in self.candidates.files],
                after=dependents(self.candidates.files, contents),
                executor=self._endable,
                width=self._jobs,
                stop=lambda: self.trials.late,
                told=self._told,
                give_up=self._endable.give_up,
                spare=self._spare,
            )
            stopped = "" if done.one_minimal else "time"
        except KeyboardInterrupt:
            done, stopped = self._best_so_far(), "interrupt"
        except Stopped:
            done, stopped = self._best_so_far(), "time"
        if stopped:
            self.trials.stop()
        found = Found(done.kept, done.one_minimal, stopped)
        if stopped == "interrupt" or (stopped == "time" and len(done.kept) == len(everything)):
            return found
        self.trials.resume()
        try:
            return replace(found, flaky=self._again(frozenset(done.kept)))
        except KeyboardInterrupt:
            return replace(found, stopped="interrupt", flaky="")

    def _best_so_far(self) -> Reduced[int]:
        return Reduced(tuple(sorted(self._best)), False, 0)

    def _green(self, kept: frozenset[int], unwanted: threading.Event | None = None) -> bool:
        try:
            tree = self.candidates.tree(kept)
        except Clash:
            return False
        return self.trials.ask(tree, stop=unwanted.is_set if unwanted else None).green

    def _ends(self) -> tuple[Answer, Answer]:
        """How the test does without the change, and with all of it."""
        self._work.settings.progress("the test without the change, and with it")
        trees = (self.candidates.tree(kept) for kept in (frozenset(), self.candidates.everything))
        futures = [self.trials.executor.submit(self.trials.ask, tree) for tree in trees]
        without, fixed = all_of(futures)
        return without, fixed

    def _spare(self, likely: frozenset[int] | None) -> None:
        """A job is free: what will likely be the answer is run once more, which is done at the end else."""
        likely = likely or None  # with nothing at all it is red, and repeated anyway
        if likely == self._likely:
            return
        if self._likely is not None:
            self._repeats.drop(self.candidates.tree(self._likely))
        if likely is not None:
            self._repeats.begin(self.candidates.tree(likely))
        self._likely = likely

    def _verify(self, without: Answer, fixed: Answer) -> None:
        if not fixed.green:
            raise Refusal(
                f"{what_failed(fixed)} with the whole change",
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
                f"without the change it is not the test that fails: {what_failed(without)}",
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
        without, result = self._repeats.answers(
            self.candidates.tree(frozenset()), self.candidates.tree(kept)
        )
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


def what_failed(answer: Answer) -> str:
    """Which of the commands failed, and how."""
    names = {"check": "the check", "test": "the test", "keep-green": "what has to stay green"}
    name = names[answer.stage]
    if answer.ran.how == "limit":
        return f"{name} does not end in time"
    if answer.ran.report.ran is False:
        return f"{name} runs no test at all"
    return f"{name} fails ({exit_words(answer.ran.code)})"


def _no_time() -> Refusal:
    return Refusal(
        "the time was over before the test had run once with the change and once without",
        hint="allow more: gitfix minimize --time-limit 30m",
    )
