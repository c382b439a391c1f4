"""`gitfix waive`: a rule does not apply this time; who says so, why, and until when goes into the record."""

from __future__ import annotations

from shlex import quote

from gitfix.core.names import BranchName
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.rules.registry import rule as known_rule
from gitfix.core.settings import Settings
from gitfix.core.value import dataclass
from gitfix.core.when import until as moment
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations.recording import Draft, record
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace


@dataclass(frozen=True)
class WaiveResult:
    """The recorded waiver. `until` is ISO 8601, UTC, empty for no end."""

    incident: str
    rule: str
    path: str
    reason: str
    until: str
    event: str


def waive(
    settings: Settings,
    rule: str,
    *,
    reason: str,
    path: str = "",
    until: str | None = None,
    incident: str | None = None,
) -> Outcome:
    """Record a waiver; Refusal for an unknown rule, an empty reason, or an end that is past."""
    known_rule(rule)
    if not reason.strip():
        raise Refusal("a waiver needs a reason", hint=f'gitfix waive {rule} --reason "why"')
    now = clock.now()
    again = f"gitfix waive {rule} --reason {quote(reason)}" + (
        f" --path {quote(path)}" if path else ""
    )
    end = _end(until, now, f"{again} --until 24h")
    work = open_workspace(settings)
    found = which_incident(work, incident)
    head = work.repo.refs.get(BranchName(found.branch).ref) if found.branch else None
    data = {"rule": rule, "path": path, "reason": reason, "until": end}
    about = {"branch": BranchName(found.branch).ref, "head": str(head)} if head else None
    step = record(
        work, found.id, Draft("waived", data, phase="development", step="minimal-change", git=about)
    )
    if not settings.dry_run:
        execute(work.repo, Plan("waive", (step,), found.id))
    event = "" if settings.dry_run else str(step.new)
    result = WaiveResult(found.id, rule, path, reason, clock.iso(end) if end else "", event)
    return Outcome(result, notices=tuple(work.notices))


def _end(until: str | None, now: int, again: str) -> int:
    if until is None:
        return 0
    try:
        end = moment(until, now)
    except ValueError as error:
        raise Refusal(str(error), hint=again) from None
    if end <= now:
        raise Refusal(f"{until} is past", hint=again)
    return end
