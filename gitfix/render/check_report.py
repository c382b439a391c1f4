"""The check's answer in the shape that was asked for."""

from __future__ import annotations

from gitfix.core.check_values import CheckResult
from gitfix.core.rules.base import Rule
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.render.check_text import check_lines, explain_lines
from gitfix.render.style import Style


@dataclass(frozen=True)
class RuleResult:
    """One rule, explained. `missing`: how to get what it needs to run here, empty when it runs."""

    rule: str
    severity: str
    summary: str
    explain: str
    missing: str = ""
    lines: tuple[str, ...] = ()

    _private = ("lines",)


def text_lines(result: object, style: Style) -> list[str]:
    """For people."""
    assert isinstance(result, CheckResult)
    lines = check_lines(
        result, result.branch, commits=result.commits, policy=result.policy, paint=style.paint
    )
    return [*lines, f"next: {printable(result.next)}"] if result.next else lines


def sarif_lines(result: object, style: Style) -> list[str]:
    """SARIF 2.1.0, for code scanning."""
    import json

    from gitfix import __version__
    from gitfix.render.sarif import sarif

    assert isinstance(result, CheckResult)
    return [json.dumps(sarif(result, __version__), indent=2)]


def github_lines(result: object, style: Style) -> list[str]:
    """Annotations of a GitHub workflow."""
    from gitfix.render.github import workflow_commands

    assert isinstance(result, CheckResult)
    return workflow_commands(result)


def rule_result(rule: Rule, missing: str = "") -> RuleResult:
    """A rule as a result."""
    lines = explain_lines(rule, missing)
    return RuleResult(rule.id, rule.severity, rule.summary, rule.explain, missing, tuple(lines))


def rule_lines(result: object, style: Style) -> list[str]:
    """A rule, explained."""
    assert isinstance(result, RuleResult)
    return list(result.lines)
