"""Secrets in added lines, which somebody else has to look for: gitfix says where, never what."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.check_values import ERROR
from gitfix.core.measure import Subject
from gitfix.core.rules.base import Finding, Rule


def _secrets(subject: Subject) -> Iterator[Finding]:
    for one in subject.check.secrets:
        yield Finding(f"looks like a secret ({one.kind})", one.path, one.line)


SECRET = Rule(
    id="secret",
    severity=ERROR,
    summary="an added line holds what looks like a secret",
    explain=(
        "What is pushed cannot be taken back: a secret has to be revoked, not deleted. Added lines are given to "
        "detect-secrets (github.com/Yelp/detect-secrets), an optional extra: pip install 'git-hotfix[secrets]'. "
        "Without it this rule does not run, and gitfix doctor says so. Its detectors for keys and tokens of known "
        "shapes run everywhere but in lock files and generated files, the one for words such as password only in "
        "code; those that guess by entropy do not. A line with `pragma: allowlist secret` is left alone. The secret "
        "itself is never shown. Of a change whose size alone is an error that nobody waived, the first 5,000 added "
        "lines are searched; gitfix check --whole searches them all."
    ),
    todo="revoke it, and take it out of the commit too, before the push",
    find=_secrets,
)
