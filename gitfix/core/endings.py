"""How a program ended, in words: its exit code, or the signal that ended it."""

from __future__ import annotations

import signal

SHELL = 128
"""A shell whose command was ended by signal N exits with 128 + N (POSIX, Shell Command Language 2.8.2)."""


def signal_of(code: int) -> str:
    """`SIGTERM` for -15 (a process) and 143 (a shell's word for it); empty where no signal ended it."""
    number = -code if code < 0 else code - SHELL
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}" if code < 0 else ""


def exit_words(code: int) -> str:
    """`exit code 3`, or `ended by SIGTERM`."""
    name = signal_of(code)
    return f"ended by {name}" if name else f"exit code {code}"


def it_ended(code: int) -> str:
    """`ended with exit code 3`, or `was ended by SIGTERM`."""
    name = signal_of(code)
    return f"was ended by {name}" if name else f"ended with exit code {code}"
