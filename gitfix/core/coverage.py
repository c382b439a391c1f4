"""Which lines a test run has executed: read from Cobertura XML (coverage.py, JaCoCo's and others' export) or lcov."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Coverage = Mapping[str, Mapping[int, bool]]
"""File → line → whether it was run. Lines that hold no code are not in it."""


def read_coverage(data: bytes) -> Coverage:
    """The report in `data`; ValueError for anything else."""
    return _cobertura(data) if data.lstrip()[:1] == b"<" else _lcov(data)


def of_file(coverage: Coverage, path: str) -> Mapping[int, bool]:
    """The lines of `path` in a report, whose names may begin elsewhere (an absolute path, a source folder)."""
    if path in coverage:
        return coverage[path]
    ends = [
        name
        for name in coverage
        if name.endswith(f"/{path}") or (path.endswith(f"/{name}") and "/" in name)
    ]
    return coverage[ends[0]] if len(ends) == 1 else {}


def never_run(lines: Mapping[int, bool], numbers: Sequence[int]) -> tuple[int, int]:
    """How many of `numbers` hold code by the report, and how many of these no test has run."""
    known = [lines[number] for number in numbers if number in lines]
    return len(known), known.count(False)


def _cobertura(data: bytes) -> Coverage:
    from xml.etree import ElementTree

    if b"<!ENTITY" in data:
        raise ValueError("a report does not define entities")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        raise ValueError("not a Cobertura report") from None
    if root.tag != "coverage":
        raise ValueError("not a Cobertura report")
    found: dict[str, dict[int, bool]] = {}
    for each in root.iter("class"):
        lines = found.setdefault(each.get("filename", "").replace("\\", "/"), {})
        for line in each.iter("line"):
            number, hits = line.get("number", ""), line.get("hits", "")
            if number.isdigit() and hits.isdigit():
                lines[int(number)] = lines.get(int(number), False) or int(hits) > 0
    return found


def _lcov(data: bytes) -> Coverage:
    found: dict[str, dict[int, bool]] = {}
    lines: dict[int, bool] = {}
    for row in data.decode("utf-8", "replace").splitlines():
        key, _, value = row.strip().partition(":")
        if key == "SF":
            lines = found.setdefault(value.replace("\\", "/"), {})
        elif key == "DA":
            number, _, rest = value.partition(",")
            hits = rest.partition(",")[0]
            if number.isdigit() and hits.lstrip("-").isdigit():
                lines[int(number)] = lines.get(int(number), False) or int(hits) > 0
    if not found:
        raise ValueError("neither a Cobertura nor an lcov report")
    return found
