"""`gitfix check`: measure a hotfix, ask every rule, apply the waivers, give a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core import glob
from gitfix.core.check_values import (
    ERROR,
    OFF,
    WAIVE,
    WARNING,
    Base,
    CheckInput,
    CheckPolicy,
    CheckResult,
    Count,
    NoiseCount,
    Violation,
)
from gitfix.core.measure import Subject, measure
from gitfix.core.rules.base import Finding, Rule, typed
from gitfix.core.rules.budget import BUDGET_FILES, BUDGET_LINES
from gitfix.core.rules.registry import RULES
from gitfix.core.waiver import Waiver

__all__ = [
    "Base",
    "CheckInput",
    "CheckPolicy",
    "CheckResult",
    "Count",
    "NoiseCount",
    "Violation",
    "Waiver",
    "check",
    "judge",
    "too_many_files",
    "too_many_lines",
]

PASS, WARN, FAIL = "pass", "warn", "fail"


def check(input: CheckInput) -> CheckResult:
    """The verdict on a hotfix: fail with an error that nobody waived, warn with a warning, else
    pass.
    """
    return judge(measure(input))


def too_many_files(subject: Subject) -> bool:
    """Whether the number of files alone is an error that nobody waived: whatever else is found, the answer is no."""
    return _refused(BUDGET_FILES, subject)


def too_many_lines(subject: Subject) -> bool:
    """Whether the number of lines alone is such an error."""
    return _refused(BUDGET_LINES, subject)


def _refused(rule: Rule, subject: Subject) -> bool:
    return any(one.severity == ERROR and not one.waived for one in _violations(rule, subject))


def judge(subject: Subject) -> CheckResult:
    """`check` of what is measured already."""
    input = subject.check
    violations = tuple(v for rule in RULES for v in _violations(rule, subject))
    severities = {v.severity for v in violations if not v.waived}
    return CheckResult(
        base=Base(input.base_tag, input.base_commit),
        head=input.head,
        verdict=FAIL if ERROR in severities else WARN if severities else PASS,
        code=subject.code,
        tests=subject.tests,
        docs=subject.docs,
        noise=NoiseCount(subject.noise_lines),
        violations=violations,
        whole=input.whole,
    )


def _violations(rule: Rule, subject: Subject) -> Iterator[Violation]:
    severity = subject.check.policy.severities.get(rule.id, rule.severity)
    if severity == OFF:
        return
    waivers = [w for w in subject.check.waivers if w.rule == rule.id]
    for finding in rule.find(subject):
        yield _violation(rule, finding, severity, waivers, subject.check.now)


def _violation(
    rule: Rule, finding: Finding, severity: str, waivers: list[Waiver], now: int
) -> Violation:
    # A rule that is a warning by policy never finds errors; one that is an error may still
    # find warnings.
    if severity == ERROR and finding.severity == WARNING:
        severity = WARNING
    covering = [
        w for w in waivers if not w.path or (finding.path and glob.matches(finding.path, (w.path,)))
    ]
    valid = [w for w in covering if not w.until or now < w.until]
    message = finding.message
    if valid:
        hint = _waived_by(valid[-1])
    else:
        if covering:
            latest = max(covering, key=lambda w: w.until)
            message += f" (the waiver by {latest.who} ended {_utc(latest.until)})"
        hint = _hint(rule, finding, severity)
    place = finding.path, finding.line
    return Violation(rule.id, severity, *place, message, hint, bool(valid), finding.last)


def _waived_by(waiver: Waiver) -> str:
    until = f" until {_utc(waiver.until)}" if waiver.until else ""
    return f"waived by {waiver.who}{until}: {waiver.reason}"


def _hint(rule: Rule, finding: Finding, severity: str) -> str:
    """What to do; an error also gets the way round."""
    todo = finding.todo or rule.todo
    if severity != ERROR:
        return todo
    path = f" --path {typed(glob.literal(finding.path))}" if finding.path else ""
    return f'{todo}{WAIVE}gitfix waive {rule.id}{path} --reason "…"'


def _utc(seconds: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
