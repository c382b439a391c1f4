"""The ids and default severities of all rules: configuration needs them on every start, the rules rarely."""

from __future__ import annotations

DEFAULTS = {
    "foreign-commit": "error",
    "merge-commit": "error",
    "conflict-marker": "error",
    "path-forbidden": "error",
    "budget-lines": "error",
    "budget-files": "error",
    "migration": "error",
    "secret": "error",
    "large-file": "error",
    "dependency-change": "warning",
    "api-change": "warning",
    "lockfile": "warning",
    "generated-file": "warning",
    "binary-file": "warning",
    "submodule": "warning",
    "mode-change": "warning",
    "rename": "warning",
    "debug-leftover": "warning",
    "noise-whitespace": "warning",
    "noise-format": "warning",
    "noise-comment": "warning",
    "noise-imports": "warning",
    "missing-test": "warning",
}
"""In the order in which they are reported. An id never changes: waivers name it for ever."""

RULE_IDS = tuple(DEFAULTS)
