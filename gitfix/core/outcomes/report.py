"""What is known of the single tests of a run, and the reasons for which a test says nothing of the bug.

A test that failed is told from one that could not be run (an import error, a missing file, code that does not
compile): only the first says anything about the bug.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from gitfix.core.value import dataclass, field

Outcome = Literal["passed", "failed", "error", "skipped"]
"""`error`: the test could not be run, so that it says nothing."""
_WORST: tuple[Outcome, ...] = ("skipped", "passed", "failed", "error")

_REASON = (
    r"(?<!\w)(?:ImportError|ModuleNotFoundError|SyntaxError|IndentationError|TabError)\b(?::|\s|$)"
    r"|fixture '[^']*' not found|Cannot find module|ERR_MODULE_NOT_FOUND"
)
_VAGUE = re.compile(r"^(?:FAILED|ERROR) |while importing|Failed to import|:\d+: \w+$")
_BROKEN = re.compile(_REASON)
"""Reasons for which a test ends that are not the bug: what it needs is not there."""


@dataclass(frozen=True)
class Report:
    """What is known of the single tests. `broken`: something could not be run at all, in words.

    `ran`: False when it is certain that no test ran; None where the runner is not one that gitfix knows.
    """

    tests: Mapping[str, Outcome] = field(default_factory=dict)
    broken: str = ""
    ran: bool | None = None

    def having(self, outcome: Outcome) -> list[str]:
        """Ids of the tests with this outcome, in their order."""
        return [test for test, found in self.tests.items() if found == outcome]


def add(tests: dict[str, Outcome], name: str, outcome: Outcome) -> None:
    """A test that is named twice (parts of it, or its tear-down) has the worst of its outcomes."""
    old = tests.get(name, "skipped")
    tests[name] = max(old, outcome, key=_WORST.index)


def is_broken(message: str) -> bool:
    """Whether a message begins with such a reason; a failed comparison may well speak of one."""
    return bool(re.match(rf"[\w.]*?(?:{_REASON})", message.strip()))


def cause(words: str) -> str:
    """The line that names what was missing: the last that does more than say that something was."""
    lines = [line.strip().removeprefix("E ").strip() for line in words.splitlines()]
    found = [line for line in lines if _BROKEN.search(line) and not _VAGUE.search(line)]
    return found[-1] if found else ""


def names_cause(message: str) -> bool:
    """Whether a message speaks of such a reason anywhere."""
    return bool(_BROKEN.search(message))
