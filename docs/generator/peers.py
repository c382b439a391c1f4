"""`docs/peers.md`: the rows of trouble, and the tests that hold gitfix to its answers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from docs.generator.markdown import page, table

ROWS = Path(__file__).with_name("peer_rows.toml")
TEST = re.compile(r"^\s*def (test_row_(\d\d)_\w+)", re.MULTILINE)
LATER = "the tests of the main job"


def pages(root: Path) -> dict[str, str]:
    """The page with its table."""
    tests = found(root)
    rows = [
        (str(row["number"]), row["trouble"], row["here"], _tests(tests, row)) for row in listed()
    ]
    return page(root, "docs/peers.md", rows=table(("row", "trouble", "here", "test"), rows))


def listed() -> list[dict[str, str]]:
    """The rows, in order."""
    rows: list[dict[str, str]] = tomllib.loads(ROWS.read_text(encoding="utf-8"))["row"]
    return rows


def found(root: Path) -> dict[int, list[str]]:
    """Row → names of its tests, sorted."""
    rows: dict[int, set[str]] = {}
    for path in (root / "tests").rglob("test_*.py"):
        for name, number in TEST.findall(path.read_text(encoding="utf-8")):
            rows.setdefault(int(number), set()).add(name)
    return {number: sorted(names) for number, names in rows.items()}


def _tests(tests: dict[int, list[str]], row: dict[str, str]) -> str:
    names = tests.get(int(row["number"]), [])
    return (
        "<br>".join(f"`{name}`" for name in names) or f"expected with {row.get('expected', LATER)}"
    )
