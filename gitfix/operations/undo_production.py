"""What `gitfix undo` says of commands that changed production: nothing in git takes that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY
from gitfix.core.names import INCIDENTS
from gitfix.core.outcome import Refusal
from gitfix.core.text import printable
from gitfix.operations.rollback_record import IN_PRODUCTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitfix.core.event import Event
    from gitfix.core.plan import Plan
    from gitfix.operations.workspace import Workspace


def require_only_git(work: Workspace, plan: Plan) -> None:
    """Refusal where the operation told of something that production does not forget, with the way back there."""
    for event in _events(work, plan):
        data = event.data
        if event.type in IN_PRODUCTION:
            start, target = (printable(str(data.get(key, ""))) for key in ("from", "to"))
            done = event.type == "rolled-back"
            raise Refusal(
                f"production was taken back from {start} to {target}: no undo in git changes that"
                if done
                else f"going back from {start} to {target} was tried, and failed: no undo changes what it did",
                hint=f"to {start} once more: gitfix rollback execute --to {start}\n"
                "with a better fix: gitfix status"
                if done
                else "look at production, then: gitfix rollback execute",
            )
        if event.type == "ran" and event.step == DEPLOY:
            raise Refusal(
                "the last thing that was done here is a deploy: no undo in git takes it back",
                hint="the release before: gitfix rollback execute    how ready that is: gitfix rollback plan",
            )


def _events(work: Workspace, plan: Plan) -> Iterator[Event]:
    """What the operation recorded."""
    for step in plan.refs():
        if step.ref != INCIDENTS + plan.incident or step.new.is_zero:
            continue
        known = (
            {oid for oid, _ in work.record.events(plan.incident, step.old)}
            if not step.old.is_zero
            else set()
        )
        yield from (
            event for oid, event in work.record.events(plan.incident, step.new) if oid not in known
        )
