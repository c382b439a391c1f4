"""Test outcomes from JUnit XML, the one format that every runner can write."""

from __future__ import annotations

from collections.abc import Iterable

from gitfix.core.outcomes.report import Outcome, Report, add, cause, is_broken, names_cause


def of_xml(files: Iterable[bytes]) -> Report:
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
            add(tests, name, outcome)
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
        elif tag == "failure" and not is_broken(message):
            outcome = "failed"
        elif tag == "failure" or "collection failure" in message or names_cause(message):
            outcome, why = "error", cause(words) or message
        else:
            # JUnit calls any exception but a failed assertion an error; pytest, one in a fixture.
            outcome = "failed"
    return full, (outcome, why)
