"""The answer of `gitfix check` as annotations of a GitHub workflow.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from gitfix.core.check_values import ERROR, CheckResult, Violation
from gitfix.core.text import printable


def workflow_commands(result: CheckResult) -> list[str]:
    """One workflow command per violation; errors first, for GitHub shows ten of a kind per step."""
    ordered = sorted(result.violations, key=lambda v: (v.waived, v.severity != ERROR))
    return [_annotation(v) for v in ordered]


def _annotation(violation: Violation) -> str:
    command = "notice" if violation.waived else violation.severity
    properties = []
    if violation.path:
        properties.append(f"file={_property(violation.path)}")
        if violation.line:
            properties.append(f"line={violation.line}")
        if violation.last:
            properties.append(f"endLine={violation.last}")
    properties.append(f"title={_property('gitfix ' + violation.rule)}")
    text = _data(f"{violation.message}\n{violation.hint}")
    return f"::{command} {','.join(properties)}::{text}"


def _data(text: str) -> str:
    """Escaped as the runner's own toolkit does; other control bytes made visible."""
    safe = "".join(char if char in "\r\n" else printable(char) for char in text)
    return safe.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
