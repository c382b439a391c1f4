"""What a coverage report says of the lines that a fix changes: how many of them no test has run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.change import Hunk
from gitfix.core.coverage import Coverage, never_run, of_file, read_coverage
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, plural, printable

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

USUAL = (
    *("coverage.xml", ".coverage", "lcov.info", "coverage/lcov.info"),
    *("coverage/cobertura-coverage.xml", "coverage.out", "cover.out"),
    *("target/site/jacoco/jacoco.xml", "build/reports/jacoco/test/jacocoTestReport.xml"),
)
LARGEST = 64 << 20
"""Bytes of a report that are read."""


def covered(work: Workspace, pairs: Sequence[tuple[Oid, Oid]], named: str | None) -> str:
    """In words; empty where there is no report of the code before the fix.

    `named`: a report of that code. Else one at a usual place: in its tree, or in the checkout while it is that tree.
    """
    base = pairs[0][0]
    name, coverage = _named(work, named) if named else _usual(work, base)
    if not coverage.files:
        return ""
    shown = printable(name)
    for lines, what in ((_removed, "that the fix changes"), (_beside, "beside what the fix adds")):
        known, unrun = _counted(work, pairs, coverage, lines)
        if unrun:
            return f"by {shown} no test ran {unrun:,} of {plural(known, 'line')} {what}"
        if known:
            return f"by {shown} tests ran {plural(known, 'line')} {what}, and did not see it"
    return f"{shown} knows none of the lines that the fix changes"


def _counted(
    work: Workspace,
    pairs: Sequence[tuple[Oid, Oid]],
    coverage: Coverage,
    lines: Callable[[Hunk], Iterable[int]],
) -> tuple[int, int]:
    """How many of the old `lines` the report knows, and how many of these no test has run."""
    known = unrun = 0
    for old, new in pairs:
        for change in work.repo.diffs.blind(old, new):
            numbers = sorted({number for hunk in change.hunks for number in lines(hunk)})
            blob = work.repo.batch.read([change.old_oid])[0] if coverage.run_only else None
            source = decode(blob.data) if blob else ""
            count, never = never_run(of_file(coverage, change.old_path, source), numbers)
            known, unrun = known + count, unrun + never
    return known, unrun


def _removed(hunk: Hunk) -> Iterable[int]:
    return range(hunk.old_start, hunk.old_start + len(hunk.removed))


def _beside(hunk: Hunk) -> Iterable[int]:
    """Code that was left out has no line of its own: the two that it now stands between."""
    return (hunk.old_start, hunk.old_start + 1)


def _named(work: Workspace, named: str) -> tuple[str, Coverage]:
    path = Path(named).expanduser()
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        return path.name, read_coverage(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Refusal(
            f"{printable(named)} cannot be read as a coverage report",
            found=(printable(str(error)),),
            hint="Cobertura or JaCoCo XML, lcov, Go's cover profile, or .coverage: gitfix culprit --coverage FILE",
        ) from None


def _usual(work: Workspace, base: Oid) -> tuple[str, Coverage]:
    tree = work.repo.worktree
    if tree is not None and work.repo.refs.commit("HEAD") == base:
        for name in USUAL:
            path = tree / name
            with contextlib.suppress(OSError, ValueError):
                if not path.is_symlink() and path.stat().st_size <= LARGEST:
                    return name, read_coverage(path.read_bytes())
    for name, blob in zip(USUAL, work.repo.batch.read([f"{base}:{n}" for n in USUAL]), strict=True):
        if blob is not None and blob.type == "blob":
            with contextlib.suppress(ValueError):
                return name, read_coverage(blob.data)
    return "", Coverage({})
