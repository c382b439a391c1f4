"""Test outcomes from the words of Go, cargo and Jest."""

from __future__ import annotations

import contextlib
import json
import re

from gitfix.core.outcomes.report import Outcome, Report, add, cause

_GO: dict[str, Outcome] = {"FAIL": "failed", "PASS": "passed", "SKIP": "skipped"}


def go(code: int, text: str) -> Report | None:
    if told := _events(text):
        return _go_events(told, text)
    lines = re.findall(r"(?m)^\s*--- (FAIL|PASS|SKIP): (\S+) \(", text)
    packages = re.findall(r"(?m)^(ok  |FAIL|---|\?   )\t(\S+)", text)
    built = re.search(r"(?m)^FAIL\t\S+ \[(build|setup) failed\]", text)
    if not lines and not packages and not built:
        return None
    tests: dict[str, Outcome] = {}
    for word, name in lines:
        add(tests, name, _GO[word])
    ran = bool(lines) or (
        any(word == "ok  " for word, _ in packages) and "no tests to run" not in text
    )
    return Report(tests, "it does not compile" if built else "", ran)


_ENDS: dict[str, Outcome] = {"fail": "failed", "pass": "passed", "skip": "skipped"}


def _events(text: str) -> list[dict[str, object]]:
    """What `go test -json` tells, a JSON object on each line (cmd/test2json)."""
    found = []
    for line in text.splitlines():
        if line.startswith("{") and '"Action"' in line:
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict):
                    found.append(event)
    return found


def _go_events(events: list[dict[str, object]], text: str) -> Report:
    """Since Go 1.24 a failed build is told by events, too; before, in words that go past them."""
    tests: dict[str, Outcome] = {}
    said = "\n".join([text, *(str(one.get("Output", "")) for one in events)])
    built = any(one.get("FailedBuild") or one.get("Action") == "build-fail" for one in events)
    stuck = built or bool(re.search(r"(?m)^FAIL\t\S+ \[(build|setup) failed\]", said))
    for one in events:
        action, name = one.get("Action"), one.get("Test")
        if isinstance(name, str) and isinstance(action, str) and action in _ENDS:
            add(tests, name, _ENDS[action])
    return Report(tests, "it does not compile" if stuck else "", bool(tests))


def cargo(code: int, text: str) -> Report | None:
    lines = re.findall(r"(?m)^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)", text)
    totals = re.findall(r"(?m)^test result: \S+ (\d+) passed; (\d+) failed", text)
    broken = re.search(r"(?m)^error(?:\[E\d+\])?: .*|^error: could not compile", text)
    if not lines and not totals and not (broken and "could not compile" in text):
        return None
    tests: dict[str, Outcome] = {}
    words: dict[str, Outcome] = {"ok": "passed", "FAILED": "failed", "ignored": "skipped"}
    for name, word in lines:
        add(tests, name, words[word])
    ran = any(int(passed) + int(failed) for passed, failed in totals)
    stuck = "could not compile" in text
    return Report(tests, "it does not compile" if stuck else "", ran)


def jest(code: int, text: str) -> Report | None:
    total = re.search(r"(?m)^Tests:\s+(.*?)(\d+) total", text)
    suites = re.search(r"(?m)^Test Suites:\s", text)
    if total is None and suites is None and "No tests found" not in text:
        return None
    tests: dict[str, Outcome] = {}
    for mark, name in re.findall(r"(?m)^\s*(✓|√|✕|×|○) (.+?)(?: \(\d+(?:\.\d+)? m?s\))?$", text):
        add(tests, name, "passed" if mark in "✓√" else "failed" if mark in "✕×" else "skipped")
    for name in re.findall(r"(?m)^\s*● (?!Test suite failed)(\S.*? › .+)$", text):
        if not any(name.endswith(known) for known in tests):
            add(tests, name, "failed")
    stuck = "Test suite failed to run" in text
    why = (cause(text) or "a test suite could not be run") if stuck else ""
    return Report(tests, why, bool(total and int(total[2])))
