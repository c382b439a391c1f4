"""`gitfix backport --keep-going`: what does not conflict lands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.value import replace
from gitfix.operations.backport_landing import land, prepare
from gitfix.operations.one_by_one import land_each

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


def land_clean(
    work: Workspace, carried: Carried, result: BackportResult, *, push: bool, one_by_one: bool
) -> BackportResult:
    """Land what does not conflict (`push`: there is a remote, and it may be asked to take it)."""
    stuck = [row for row in result.targets if row.state == "conflict"]
    rest = replace(result, targets=tuple(row for row in result.targets if row not in stuck))
    if work.truth.remote and not push:
        done = prepare(work, carried, rest)
    elif work.truth.remote and one_by_one:
        done = land_each(work, carried, rest)
    else:
        done = land(work, carried, rest)
    rows = {row.branch: row for row in done.targets}
    return replace(done, targets=tuple(rows.get(row.branch, row) for row in result.targets))
