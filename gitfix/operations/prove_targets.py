"""`gitfix prove --on`: the proof on the results of a backport, where the bug may be or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.endings import it_ended
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.proof import Ran
from gitfix.core.proved import Side, TargetProof, TargetVerdict
from gitfix.core.text import printable
from gitfix.operations.trial_answers import last_lines

if TYPE_CHECKING:
    from gitfix.operations.candidates import Hotfix
    from gitfix.operations.proof import Prover
    from gitfix.operations.workspace import Workspace

LINES = 12
"""Lines of output that are kept of each side."""


def side(commit: Oid, tag: str, runs: Sequence[Ran]) -> Side:
    """What the test said of one commit, with the end of its output."""
    first = runs[0]
    return Side(commit, tag, first.code, len(runs), "\n".join(last_lines(first, LINES)))


def on_targets(
    work: Workspace,
    hotfix: Hotfix,
    prover: Prover,
    names: tuple[str, ...],
    paths: tuple[str, ...],
) -> tuple[TargetProof, ...]:
    """A row for each target that `names` choose, in memory: nothing is moved. Refusal for what is not committed."""
    if not names:
        return ()
    from gitfix.operations import targets
    from gitfix.operations.backport_compute import Way, compute
    from gitfix.operations.load import find_load

    if hotfix.uncommitted:
        raise Refusal(
            "your checkout holds changes that are not committed: no backport has them",
            hint="commit them first, then the same again",
        )
    work.repo.merges.require()
    carried = find_load(work, hotfix.branch or hotfix.head, None)
    found = targets.find(work, carried.numbers, carried.component, carried.load.branch, names)
    found = targets.at_truth(work, found)
    rows = []
    for row in compute(work, carried, found, Way(), {}):
        if row.state in ("conflict", "refused", "reverted"):
            why = row.reason or "the fix conflicts there"
            rows.append(TargetProof(row.branch, "conflict", why, None, None))
        elif not row.moves:
            ran = prover.run(row.after)
            why = "" if ran.green else f"it {it_ended(ran.code)}"
            verdict: TargetVerdict = "contained" if ran.green else "not_green"
            rows.append(TargetProof(row.branch, verdict, why, None, side(row.after, "", [ran])))
        else:
            rows.append(_on_target(row.branch, row.before, row.after, prover, paths))
    return tuple(rows)


def _on_target(
    branch: str, before: Oid, after: Oid, prover: Prover, paths: tuple[str, ...]
) -> TargetProof:
    proof = prover.proof(before, after, paths)
    verdict: TargetVerdict = "not_affected" if proof.not_affected else proof.judged.verdict
    why = "it passes there without the fix" if proof.not_affected else printable(proof.judged.why)
    return TargetProof(
        branch, verdict, why, side(before, "", proof.without), side(after, "", proof.fixed)
    )
