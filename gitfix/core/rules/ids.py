"""The ids of all rules alone: configuration needs them on every start, the rules rarely."""

from __future__ import annotations

RULE_IDS = (
    "foreign-commit",
    "merge-commit",
    "conflict-marker",
    "path-forbidden",
    "budget-lines",
    "budget-files",
    "migration",
    "lockfile",
    "generated-file",
    "binary-file",
    "submodule",
    "mode-change",
    "rename",
    "debug-leftover",
    "noise-whitespace",
    "missing-test",
)
"""In the order in which they are reported. An id never changes: waivers name it for ever."""
