"""A fix without a test comes back."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.check_values import WARNING
from gitfix.core.classify import CODE, TESTS
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import Finding, Rule
from gitfix.core.text import plural


def _inline_test(file: Measured) -> bool:
    """Rust keeps unit tests in the file that they test (The Rust Book, 11.3)."""
    return file.path.endswith(".rs") and any(
        "#[test]" in line or "::test]" in line for hunk in file.change.hunks for line in hunk.added
    )


def _missing(subject: Subject) -> Iterator[Finding]:
    if not subject.code.lines:
        return
    if any(f.kind == TESTS and f.change.status != "D" and not f.only_noise for f in subject.files):
        return
    if not any(f.kind == CODE and _inline_test(f) for f in subject.files):
        yield Finding(f"{plural(subject.code.files, 'file')} of code changed, no test did")


MISSING_TEST = Rule(
    id="missing-test",
    severity=WARNING,
    summary="code changes and no test does",
    explain=(
        "A regression test that is red on the production tag and green on the fix is the proof "
        "that the fix works, and what keeps the bug from coming back with the next release. A "
        "deleted test is not one."
    ),
    todo="add the test that fails at the production tag and passes with the fix",
    find=_missing,
)
