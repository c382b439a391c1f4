"""Test outcomes from the words of Go, cargo and Jest."""

from __future__ import annotations

import re

from gitfix.core.outcomes.report import Outcome, Report, add, cause

_GO: dict[str, Outcome] = {"FAIL": "failed", "PASS": "passed", "SKIP": "skipped"}


def go(code: int, text: str) -> Report | None:
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
