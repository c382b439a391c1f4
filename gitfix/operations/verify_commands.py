"""What `gitfix backport --verify` runs on each result: the team's regression commands, and the test of the proof.

The team's commands run where they are trusted; the proof's test where this clone has typed it (`gitfix prove`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.playbook import REGRESSION
from gitfix.core.regression import choose
from gitfix.core.text import brief
from gitfix.core.value import dataclass
from gitfix.operations.furnish import LIMIT
from gitfix.operations.proof_kept import KeptProof, kept
from gitfix.operations.trust import STEPS, TESTS, allowed

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.core.playbook import Playbook
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace

FOLDER = "verified"
"""Where what has passed is noted, in gitfix's own folder of a clone."""


@dataclass(frozen=True)
class Checks:
    """`team`: the team's playbook, where its commands may run. `proof`: the test that saw the bug."""

    team: Playbook | None
    proof: KeptProof | None

    @property
    def setup(self) -> str:
        """What the proof's test needs once in each worktree."""
        return self.proof.setup if self.proof else ""

    def commands(self, paths: Sequence[str]) -> list[tuple[str, float]]:
        """Each command with its limit in seconds: the step's own, the tests for `paths`, the proof's."""
        step = self.team.step(REGRESSION) if self.team else None
        own = list(step.commands) if step else []
        chosen = [one.command for one in choose(self.team.tests, paths).chosen] if self.team else []
        limit = step.limit if step else LIMIT
        found = dict.fromkeys([*own, *chosen], limit)
        if self.proof and self.proof.test not in found:
            found[self.proof.test] = self.proof.limit or limit
        return list(found.items())

    def mark(self, work: Workspace, row: TargetResult, commands: list[tuple[str, float]]) -> Path:
        """The note that this very tree has passed these commands."""
        setup = work.config.text("worktree.setup")
        words = [str(row.tree), setup, self.setup, *(command for command, _ in commands)]
        name = hashlib.sha256("\0".join(words).encode("utf-8", "surrogateescape")).hexdigest()
        return work.repo.private / FOLDER / name


def checks(work: Workspace, carried: Carried, *, wanted: bool) -> Checks | None:
    """What may run here; None when nothing does. Refusal when it is `wanted`, and why not."""
    from gitfix.operations.playbook import load_playbook

    proof = kept(work.repo, carried.incident)
    playbook = load_playbook(work)
    step = playbook.step(REGRESSION)
    keys = ([f"{STEPS}{REGRESSION}"] if step and step.commands else []) + (
        [TESTS] if playbook.tests else []
    )
    others = _proof_of_others(work, carried) if wanted and proof is None else ""
    if not keys:
        if proof is None and wanted:
            raise Refusal(
                "--verify: there is nothing to run: the team's file names no regression tests",
                found=(others,) if others else (),
                hint="name them in .gitfix.toml: [steps.regression] commands, or [[tests]]\n"
                'or prove the fix here first, its test is run then: gitfix prove --test "…"',
            )
        return Checks(None, proof) if proof else None
    if others:
        work.note(others)
    if all(allowed(work, key) for key in keys):
        return Checks(playbook, proof)
    if wanted:
        raise Refusal(
            "--verify: the team's commands are not trusted in this clone", hint="gitfix trust"
        )
    work.note("the team's tests are not run: their commands are not trusted here: gitfix trust")
    return Checks(None, proof) if proof else None


def _proof_of_others(work: Workspace, carried: Carried) -> str:
    """A proof from another clone is named, and not run: whoever can push can write into the record."""
    from gitfix.operations.which import load

    proof = load(work, carried.incident).proof if carried.incident else None
    if proof is None or proof.verdict != "proved":
        return ""
    by = brief(proof.by, 40)
    return f"{by} proved the fix in another clone: that test runs here once you have run it here"
