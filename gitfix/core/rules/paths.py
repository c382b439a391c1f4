"""Files that a hotfix should think twice about, by their path."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core import glob
from gitfix.core.check_values import ERROR, WARNING
from gitfix.core.classify import GENERATED, LOCKFILE, TESTS
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import Finding, Rule
from gitfix.core.text import plural

_VERB = {"A": "is new", "C": "is new", "D": "is deleted"}


def _places(file: Measured) -> tuple[str, ...]:
    """Both ends of a rename."""
    return (file.path, file.change.old_path) if file.change.status == "R" else (file.path,)


def _matched(file: Measured, patterns: tuple[str, ...]) -> str:
    if file.ordinary:
        return ""
    return next((p for p in (glob.first_match(x, patterns) for x in _places(file)) if p), "")


def _change(file: Measured) -> str:
    verb = _VERB.get(file.change.status, "changes")
    return f"{verb} ({plural(file.change.added + file.change.deleted, 'line')})"


def _forbidden(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        pattern = _matched(file, subject.check.policy.forbidden)
        if pattern:
            yield Finding(f"does not belong in a hotfix (policy: {pattern})", file.path)


def _lockfile(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        if file.kind == LOCKFILE:
            yield Finding(f"lock file {_change(file)}, not in the budget", file.path)


def _migration(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        if file.kind != TESTS and _matched(file, subject.check.policy.migrations):
            yield Finding(
                "a database migration: rolling back no longer means deploying the old code",
                file.path,
            )


def _generated(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        if file.kind == GENERATED:
            yield Finding(f"generated file {_change(file)}, not in the budget", file.path)


PATH_FORBIDDEN = Rule(
    id="path-forbidden",
    severity=ERROR,
    summary="a path that the policy keeps out of hotfixes",
    explain=(
        "Secrets, merge leftovers (*.orig, *.rej), editor and cache files come in when "
        "everything is added at once in a hurry; a team adds what must never change under "
        "pressure, such as infrastructure or billing. Deleting such a file is a change too: "
        "where that is the fix, waive it for the path."
    ),
    todo="take it out",
    find=_forbidden,
)

LOCKFILE_RULE = Rule(
    id="lockfile",
    severity=WARNING,
    summary="a dependency lock file changes",
    explain=(
        "A lock file regenerated in passing moves dependencies that have nothing to do with the "
        "incident, and conflicts on every branch the fix is carried to. When a dependency is "
        "the fix, change that one alone. Its lines are not in the budget: nobody wrote them, "
        "nobody reads them."
    ),
    todo="move only the dependency that is the fix, or take the file out",
    find=_lockfile,
)

MIGRATION = Rule(
    id="migration",
    severity=ERROR,
    summary="a database migration",
    explain=(
        "The way back from a bad hotfix is the previous release. A migration closes it unless "
        "the old code runs on the new schema, so it needs a decision that is written down: make "
        "it backward compatible and waive it, or ship it after the incident."
    ),
    todo="leave it for a normal release",
    find=_migration,
)

GENERATED_FILE = Rule(
    id="generated-file",
    severity=WARNING,
    summary="a generated file changes",
    explain=(
        "Generated output (by its path, or by the linguist-generated attribute) hides what was "
        "written by hand and brings along whatever the generator's version does today. Where "
        "the output has to be in the repository, regenerate it with the release's generator. "
        "Its lines are not in the budget."
    ),
    todo="take it out, or regenerate it with the version that made the release",
    find=_generated,
)
