"""The check of one commit: git is set to work on the difference, and what looks at it is loaded meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.operations.check_begin import Begun

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult
    from gitfix.core.names import Oid
    from gitfix.operations.workspace import Workspace


def check_commit(
    work: Workspace,
    head: Oid,
    *,
    branch: str,
    base: str | None = None,
) -> CheckResult:
    """The report on `head`; Refusal when nothing says what it is based on."""
    return ended(Begun(work, branch, head, base, staged=False))


def ended(begun: Begun, *, whole: bool = False) -> CheckResult:
    """The report on what was begun. `whole`: nothing is too large to be read."""
    with begun:
        from gitfix.operations.check_report import report

        return report(begun, whole=whole)
