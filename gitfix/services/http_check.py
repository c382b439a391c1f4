"""Runs one check by HTTP, with what it has seen as a log: it counts like a command."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from gitfix.core.http_check import HttpCheck
from gitfix.host.secret_names import masked
from gitfix.services.commands import TIMED_OUT, StepRun
from gitfix.services.http import HttpError, fetch

SHOWN = 2000
"""Characters of an answer that is not as it should be that are kept."""


def run_check(check: HttpCheck, *, hosts: Collection[str], token: str) -> StepRun:
    """Ask, and compare; exit code 0 when all is as it should be, 1 when not, 124 when there was no answer in time."""
    try:
        answer = fetch(check.url, hosts=hosts, timeout=check.timeout, token=token)
    except HttpError as error:
        late = str(error).startswith("no answer within")
        return _run(
            check, TIMED_OUT if late else 1, round(check.timeout * 1000) if late else 0, str(error)
        )
    text = answer.body.decode("utf-8", "replace")
    wrong = []
    if answer.status != check.status:
        wrong.append(f"status {answer.status}, not {check.status}")
    if check.contains and check.contains not in text:
        wrong.append(f"its body does not hold {check.contains!r}")
    if check.latency and answer.ms > check.latency * 1000:
        wrong.append(f"it took {answer.ms} ms, more than {check.latency * 1000:.0f}")
    said = f"status {answer.status}, {answer.ms} ms, {len(answer.body)} bytes"
    if wrong:
        said = f"{'; '.join(wrong)}\n{said}\n{text[:SHOWN]}"
    return _run(check, 1 if wrong else 0, answer.ms, said)


def _run(check: HttpCheck, code: int, ms: int, said: str) -> StepRun:
    log = (masked(said) + "\n").encode("utf-8", "replace")
    digest = hashlib.sha256(log).hexdigest()
    return StepRun(("GET", check.url), code, "exit", ms, digest, log)
