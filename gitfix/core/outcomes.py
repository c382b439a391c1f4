"""What a test run says of each test: read from JUnit XML, or from the words of pytest, unittest, Go, cargo and Jest.

A test that failed is told from one that could not be run (an import error, a missing file, code that does not
compile): only the first says anything about the bug.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal

from gitfix.core.value import dataclass

Outcome = Literal["passed", "failed", "error", "skipped"]
"""`error`: the test could not be run, so that it says nothing."""
_WORST: tuple[Outcome, ...] = ("skipped", "passed", "failed", "error")

_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_REASON = (
    r"(?<!\w)(?:ImportError|ModuleNotFoundError|SyntaxError|IndentationError|TabError)\b(?::|\s|$)"
    r"|fixture '[^']*' not found|Cannot find module|ERR_MODULE_NOT_FOUND"
)
_VAGUE = re.compile(r"^(?:FAILED|ERROR) |while importing|Failed to import|:\d+: \w+$")
_BROKEN = re.compile(_REASON)
"""Reasons for which a test ends that are not the bug: what it needs is not there."""


@dataclass(frozen=True)
class Report:
    """What is known of the single tests. `broken`: something could not be run at all, in words.

    `ran`: False when it is certain that no test ran; None where the runner is not one that gitfix knows.
    """

    tests: Mapping[str, Outcome] = field(default_factory=dict)
    broken: str = ""
    ran: bool | None = None

    def having(self, outcome: Outcome) -> list[str]:
        """Ids of the tests with this outcome, in their order."""
        return [test for test, found in self.tests.items() if found == outcome]


def read(code: int, output: str, junit: Iterable[bytes] = ()) -> Report:
    """The report of a run that ended with `code` and wrote `output`; `junit`: XML files that it left.

    The XML is believed where there is any; the words fill in what it does not name.
    """
    text = _ESCAPE.sub("", output)
    found = _of_xml(junit)
    if found.tests or found.broken:
        return Report(found.tests, found.broken or _missing(code, text), found.ran)
    for reader in (_pytest, _unittest, _go, _cargo, _jest):
        told = reader(code, text)
        if told is not None:
            return Report(told.tests, told.broken or _missing(code, text), told.ran)
    return Report({}, _missing(code, text))


def _missing(code: int, text: str) -> str:
    """The shell's own exit codes for a command that it could not start."""
    if code == 127:
        return "the command was not found"
    return "the command could not be started" if code == 126 else ""


def _add(tests: dict[str, Outcome], name: str, outcome: Outcome) -> None:
    """A test that is named twice (parts of it, or its tear-down) has the worst of its outcomes."""
    old = tests.get(name, "skipped")
    tests[name] = max(old, outcome, key=_WORST.index)


def _of_xml(files: Iterable[bytes]) -> Report:
    tests: dict[str, Outcome] = {}
    broken, seen = "", False
    for data in files:
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            continue  # entities can grow without end; no test runner writes any
        from xml.etree import ElementTree

        try:
            root = ElementTree.fromstring(data)
        except ElementTree.ParseError:
            continue
        seen = True
        for case in root.iter("testcase"):
            name, said = _case(case.get("classname") or "", case.get("name") or "", case)
            outcome, why = said
            if outcome == "error" and why and not broken:
                broken = why
            _add(tests, name, outcome)
    return Report(tests, broken, bool(tests) if seen else None)


def _case(owner: str, name: str, case: Iterable[object]) -> tuple[str, tuple[Outcome, str]]:
    """A test's name, and how it ended."""
    full = f"{owner}::{name}" if owner and name else owner or name
    outcome: Outcome = "passed"
    why = ""
    for child in case:
        tag = str(getattr(child, "tag", "")).rpartition("}")[2]
        if tag not in ("failure", "error", "skipped"):
            continue
        message = str(getattr(child, "attrib", {}).get("message", ""))
        words = f"{message}\n{getattr(child, 'text', '') or ''}"
        if tag == "skipped":
            outcome = "skipped"
        elif tag == "failure" and not _is_broken(message):
            outcome = "failed"
        elif tag == "failure" or "collection failure" in message or _BROKEN.search(message):
            outcome, why = "error", _why(words) or message
        else:
            # JUnit calls any exception but a failed assertion an error; pytest, one in a fixture.
            outcome = "failed"
    return full, (outcome, why)


def _is_broken(message: str) -> bool:
    """Whether a message begins with such a reason; a failed comparison may well speak of one."""
    return bool(re.match(rf"[\w.]*?(?:{_REASON})", message.strip()))


def _why(words: str) -> str:
    """The line that names what was missing: the last that does more than say that something was."""
    lines = [line.strip().removeprefix("E ").strip() for line in words.splitlines()]
    found = [line for line in lines if _BROKEN.search(line) and not _VAGUE.search(line)]
    return found[-1] if found else ""


def _pytest(code: int, text: str) -> Report | None:
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
            outcome = "error" if collecting or _is_broken(reason) else "failed"
            if outcome == "error":
                broken = broken or _why(text) or reason or f"{name} could not be collected"
        _add(tests, name, outcome)
    if re.search(r"(?m)^ERROR: (?:file or directory )?not found", text):
        broken = broken or "a test file is not there"
    ran = None if last is None else not ("no tests ran" in last[1] or code in (4, 5))
    return Report(tests, broken, ran)


def _unittest(code: int, text: str) -> Report | None:
    total = re.search(r"(?m)^Ran (\d+) tests? in ", text)
    if total is None:
        return None
    tests: dict[str, Outcome] = {}
    broken = ""
    for name, owner, word in re.findall(
        r"(?m)^(\w+) \(([\w.]+)\)(?:\n[^\n]*)? \.\.\. (ok|skipped)", text
    ):
        _add(tests, _dotted(owner, name), "passed" if word == "ok" else "skipped")
    for part in re.split(r"(?m)^={20,}$", text)[1:]:
        match = re.match(r"\s*(FAIL|ERROR): (\S+)(?: \(([\w.]+)\))?", part)
        if match is None:
            continue
        word, name, owner = match[1], match[2], match[3] or ""
        words = part.strip().splitlines()
        last = next(
            (w for w in reversed(words) if re.match(r"[\w.]+(?:Error|Exception)?\b", w)), ""
        )
        missing = "_FailedTest" in owner or (word == "ERROR" and _is_broken(_last_error(part)))
        if missing:
            broken = broken or _why(part) or last
        _add(tests, _dotted(owner, name), "error" if missing else "failed")
    return Report(tests, broken, int(total[1]) > 0)


def _last_error(part: str) -> str:
    """The line of a traceback that names its exception."""
    lines = [line for line in part.splitlines() if re.match(r"[A-Za-z_][\w.]*(?::|$)", line)]
    return lines[-1] if lines else ""


def _dotted(owner: str, name: str) -> str:
    """Python 3.11 writes the method's name into the class's, older ones do not."""
    return owner if not name or owner.endswith(f".{name}") else f"{owner}.{name}"


_GO: dict[str, Outcome] = {"FAIL": "failed", "PASS": "passed", "SKIP": "skipped"}


def _go(code: int, text: str) -> Report | None:
    lines = re.findall(r"(?m)^\s*--- (FAIL|PASS|SKIP): (\S+) \(", text)
    packages = re.findall(r"(?m)^(ok  |FAIL|---|\?   )\t(\S+)", text)
    built = re.search(r"(?m)^FAIL\t\S+ \[(build|setup) failed\]", text)
    if not lines and not packages and not built:
        return None
    tests: dict[str, Outcome] = {}
    for word, name in lines:
        _add(tests, name, _GO[word])
    ran = bool(lines) or (
        any(word == "ok  " for word, _ in packages) and "no tests to run" not in text
    )
    return Report(tests, "it does not compile" if built else "", ran)


def _cargo(code: int, text: str) -> Report | None:
    lines = re.findall(r"(?m)^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)", text)
    totals = re.findall(r"(?m)^test result: \S+ (\d+) passed; (\d+) failed", text)
    broken = re.search(r"(?m)^error(?:\[E\d+\])?: .*|^error: could not compile", text)
    if not lines and not totals and not (broken and "could not compile" in text):
        return None
    tests: dict[str, Outcome] = {}
    words: dict[str, Outcome] = {"ok": "passed", "FAILED": "failed", "ignored": "skipped"}
    for name, word in lines:
        _add(tests, name, words[word])
    ran = any(int(passed) + int(failed) for passed, failed in totals)
    stuck = "could not compile" in text
    return Report(tests, "it does not compile" if stuck else "", ran)


def _jest(code: int, text: str) -> Report | None:
    total = re.search(r"(?m)^Tests:\s+(.*?)(\d+) total", text)
    suites = re.search(r"(?m)^Test Suites:\s", text)
    if total is None and suites is None and "No tests found" not in text:
        return None
    tests: dict[str, Outcome] = {}
    for mark, name in re.findall(r"(?m)^\s*(✓|√|✕|×|○) (.+?)(?: \(\d+(?:\.\d+)? m?s\))?$", text):
        _add(tests, name, "passed" if mark in "✓√" else "failed" if mark in "✕×" else "skipped")
    for name in re.findall(r"(?m)^\s*● (?!Test suite failed)(\S.*? › .+)$", text):
        if not any(name.endswith(known) for known in tests):
            _add(tests, name, "failed")
    stuck = "Test suite failed to run" in text
    why = (_why(text) or "a test suite could not be run") if stuck else ""
    return Report(tests, why, bool(total and int(total[2])))
