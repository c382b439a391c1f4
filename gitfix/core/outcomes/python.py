"""Test outcomes from the words of pytest and unittest."""

from __future__ import annotations

import re

from gitfix.core.outcomes.report import Outcome, Report, add, cause, is_broken


def pytest(code: int, text: str) -> Report | None:
    tests: dict[str, Outcome] = {}
    broken = ""
    last = re.search(r"(?m)^=*\s*((?:\d+ \w+|no tests ran)[^\n=]*?) in [\d.]+s[^\n]*$", text)
    short = re.findall(r"(?m)^(FAILED|ERROR|PASSED) (\S[^\n]*?)(?: - ([^\n]*))?$", text)
    if last is None and not any("::" in name or name.endswith(".py") for _, name, _ in short):
        return None
    for word, name, reason in short:
        outcome: Outcome = "passed"
        if word in ("FAILED", "ERROR"):
            collecting = word == "ERROR" and "::" not in name
            outcome = "error" if collecting or is_broken(reason) else "failed"
            if outcome == "error":
                broken = broken or cause(text) or reason or f"{name} could not be collected"
        add(tests, name, outcome)
    if re.search(r"(?m)^ERROR: (?:file or directory )?not found", text):
        broken = broken or "a test file is not there"
    ran = None if last is None else not ("no tests ran" in last[1] or code in (4, 5))
    return Report(tests, broken, ran)


def unittest(code: int, text: str) -> Report | None:
    total = re.search(r"(?m)^Ran (\d+) tests? in ", text)
    if total is None:
        return None
    tests: dict[str, Outcome] = {}
    broken = ""
    for name, owner, word in re.findall(
        r"(?m)^(\w+) \(([\w.]+)\)(?:\n[^\n]*)? \.\.\. (ok|skipped)", text
    ):
        add(tests, _dotted(owner, name), "passed" if word == "ok" else "skipped")
    for part in re.split(r"(?m)^={20,}$", text)[1:]:
        match = re.match(r"\s*(FAIL|ERROR): (\S+)(?: \(([\w.]+)\))?", part)
        if match is None:
            continue
        word, name, owner = match[1], match[2], match[3] or ""
        words = part.strip().splitlines()
        last = next(
            (w for w in reversed(words) if re.match(r"[\w.]+(?:Error|Exception)?\b", w)), ""
        )
        missing = "_FailedTest" in owner or (word == "ERROR" and is_broken(_last_error(part)))
        if missing:
            broken = broken or cause(part) or last
        add(tests, _dotted(owner, name), "error" if missing else "failed")
    return Report(tests, broken, int(total[1]) > 0)


def _last_error(part: str) -> str:
    """The line of a traceback that names its exception."""
    lines = [line for line in part.splitlines() if re.match(r"[A-Za-z_][\w.]*(?::|$)", line)]
    return lines[-1] if lines else ""


def _dotted(owner: str, name: str) -> str:
    """Python 3.11 writes the method's name into the class's, older ones do not."""
    return owner if not name or owner.endswith(f".{name}") else f"{owner}.{name}"
