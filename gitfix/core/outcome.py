"""What an operation returns, and the refusal it raises: exit codes are named here, once."""

from __future__ import annotations

from enum import IntEnum

from gitfix.core.value import dataclass


class Exit(IntEnum):
    """The exit codes of every command (docs/exit-codes.md)."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    CONFLICT = 3
    POLICY = 4
    REMOTE = 5
    TAMPERED = 6
    BUG = 70
    INTERRUPTED = 130


@dataclass(frozen=True)
class Outcome:
    """What a command did: `result` is the typed value behind both the text and the JSON.

    `message` and `hint` explain a non-zero `exit`; `notices` are things a person has to know whatever the
    exit code is (a recovered operation, an unreachable remote, a setting that could not be used).
    """

    result: object = None
    exit: Exit = Exit.OK
    message: str = ""
    hint: str = ""
    notices: tuple[str, ...] = ()


class Refusal(Exception):
    """gitfix will not, or cannot, do it: what is wrong, what was found, and what to type next."""

    def __init__(
        self,
        message: str,
        *,
        found: tuple[str, ...] = (),
        hint: str = "",
        exit: Exit = Exit.REFUSED,
        result: object = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.found = found
        self.hint = hint
        self.exit = exit
        self.result = result
