"""Generated parts between markers, and tables: what all pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

NOTE = "<!-- Generated from the code by `make docs`; edit the code instead. -->"


def begin(name: str) -> str:
    """The line before a generated part."""
    return f"<!-- {name}:begin -->"


def end(name: str) -> str:
    """The line after a generated part."""
    return f"<!-- {name}:end -->"


def filled(text: str, name: str, generated: str) -> str:
    """`text` with what stands between the markers of `name` replaced; ValueError without the markers."""
    head, opening, rest = text.partition(begin(name))
    _, closing, tail = rest.partition(end(name))
    if not opening or not closing:
        raise ValueError(f"the markers of {name} are missing")
    return f"{head}{opening}\n{generated.strip()}\n{closing}{tail}"


def page(root: Path, path: str, **parts: str) -> dict[str, str]:
    """The hand-written page at `path` with its generated parts made anew."""
    text = (root / path).read_text(encoding="utf-8")
    for name, generated in parts.items():
        text = filled(text, name, generated)
    return {path: text}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell is escaped."""
    lines = [_row(head), _row(["---"] * len(head))]
    return "\n".join([*lines, *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
