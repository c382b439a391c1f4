"""The check of one commit: git is set to work on the difference, and what looks at it is loaded meanwhile."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from gitfix.operations.check_base import measured_by

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult
    from gitfix.core.names import Oid
    from gitfix.git.diff import Coming
    from gitfix.operations.workspace import Workspace


def check_commit(
    work: Workspace,
    head: Oid,
    *,
    branch: str,
    base: str | None = None,
    staged: bool = False,
    whole: bool = False,
) -> CheckResult:
    """The report on `head`; Refusal when nothing says what it is based on. `whole`: nothing is too large to be read."""
    measured = measured_by(work, head, branch, base)
    with _changed(work, measured.commit, head, staged=staged) as coming:
        from gitfix.operations.check_report import again, report

        once_more = again(branch, base, staged=staged)
        return report(work, measured, head, branch, coming, whole=whole, again=once_more)


def _changed(
    work: Workspace, base: Oid, head: Oid, *, staged: bool
) -> AbstractContextManager[Coming]:
    diffs = work.repo.diffs
    if not staged:
        return diffs.reading(base, head)
    found = diffs.staged(base)
    return nullcontext(lambda: (len(found), iter(found)))
