"""`gitfix run monitoring --auto-rollback`: what is not well takes production back at once, without a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.rollback import RollbackRun
from gitfix.core.run_result import RunResult, RunStep
from gitfix.core.text import printable
from gitfix.core.value import replace
from gitfix.operations import rollback_run
from gitfix.operations.rollback_checks import COMMAND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.settings import Settings
    from gitfix.operations.workspace import Workspace


def require_way_back(work: Workspace) -> None:
    """Refusal before anything is measured where nobody has said how production is taken back, or it is not trusted."""
    rollback_run.command_of(work, COMMAND)


def wanted(rows: Sequence[RunStep]) -> bool:
    """Whether a metric has ended badly: ^C, and a command that failed, are no reason to go back."""
    return any(row.metrics and row.state == "failed" for row in rows)


def go_back(settings: Settings, watched: Outcome) -> Outcome:
    """`watched`, and what became of the way back; the exit code stays POLICY: the hotfix is not well."""
    assert isinstance(watched.result, RunResult)
    settings.show(f"{watched.message}\nproduction goes back\n", "warning")
    try:
        back = rollback_run.execute(settings, yes=True, incident=watched.result.incident)
    except Refusal as refusal:
        return replace(
            watched,
            message=f"{watched.message}; production did not go back: {_told(refusal)}",
            hint="\n".join(filter(None, (refusal.hint, watched.hint))),
        )
    assert isinstance(back.result, RollbackRun)
    result = replace(watched.result, rollback=back.result, next=back.result.next)
    name = printable(back.result.target.name)
    said = f"production is back at {name}" if not back.message else back.message
    following = back.hint or "\n".join(
        (f"next: {back.result.next}", "over without a fix? gitfix close --as rolled-back")
    )
    return replace(
        watched,
        result=result,
        message=f"{watched.message}; {said}",
        hint=following,
        notices=(*watched.notices, *back.notices),
    )


def _told(refusal: Refusal) -> str:
    found = f" ({'; '.join(refusal.found)})" if refusal.found else ""
    return f"{refusal.message}{found}"
