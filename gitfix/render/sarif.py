"""The answer of `gitfix check` as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from urllib.parse import quote

from gitfix.core.check_values import CheckResult, Violation
from gitfix.core.rules.base import Rule
from gitfix.core.rules.registry import RULES
from gitfix.core.text import encode, printable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(result: CheckResult, version: str) -> dict[str, object]:
    """One run as plain data, ready for JSON; `version` is gitfix's own."""
    index = {rule.id: at for at, rule in enumerate(RULES)}
    driver = {"name": "gitfix", "version": version, "rules": [_rule(rule) for rule in RULES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "the root of the repository"}}},
        "results": [_result(v, index[v.rule]) for v in result.violations],
        "properties": {
            "base": result.base.commit,
            "baseTag": printable(result.base.tag),
            "head": result.head,
            "verdict": result.verdict,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.explain},
        "help": {"text": rule.todo},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(violation: Violation, index: int) -> dict[str, object]:
    return {
        "ruleId": violation.rule,
        "ruleIndex": index,
        "level": violation.severity,
        "message": {"text": printable(violation.message) + "\n" + printable(violation.hint)},
        "locations": [_location(violation)] if violation.path else [],
        "suppressions": _suppressions(violation),
    }


def _location(violation: Violation) -> dict[str, object]:
    # Percent-encoded from git's bytes, so that a path of any encoding is a valid URI (RFC 3986).
    uri = quote(encode(violation.path), safe="/")
    place: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": "ROOT"}}
    if violation.line:
        until = {"endLine": violation.last} if violation.last else {}
        place["region"] = {"startLine": violation.line, **until}
    return {"physicalLocation": place}


def _suppressions(violation: Violation) -> list[dict[str, str]]:
    """A waiver, accepted by whoever recorded it; an empty list says "not suppressed" (3.27.23)."""
    if not violation.waived:
        return []
    return [{"kind": "external", "status": "accepted", "justification": printable(violation.hint)}]
