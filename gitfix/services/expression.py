"""Conditions in CEL, the Common Expression Language: they look at values, and can reach nothing else.

CEL has no loops without end, no assignment, no attributes of Python's objects, and no functions but its own; the
package is a parser and an evaluator of its own (https://cel.dev), not a wrapper of Python's `eval`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass

LONGEST = 2000
"""Characters of a condition."""
NAMES = ("result", "baseline", "exit_code")
"""What a condition may look at."""
FUNCTIONS = (
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "int",
    "uint",
    "double",
    "string",
)
"""CEL's own functions that a condition may call, besides operators and the macros of lists."""


class ConditionError(Exception):
    """A condition that has no answer for these values; its text says why."""


@dataclass(frozen=True)
class Condition:
    """A condition that was read."""

    text: str
    program: Any

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it is true for `values`; ConditionError when it has no answer, or one that is not yes or no."""
        try:
            found = self.program.execute({name: _cel(value) for name, value in values.items()})
        except Exception as error:
            # The package raises whatever fits best (TypeError, IndexError, RuntimeError, …).
            raise ConditionError(_words(str(error))) from None
        if not isinstance(found, bool):
            raise ConditionError(f"{self.text} is {found!r}, neither true nor false")
        return found


def read(text: str, where: str) -> Condition:
    """The condition in `text`; Refusal names `where` it stands, when it is none."""
    try:
        import cel
    except ImportError:
        raise Refusal(
            "conditions of metrics need the package common-expression-language",
            hint="pip install 'git-hotfix[monitor]'",
        ) from None
    if len(text) > LONGEST:
        raise Refusal(f"{where} has more than {LONGEST} characters", hint="make it shorter")
    try:
        program = cel.compile(text)
        strange = [name for name in program.variables() if name not in (*NAMES, *_bound(text))]
        strange += [
            f"{name}()"
            for name in program.functions()
            if name.isidentifier() and name not in FUNCTIONS
        ]
    except Exception as error:
        # As above: whatever fits best.
        raise Refusal(
            f"{where} is not a condition", found=(_words(str(error)),), hint=_HINT
        ) from None
    if strange:
        raise Refusal(
            f"{where} looks at {strange[0]}",
            found=(f"a condition sees {', '.join(NAMES)}",),
            hint=_HINT,
        )
    return Condition(text, program)


_HINT = 'such as: success_condition = "result < 0.05"'


def _bound(text: str) -> list[str]:
    """Names that the macros of lists bind: `result.all(x, x < 1.0)`."""
    import re

    return re.findall(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,", text)


def _cel(value: object) -> object:
    """Numbers as CEL's double, all of them: it does not calculate with a mixture."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [_cel(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _cel(one) for key, one in value.items()}
    return str(value)


def _words(text: str) -> str:
    """The package's message in one line; its most usual one with what helps."""
    if text.startswith("No such overload"):
        return (
            "the values do not go together: numbers are written with a point (2.0), texts in quotes"
        )
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return " ".join(lines)[:300]
