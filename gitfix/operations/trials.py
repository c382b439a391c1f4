"""Runs a test on candidate trees: worktrees of gitfix's own, several at once, and every answer is kept by tree id."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from gitfix.core.endings import it_ended
from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.git.bench import bench
from gitfix.git.slots import Slot, slot
from gitfix.host.marked import stop_marked
from gitfix.host.signals import undisturbed
from gitfix.operations.trial_answers import Answer, Answers, last_lines
from gitfix.services.trial import Spot, Trial, run_trial

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.trial_commands import Commands
    from gitfix.operations.workspace import Workspace

SPARE, TIMES = 10.0, 5.0
"""A test may take five times as long as with the whole change, and ten seconds more."""
SETUP_LIMIT = 1800.0
"""Seconds that `--setup` may take."""


class Stopped(Exception):
    """A run that was ended by ^C, by the end of the time, or because nobody waits for it: it says nothing."""


class Trials:
    """One test, run on trees; use as a context, which takes the worktrees away at its end."""

    def __init__(
        self,
        work: Workspace,
        quarantined: Repository,
        commit: Oid,
        commands: Commands,
        *,
        jobs: int = 1,
        test_limit: float | None = None,
        deadline: float | None = None,
        what: str = "minimize",
    ) -> None:
        self._work = work
        self._repo = work.repo
        self._quarantined = quarantined
        self._commit = commit
        self._commands = commands
        self._jobs = jobs
        self._limit = test_limit
        self._adapted: float | None = None
        self._deadline = deadline
        self._what = what
        self._stack = contextlib.ExitStack()
        self._lock = threading.Lock()
        self._idle: list[tuple[Slot, Spot]] = []
        self._slots: list[Slot] = []
        self._kept = work.repo.private / "trials" / f"{commands.key()}.jsonl"
        self._stopping = threading.Event()
        self._active = 0
        self.runs = 0
        self.hits = 0
        self.spent = 0.0
        """Seconds of all runs together."""

    def __enter__(self) -> Trials:
        self._stack.__enter__()
        self.executor = ThreadPoolExecutor(self._jobs, thread_name_prefix="gitfix-trial")
        self._answers = Answers(self._kept)
        return self

    def __exit__(self, *why: object) -> None:
        self.stop()
        self.executor.shutdown(cancel_futures=True)
        self._stack.close()

    # -- time

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return self._deadline is not None and time.monotonic() >= self._deadline

    def expect_seconds(self, seconds: float) -> None:
        """From now on no run may take much longer than this one, which was green."""
        if self._limit is None:
            self._adapted = seconds * TIMES * max(1, min(self._jobs, 4)) + SPARE

    def stop(self) -> None:
        """End everything that runs."""
        self._stopping.set()
        with undisturbed():
            while self._active:
                for one in self._slots:
                    stop_marked(one.mark)
                time.sleep(0.01)

    def resume(self) -> None:
        """After the end of the time: what is run from now on is run for good."""
        self._deadline = None
        self._stopping.clear()

    # -- running

    def known(self, tree: TreeId) -> Answer | None:
        """The kept answer for a tree."""
        return self._answers.get(tree)

    def ask(
        self, tree: TreeId, *, again: bool = False, stop: Callable[[], bool] | None = None
    ) -> Answer:
        """How `tree` does; `again`: run now, whatever is known. Stopped where there was no time, or on `stop`."""
        found = None if again else self._answers.get(tree)
        if found is not None:
            with self._lock:
                self.hits += 1
            return found
        with self._taken() as place:
            answer = self._run(place, tree, stop)
        with self._lock:
            self.spent += answer.seconds
            self._answers.learn(tree, answer)
        return answer

    def forget(self) -> None:
        """Drop every kept answer: they contradict each other."""
        self._answers.forget()

    @contextlib.contextmanager
    def _taken(self) -> Iterator[tuple[Slot, Spot]]:
        with self._lock:
            self._active += 1
            if self._idle:
                mine = self._idle.pop()
            else:
                made = self._stack.enter_context(
                    slot(self._repo, self._quarantined, self._commit, self._what)
                )
                beside = self._stack.enter_context(
                    bench(self._repo, worktree=True, what=self._what)
                )
                mine = made, Spot(made.path, beside.path, made.mark)
                self._slots.append(made)
        try:
            yield mine
        finally:
            with self._lock:
                self._idle.append(mine)
                self._active -= 1

    def _run(
        self, place: tuple[Slot, Spot], tree: TreeId, stop: Callable[[], bool] | None
    ) -> Answer:
        mine, spot = place
        self._go_on(stop)
        mine.begin()
        if mine.fresh:
            self._set_up(mine, spot)
        self._go_on(stop)
        mine.hold(tree)
        self._go_on(stop)
        spent = 0.0
        for stage, command in self._commands.stages():
            if stage == "test":
                with self._lock:
                    self.runs += 1
            done = self._bounded(command, spot, stop)
            spent += done.seconds
            if not done.ran.green:
                return Answer(False, stage, done.ran, spent)
        return Answer(True, "test", done.ran, spent)

    def _go_on(self, stop: Callable[[], bool] | None) -> None:
        if self._stopping.is_set() or (stop is not None and stop()):
            raise Stopped

    def _bounded(self, command: str, spot: Spot, stop: Callable[[], bool] | None) -> Trial:
        """A run within the test's own limit, and within what is left of the time."""
        limit = self._limit or self._adapted
        left = None if self._deadline is None else max(self._deadline - time.monotonic(), 0.0)
        bounds = [value for value in (limit, left) if value is not None]
        done = run_trial(
            command,
            spot,
            limit=min(bounds, default=SETUP_LIMIT),
            reports=self._commands.reports,
            stop=stop,
        )
        out_of_time = done.ran.how == "limit" and self.late
        if done.stopped or self._stopping.is_set() or out_of_time:
            raise Stopped
        return done

    def _set_up(self, mine: Slot, spot: Spot) -> None:
        from gitfix.operations.furnish import furnish

        with self._lock:
            furnish(self._work, mine.path)
        if self._commands.setup:
            done = run_trial(self._commands.setup, spot, limit=SETUP_LIMIT)
            if done.stopped or self._stopping.is_set():
                raise Stopped
            if done.ran.code != 0 or done.ran.how != "exit":
                raise Refusal(
                    f"the set-up {it_ended(done.ran.code)}",
                    found=last_lines(done.ran, 4),
                    hint=f"try it by hand in a clean checkout: {self._commands.setup}",
                )
        mine.settle()
