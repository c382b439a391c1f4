"""Why a program that is no test runner says nothing of the bug: it, or a module that it needs, is not there."""

from __future__ import annotations

import re

from gitfix.core.outcomes.report import is_broken

_SHELL = {126: "the command could not be started", 127: "the command was not found"}
"""The shell's own exit codes (POSIX, 2.8.2)."""
_NOT_OPENED = re.compile(
    r"\S+: \d+: cannot open .+: No such file$"  # dash
    r"|\S*python[\d.]*: can't open file '"
    r"|Can't open perl script "
    r"|make(?:\[\d+\])?: \*\*\* No rule to make target "
)
_NODE = re.compile(
    r"^(?:Error|Error \[ERR_MODULE_NOT_FOUND\]): (Cannot find (?:module|package) .+)", re.M
)


def not_begun(code: int, text: str) -> str:
    """In words why a program that ended with `code` did not come to what it tests; empty where it may have.

    What an interpreter says of it is its last word, so that a test that prints such words itself is not meant.
    """
    if code in _SHELL:
        return _SHELL[code]
    last = text.rstrip().rpartition("\n")[2].strip()
    if not code:
        return ""
    if _NOT_OPENED.match(last) or is_broken(last):
        return last
    node = _NODE.search(text) if "MODULE_NOT_FOUND" in text else None
    return node[1] if node else ""
