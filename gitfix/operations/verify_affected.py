"""Which targets have no bug: the fix's own tests pass there without the fix.

For `gitfix backport --verify`, after the team's regression commands have passed on a result: the test files that the
fix changes are put onto the target as it is, and the same commands are run there. What is green without the fix
does not need it, and that is worth knowing before one more line is changed; the fix is carried all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core import glob
from gitfix.core.outcome import Refusal
from gitfix.core.value import replace
from gitfix.operations.candidates import test_patterns
from gitfix.operations.proof import proof_on

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.operations.verify_commands import Checks
    from gitfix.operations.workspace import Workspace

_WORDS = {"yes": True, "no": False, "unknown": None}


def with_affected(
    work: Workspace,
    row: TargetResult,
    chosen: Checks,
    paths: Sequence[str],
    mark: Path,
) -> TargetResult:
    """`row` with `affected`; None stays where the fix changes no test there, or none can be run without it.

    `mark`: the note that the result has passed; the answer is kept beside it, for the same tree and commands.
    """
    own = chosen.proof.paths if chosen.proof else ()
    patterns = test_patterns(work, ())
    tests = [path for path in paths if path in own or glob.matches(path, patterns)]
    if not tests:
        return row
    note = mark.with_name(f"{mark.name}-{row.before.short}")
    if note.exists():
        return replace(row, affected=_WORDS.get(note.read_text("ascii").strip()))
    work.settings.progress(f"testing {row.branch} without the fix")
    answer = _answer(work, row, chosen, paths, tests)
    note.write_text(answer, "ascii")
    return replace(row, affected=_WORDS[answer])


def _answer(
    work: Workspace,
    row: TargetResult,
    chosen: Checks,
    paths: Sequence[str],
    tests: Sequence[str],
) -> str:
    """One command that fails because of the bug is enough; all have to pass for a line to be without it."""
    green = True
    for command, limit in chosen.commands(paths):
        try:
            proof = proof_on(
                work,
                row.before,
                row.after,
                command,
                paths=tests,
                setup=chosen.setup,
                test_limit=limit,
            )
        except Refusal:
            return "unknown"
        if proof.judged.verdict == "proved":
            return "yes"
        green = green and proof.not_affected
    return "no" if green else "unknown"
