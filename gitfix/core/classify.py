"""Sorts a changed file: code counts against the budget, tests and documentation are shown apart."""

from __future__ import annotations

import re

from gitfix.core import glob, patterns
from gitfix.core.change import FileChange
from gitfix.core.check_values import CheckPolicy

CODE = "code"
TESTS = "tests"
DOCS = "docs"
CHANGELOG = "changelog"
VERSION = "version"
LOCKFILE = "lockfile"
GENERATED = "generated"

_VERSION_LINE = (
    r"""\s*["']?(?:__version__|\w+\.version|version|appVersion)["']?\s*"""
    r"""[:=]\s*["']?v?\d+(?:\.\w+)+[\w.+-]*["']?,?\s*"""
)
"""Compiled where it is needed: few hotfixes change a manifest, and compiling takes longer than reading."""


def classify(path: str, policy: CheckPolicy) -> str:
    """The kind of a path. The first list that names it decides: a lock file among the tests is a
    test.
    """
    if not glob.matches(path, named(policy)):
        return CODE
    for kind, names in _lists(policy):
        if glob.matches(path, names):
            return kind
    return CODE


def _lists(policy: CheckPolicy) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (TESTS, policy.tests),
        (CHANGELOG, policy.changelog),
        (VERSION, policy.version),
        (DOCS, policy.docs),
        (LOCKFILE, policy.lockfiles),
        (GENERATED, policy.generated),
    )


_last: list[tuple[CheckPolicy, tuple[str, ...]]] = []


def named(policy: CheckPolicy) -> tuple[str, ...]:
    """All patterns that make a path something else than code, in one list: most paths of a large change are code."""
    if not _last or _last[0][0] is not policy:
        every = (p for _, names in _lists(policy) for p in names if not p.startswith("!"))
        _last[:] = [(policy, tuple(every))]
    return _last[0][1]


def classify_change(change: FileChange, policy: CheckPolicy) -> str:
    """The kind of a change: a renamed file that was code still is, a bare version bump is not."""
    kind = classify(change.path, policy)
    if change.status == "R" and classify(change.old_path, policy) == CODE:
        kind = CODE
    if kind == CODE and change.generated:
        return GENERATED
    if kind == CODE and is_version_bump(change):
        return VERSION
    if kind == VERSION and change.status != "D" and not _only_versions(change):
        return CODE
    return kind


def _only_versions(change: FileChange) -> bool:
    """A version file that does more than state a version is code in what else changes of it."""
    from gitfix.core.version_line import states_a_version

    return all(
        states_a_version(line) for hunk in change.hunks for line in (*hunk.removed, *hunk.added)
    )


def is_version_bump(change: FileChange) -> bool:
    """One line of a manifest, before and after, that states the project's own version."""
    if change.status != "M" or len(change.hunks) != 1:
        return False
    hunk = change.hunks[0]
    return (
        len(hunk.removed) == len(hunk.added) == 1
        and glob.matches(change.path, patterns.MANIFESTS)
        and all(re.fullmatch(_VERSION_LINE, line) for line in (*hunk.removed, *hunk.added))
    )
