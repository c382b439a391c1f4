"""Runs a reproducer at commits of the past: with the fix's tests put onto their trees, in worktrees of gitfix's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gitfix.core.absence import is_absent
from gitfix.core.culprit import Seen
from gitfix.core.names import Oid, TreeId
from gitfix.core.proof import Ran
from gitfix.core.text import printable
from gitfix.git.tree_edit import Clash, find, replace_in_tree
from gitfix.operations.asking import Asking
from gitfix.operations.trial_commands import Commands
from gitfix.operations.trials import Trials

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.workspace import Workspace

SKIP = 125
"""The exit code with which a reproducer says that a commit cannot be tested (git bisect's own)."""
GOOD = ("green", "absent")
"""States without the fault."""
PROBES = 14
"""Older releases that are tried, each twice as far back as the one before."""


class Reproducer(Asking):
    """One reproducer on many commits; use as a context, which takes the worktrees away at its end."""

    def __init__(
        self,
        work: Workspace,
        quarantined: Repository,
        head: Oid,
        tests: Sequence[str],
        commands: Commands,
        *,
        test_limit: float | None = None,
    ) -> None:
        self._work = work
        self._repo = quarantined
        self.head = head
        super().__init__(
            Trials(work, quarantined, head, commands, test_limit=test_limit, what="culprit")
        )
        self._seen: dict[Oid, Seen] = {}
        self._fault = ""
        found = {path: find(quarantined, head, path) for path in tests}
        self._tests = {path: (e.mode, e.oid) if e else None for path, e in found.items()}

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Every commit that was asked about, in that order."""
        return tuple(self._seen.values())

    def at(self, commit: Oid, what: str, done: int = 0, total: int = 0) -> Seen:
        """How the reproducer does at `commit`; an answer that is known from before is taken."""
        known = self._seen.get(commit)
        if known is None:
            self._work.settings.progress(f"the reproducer at {what}", done, total)
            known = self._seen[commit] = self._run(commit)
        return known

    def _tree(self, commit: Oid) -> TreeId:
        """The tree of a commit, with the tests of the fix."""
        tree = TreeId(self._repo.git.line("rev-parse", "--verify", f"{commit}^{{tree}}"))
        return replace_in_tree(self._repo, tree, self._tests)

    def _run(self, commit: Oid) -> Seen:
        try:
            tree = self._tree(commit)
        except Clash:
            return Seen(commit, "unknown", SKIP, "the tests of the fix do not fit onto its tree")
        answer = self._answer(tree)
        if answer.green:
            self._trials.expect_seconds(answer.seconds)
        return _seen(commit, answer.ran, self._fault)

    def fault(self, commit: Oid, what: str) -> Seen:
        """How it does where the fault is known to be; other failures are told from this one later."""
        seen = self.at(commit, what)
        known = self._trials.known(self._tree(commit))
        self._fault = known.ran.tail if known else ""
        return seen


def _seen(commit: Oid, ran: Ran, fault: str) -> Seen:
    if ran.green:
        return Seen(commit, "green", ran.code)
    if ran.code == SKIP:
        return Seen(commit, "unknown", ran.code, "the reproducer says that it cannot be tested")
    if ran.stuck:
        return Seen(commit, "unknown", ran.code, printable(ran.stuck))
    if fault and is_absent(ran.tail, fault):
        return Seen(commit, "absent", ran.code, "what it tests is not there yet")
    failed = ran.report.having("failed")
    return Seen(commit, "red", ran.code, f"{printable(failed[0])} fails" if failed else "")


def good_and_bad(
    at: Callable[[Oid, int], Seen], older: Sequence[Oid], bad: Oid
) -> tuple[Oid | None, Oid]:
    """A commit that is green and the oldest red one after it: `older` is tried 1, 2, 4, 8 … steps back.

    The one that cannot be tested is passed by for its neighbour. None where all that is asked is red.
    """
    step, place = 1, 0
    for _ in range(PROBES):
        if place >= len(older):
            break
        seen = at(older[place], place)
        if seen.state in GOOD:
            return older[place], bad
        if seen.state == "red":
            bad = older[place]
            # The last one is tried as well: beyond it there is nothing to step to.
            place = min(place + step, len(older) - 1) if place < len(older) - 1 else len(older)
            step *= 2
        else:
            place += 1
    return None, bad


def answer(seen: Seen) -> int:
    """What git bisect is told."""
    return 0 if seen.state in GOOD else 1 if seen.state == "red" else SKIP
