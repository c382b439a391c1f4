"""Reads what a test run says of each test: from JUnit XML, or from the words of its runner."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gitfix.core.outcomes.junit import of_xml
from gitfix.core.outcomes.others import cargo, go, jest
from gitfix.core.outcomes.programs import not_begun
from gitfix.core.outcomes.python import pytest, unittest
from gitfix.core.outcomes.report import Report

_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


def read(code: int, output: str, junit: Iterable[bytes] = ()) -> Report:
    """The report of a run that ended with `code` and wrote `output`; `junit`: XML files that it left.

    The XML is believed where there is any; the words fill in what it does not name.
    """
    text = _ESCAPE.sub("", output)
    found = of_xml(junit)
    if found.tests or found.broken:
        return Report(found.tests, found.broken or not_begun(code, text), found.ran)
    for reader in (pytest, unittest, go, cargo, jest):
        told = reader(code, text)
        if told is not None:
            return Report(told.tests, told.broken or not_begun(code, text), told.ran)
    return Report({}, not_begun(code, text))
