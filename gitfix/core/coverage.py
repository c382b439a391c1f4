"""Which lines a test run has executed: read from the report formats that are in use.

Cobertura XML (`coverage xml`, and others' export), JaCoCo's XML, lcov, Go's cover profile, and coverage.py's own data
file, which knows only what was run: what else there was to run is read from the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gitfix.core.value import dataclass

Lines = Mapping[int, bool]
"""Line → whether it was run. Lines that hold no code are not in it."""
_GO = re.compile(r"(.+):(\d+)\.\d+,(\d+)\.\d+ \d+ (\d+)")
_LONGEST = 100_000
"""Lines of one block in a report, beyond which it is nonsense."""


@dataclass(frozen=True)
class Coverage:
    """File → its lines. `run_only`: lines that were not run are not in it."""

    files: Mapping[str, Lines]
    run_only: bool = False


def read_coverage(data: bytes) -> Coverage:
    """The report in `data`; ValueError for anything else."""
    if data.startswith(b"SQLite format 3\0"):
        from gitfix.core.coverage_data import lines_run

        return Coverage(lines_run(data), run_only=True)
    if data.lstrip()[:1] == b"<":
        return Coverage(_xml(data))
    text = data.decode("utf-8", "replace")
    return Coverage(_go(text) if text.startswith("mode: ") else _lcov(text))


def of_file(coverage: Coverage, path: str, source: str = "") -> Lines:
    """The lines of `path` in a report, whose names may begin elsewhere (an absolute path, a source folder).

    `source`: the file as it was then, for a report that knows only what was run.
    """
    found = _named(coverage.files, path)
    if not coverage.run_only or not found:
        return found
    from gitfix.core.statements import statements

    spans = statements(source) if path.endswith((".py", ".pyi")) else {}
    return {
        number: any(found.get(each, False) for each in range(first, last + 1))
        for number, (first, last) in spans.items()
    }


def _named(files: Mapping[str, Lines], path: str) -> Lines:
    if path in files:
        return files[path]
    ends = [
        name
        for name in files
        if name.endswith(f"/{path}") or (path.endswith(f"/{name}") and "/" in name)
    ]
    return files[ends[0]] if len(ends) == 1 else {}


def never_run(lines: Lines, numbers: Sequence[int]) -> tuple[int, int]:
    """How many of `numbers` hold code by the report, and how many of these no test has run."""
    known = [lines[number] for number in numbers if number in lines]
    return len(known), known.count(False)


def _xml(data: bytes) -> dict[str, dict[int, bool]]:
    from xml.etree import ElementTree

    if b"<!ENTITY" in data:
        raise ValueError("a report does not define entities")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        raise ValueError("neither a Cobertura nor a JaCoCo report") from None
    found: dict[str, dict[int, bool]] = {}
    if root.tag == "coverage":
        for each in root.iter("class"):
            lines = found.setdefault(each.get("filename", "").replace("\\", "/"), {})
            for line in each.iter("line"):
                _put(lines, line.get("number", ""), line.get("hits", ""))
    elif root.tag == "report":
        for package in root.iter("package"):
            for file in package.iter("sourcefile"):
                name = "/".join(filter(None, (package.get("name", ""), file.get("name", ""))))
                lines = found.setdefault(name, {})
                for line in file.iter("line"):
                    _put(lines, line.get("nr", ""), line.get("ci", ""))
    else:
        raise ValueError("neither a Cobertura nor a JaCoCo report")
    return found


def _lcov(text: str) -> dict[str, dict[int, bool]]:
    found: dict[str, dict[int, bool]] = {}
    lines: dict[int, bool] = {}
    for row in text.splitlines():
        key, _, value = row.strip().partition(":")
        if key == "SF":
            lines = found.setdefault(value.replace("\\", "/"), {})
        elif key == "DA":
            number, _, rest = value.partition(",")
            _put(lines, number, rest.partition(",")[0].removeprefix("-"))
    if not found:
        raise ValueError("no report that is known here")
    return found


def _go(text: str) -> dict[str, dict[int, bool]]:
    found: dict[str, dict[int, bool]] = {}
    for row in text.splitlines()[1:]:
        match = _GO.fullmatch(row.strip())
        if match is None:
            continue
        first, last = int(match[2]), int(match[3])
        for number in range(first, min(last, first + _LONGEST) + 1):
            _put(found.setdefault(match[1], {}), str(number), match[4])
    return found


def _put(lines: dict[int, bool], number: str, hits: str) -> None:
    if number.isdecimal() and hits.isdecimal():
        lines[int(number)] = lines.get(int(number), False) or int(hits) > 0
