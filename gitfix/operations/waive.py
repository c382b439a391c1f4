"""`gitfix waive`: a rule of the check does not apply this time, or a step of the playbook is put off or left out.

Who says so, why, and until when goes into the record.
"""

from __future__ import annotations

from shlex import quote

from gitfix.core.names import BranchName
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.rules.ids import RULE_IDS
from gitfix.core.settings import Settings
from gitfix.core.waiver import WaiveResult
from gitfix.core.when import end_of
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations.recording import Draft, record
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace


def waive(
    settings: Settings,
    rule: str,
    *,
    reason: str,
    path: str = "",
    until: str | None = None,
    incident: str | None = None,
) -> Outcome:
    """Record a waiver of the rule or step called `rule`.

    Refusal for a name that is neither, an empty reason, an end that is past; POLICY for a step that the playbook
    does not let go.
    """
    if rule not in RULE_IDS:
        from gitfix.operations.override import override

        return override(settings, rule, reason, path, until, incident)
    if not reason.strip():
        raise Refusal(
            "a waiver needs a reason", hint=f'gitfix waive {rule} --reason "why"', exit=Exit.USAGE
        )
    now = clock.now()
    again = f"gitfix waive {rule} --reason {quote(reason)}" + (
        f" --path {quote(path)}" if path else ""
    )
    end = end_of(until, now, f"{again} --until 24h")
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
    result = WaiveResult(found.id, rule, "", path, reason, clock.iso(end) if end else "", event)
    return Outcome(result, notices=tuple(work.notices))
