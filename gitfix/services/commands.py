"""Runs a project's own commands: the one place where a configured string goes to a shell, verbatim."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.host.process import Finished, TimedOut, run

SHELL = "/bin/sh"
SHOWN = 30
"""Lines at the end of a flood that are shown."""
TIMED_OUT, STOPPED = 124, 130
"""Exit codes of a command that was ended: as timeout(1) and shells have them."""


def clean_environment() -> dict[str, str]:
    """gitfix's own environment without git's: a command that calls git means the repository it is in."""
    return {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}


def run_shell(
    command: str, *, cwd: Path, limit: float, env: dict[str, str] | None = None
) -> Finished:
    """Run `command` as its author wrote it, in `cwd`; Refusal when it takes longer than `limit` seconds.

    Nothing is ever put into the string: values reach a command through its environment.
    """
    try:
        whole = {**clean_environment(), **(env or {})}
        return run([SHELL, "-c", command], cwd=cwd, env=whole, limit=limit)
    except TimedOut:
        raise Refusal(
            f"the command did not end within {limit:g} s and was stopped",
            found=(command,),
            hint="run it by hand to see why",
        ) from None


@dataclass(frozen=True)
class StepRun:
    """One command of a step that has ended. `log`: what it wrote, without secrets and cut to size.

    `exit_code`: 128 and the signal's number where a signal ended it. `digest`: SHA-256 of `log`; one of the raw
    output would let anybody who has the log try out passwords. `left`: programs that it left running, now ended.
    """

    argv: tuple[str, ...]
    exit_code: int
    how: Literal["exit", "limit", "interrupt"]
    ms: int
    digest: str
    log: bytes
    left: int = 0


def run_step(
    command: str,
    *,
    cwd: Path,
    values: Mapping[str, str],
    mark: str,
    limit: float,
    watch: Callable[[bytes], None],
) -> StepRun:
    """Run `command` with `values` in its environment; `watch` is told its output, masked, line by line.

    Whatever happens, ^C included, is a result; the command and all that it started is over when this returns.
    """
    from gitfix.core.plain_output import PlainOutput
    from gitfix.core.redact import redact_argv
    from gitfix.host.live import run_live
    from gitfix.host.secret_names import secrets as known_secrets

    env = {**clean_environment(), **values}
    secrets = known_secrets(env)
    plain = PlainOutput(secrets)
    head: list[bytes] = []

    def told(data: bytes) -> None:
        if data:
            head.append(data)
            watch(data)

    argv = (SHELL, "-c", command)
    ended = run_live(
        argv,
        cwd=cwd,
        env=env,
        mark=mark,
        limit=limit,
        watch=lambda data: told(plain.feed(data)),
    )
    rest = b""
    if ended.output.missing == 0:
        told(plain.feed(ended.output.tail))
        told(plain.end())
    else:
        # The head's last line is cut, perhaps inside a secret: it goes with what is left out.
        rest = _rest(ended.output.tail, ended.output.missing, secrets)
        watch(b"\n".join(rest.split(b"\n", 2)[:2] + rest.split(b"\n")[-SHOWN:]))
    log = b"".join([*head, rest])
    code = {"limit": TIMED_OUT, "interrupt": STOPPED}.get(ended.how, ended.code)
    return StepRun(
        tuple(redact_argv(argv)),
        code if code >= 0 else 128 - code,
        ended.how,
        ended.ms,
        hashlib.sha256(log).hexdigest(),
        log,
        ended.left,
    )


def _rest(tail: bytes, missing: int, secrets: tuple[str, ...]) -> bytes:
    """What follows the head of an output that was too long to be kept."""
    from gitfix.core.plain_output import strip_escapes
    from gitfix.core.secrets import hide_tail
    from gitfix.core.text import decode, encode

    text = hide_tail(decode(strip_escapes(tail)), secrets)
    return encode(f"\n[gitfix: {missing:,} bytes and the lines around them are left out]\n{text}")
