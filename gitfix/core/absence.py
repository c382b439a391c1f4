"""Does a test fail because the code that it tests is not there yet, rather than because of the fault?

A test of today, put onto a tree of years ago, is red wherever the function that it calls has not been written. That is
no sign of the fault: told by what interpreters say of a missing name, unless the fault itself says so too.
"""

from __future__ import annotations

import re

_MISSING = re.compile(
    r"(?<!'NoneType' object )has no attribute '|name '[^']*' is not defined|\w is not a function\b"
    r"|\bundefined (?:local variable or )?method\b|\bReferenceError: \w+ is not defined"
    r"|\bCall to undefined (?:function|method)\b|: command not found\b"
)
"""Python, JavaScript, Ruby, PHP and shells, in their own words."""


def is_absent(output: str, output_of_fault: str) -> bool:
    """Whether `output` tells of a missing name, and the failure at the production tag did not."""
    return bool(_MISSING.search(output)) and not _MISSING.search(output_of_fault)
