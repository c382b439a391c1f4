"""The proof that a test sees a bug: run without the fix and with it, on trees that are made in memory.

`gitfix prove` asks for the production tag and the hotfix; a backport, for a target's tip and its result.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core import glob
from gitfix.core.change import FileChange
from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.proof import Judged, Ran, judge
from gitfix.core.value import dataclass
from gitfix.git.slots import quarantine
from gitfix.git.tree_edit import Clash, find, replace_in_tree
from gitfix.operations.asking import Asking
from gitfix.operations.candidates import test_patterns
from gitfix.operations.trial_commands import Commands
from gitfix.operations.trials import Trials

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Proof:
    """The verdict, and the runs it rests on."""

    judged: Judged
    without: tuple[Ran, ...]
    fixed: tuple[Ran, ...]

    @property
    def not_affected(self) -> bool:
        """Whether the test passes without the fix as well: there is no bug here that it could see."""
        return self.judged.verdict == "not_red" and all(run.green for run in self.without)


class Prover(Asking):
    """Runs one test for several proofs, in one worktree; use as a context."""

    def __init__(
        self,
        work: Workspace,
        quarantined: Repository,
        commit: Oid,
        commands: Commands,
        *,
        repeat: int = 1,
        test_limit: float | None = None,
    ) -> None:
        self._work = work
        self._repo = quarantined
        self._repeat = repeat
        super().__init__(
            Trials(work, quarantined, commit, commands, test_limit=test_limit, what="prove")
        )

    def changed_tests(self, base: str, head: str, tests: Sequence[str]) -> tuple[str, ...]:
        """Test files that differ between two trees, old names of renamed ones too."""
        return test_paths(self._repo, [(base, head)], test_patterns(self._work, tests))

    def proof(self, without: str, fixed: str, paths: Sequence[str]) -> Proof:
        """The proof for the tree `without` the fix, with the files `paths` of the tree that is `fixed`."""
        entries = {}
        for path in paths:
            entry = find(self._repo, fixed, path)
            entries[path] = (entry.mode, entry.oid) if entry else None
        try:
            red = replace_in_tree(self._repo, _tree(self._repo, without), entries)
        except Clash as clash:
            raise Refusal(
                "the tests of the fix cannot be put onto the tree without it",
                found=(f"{clash} is a file there and a folder here, or the other way round",),
                hint="name the tests that can: gitfix prove --tests PATTERN",
            ) from None
        green = _tree(self._repo, fixed)
        first = self._run(green, "with the fix", 0)
        self._trials.expect_seconds(first[1])
        fixed_runs, red_runs = [first[0]], []
        for number in range(self._repeat):
            if number:
                fixed_runs.append(self._run(green, "with the fix", number)[0])
            red_runs.append(self._run(red, "without the fix", number)[0])
        return Proof(judge(red_runs, fixed_runs), tuple(red_runs), tuple(fixed_runs))

    def run(self, tree: str) -> Ran:
        """One run on a tree or commit as it is."""
        return self._run(_tree(self._repo, tree), "with the fix", 0)[0]

    def _run(self, tree: TreeId, what: str, number: int) -> tuple[Ran, float]:
        again = f", {number + 1} of {self._repeat}" if self._repeat > 1 else ""
        self._work.settings.progress(f"the test {what}{again}")
        answer = self._answer(tree, again=True)
        return answer.ran, answer.seconds


def proof_on(
    work: Workspace,
    without: Oid,
    fixed: Oid,
    command: str,
    *,
    tests: Sequence[str] = (),
    paths: Sequence[str] | None = None,
    repeat: int = 1,
    setup: str = "",
    test_limit: float | None = None,
) -> Proof:
    """One proof by itself: is `command` red on the commit `without` and green on the commit `fixed`?

    `paths`: the files of `fixed` that are the test; else what differs between both and is a test by the team's
    patterns, or by `tests`.
    """
    commands = Commands(command, setup=setup)
    with contextlib.ExitStack() as stack:
        quarantined = stack.enter_context(quarantine(work.repo))
        prover = stack.enter_context(
            Prover(work, quarantined, fixed, commands, repeat=repeat, test_limit=test_limit)
        )
        chosen = prover.changed_tests(without, fixed, tests) if paths is None else paths
        return prover.proof(without, fixed, chosen)


def test_paths(
    repo: Repository, pairs: Sequence[tuple[str, str]], patterns: tuple[str, ...]
) -> tuple[str, ...]:
    """Files called like `patterns` that differ between the trees of any pair, old names of renamed ones too."""
    changes = [one for base, head in pairs for one in repo.diffs.between(base, head)]
    return tuple(dict.fromkeys(path for one in changes for path in _paths(one, patterns)))


def _paths(change: FileChange, patterns: tuple[str, ...]) -> list[str]:
    names = {change.path, change.old_path} if change.status == "R" else {change.path}
    return sorted(names) if glob.matches(change.path, patterns) else []


def _tree(repo: Repository, name: str) -> TreeId:
    """The tree of a commit, or a tree itself."""
    return TreeId(repo.git.line("rev-parse", "--verify", "--end-of-options", f"{name}^{{tree}}"))
