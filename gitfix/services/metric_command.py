"""The provider `command`: a project's own command prints the value, as a number, as JSON or as a word."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from gitfix.core.endings import exit_words
from gitfix.core.monitor import Reading
from gitfix.core.secrets import hide
from gitfix.core.text import decode
from gitfix.host.live import run_live
from gitfix.host.secret_names import secrets
from gitfix.services.commands import SHELL, clean_environment

LARGEST = 1 << 20
"""Bytes of an answer that are read."""
_APART = 'exec /bin/sh -c "$1" 2>"$2"'
"""What a command says on stderr is no part of its answer."""


def read_command(
    command: str,
    *,
    cwd: Path,
    values: Mapping[str, str],
    mark: str,
    timeout: float,
    codes: bool,
) -> Reading:
    """What `command` prints. An exit code that is not 0 is an error, unless a condition looks at it (`codes`).

    ^C is a KeyboardInterrupt once the command is over.
    """
    env = {**clean_environment(), **values}
    with tempfile.NamedTemporaryFile(prefix="gitfix-") as said:
        done = run_live(
            [SHELL, "-c", _APART, "gitfix", command, said.name],
            cwd=cwd,
            env=env,
            mark=mark,
            limit=timeout,
            watch=lambda data: None,
            cap=LARGEST,
        )
        if done.how == "interrupt" or done.asked:
            raise KeyboardInterrupt
        last = _last_line(said.name, secrets(env))
    code = done.code if done.code >= 0 else 128 - done.code
    if done.how == "limit":
        return Reading(error=f"no answer within {timeout:g} s", ms=done.ms)
    if code and not codes:
        return Reading(
            error=f"{exit_words(code)}{last and ': ' + last}", exit_code=code, ms=done.ms
        )
    if done.output.missing:
        return Reading(error=f"its answer is longer than {LARGEST:,} bytes", ms=done.ms)
    text = decode(done.output.head + done.output.tail)
    return Reading(value_of(text), exit_code=code, ms=done.ms)


def _last_line(path: str, hidden: tuple[str, ...]) -> str:
    with Path(path).open("rb") as file:
        file.seek(max(file.seek(0, 2) - 4000, 0))
        lines = decode(file.read()).strip().splitlines()
    return hide(lines[-1], hidden)[:200] if lines else ""


def value_of(text: str) -> object:
    """The value in `text`: JSON, else the word as it is. Nothing, `null` and NaN are no data: None."""
    import json
    import math

    text = text.strip()
    if not text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        try:
            value = float(text)
        except ValueError:
            return text
    return None if isinstance(value, float) and math.isnan(value) else value
