"""Runs a project's own commands: the one place where a configured string goes to a shell, verbatim."""

from __future__ import annotations

import os
from pathlib import Path

from gitfix.core.outcome import Refusal
from gitfix.host.process import Finished, TimedOut, run

_SHELL = "/bin/sh"


def run_shell(
    command: str, *, cwd: Path, limit: float, env: dict[str, str] | None = None
) -> Finished:
    """Run `command` as its author wrote it, in `cwd`; Refusal when it takes longer than `limit` seconds.

    Nothing is ever put into the string: values reach a command through its environment.
    """
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        return run([_SHELL, "-c", command], cwd=cwd, env={**clean, **(env or {})}, limit=limit)
    except TimedOut:
        raise Refusal(
            f"the command did not end within {limit:g} s and was stopped",
            found=(command,),
            hint="run it by hand to see why",
        ) from None
