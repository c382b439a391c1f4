"""What to type when a step of `gitfix run` did not pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY

if TYPE_CHECKING:
    from gitfix.core.run_result import RunStep
    from gitfix.operations.case import Case


def go_on(bad: RunStep, again: str) -> str:
    """After ^C."""
    if bad.step == DEPLOY:
        return f"look at production, then: {again} --again"
    return f"go on: {again} --resume" if bad.metrics else f"again: {again}"


def way_out(case: Case, bad: RunStep, again: str) -> str:
    """After a failure, or where nothing tests what has changed."""
    if bad.metrics:
        back = case.incident.base.tag or case.incident.base.commit[:7]
        return f"back to {back}: gitfix rollback execute\nmeasure once more: {again} --again"
    if bad.state == "gap":
        return (
            "name a test for these paths in [[tests]] of .gitfix.toml on the default branch\n"
            f'go on without it, on record: gitfix waive {bad.step} --reason "why"'
        )
    if bad.step == DEPLOY:
        return f"look at production, then: {again} --again"
    return f"fix, commit, then: {again}"
