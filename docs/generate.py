"""Writes every generated page: `python -m docs.generate`; with `--check` it only says which ones are stale."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.generator import commands, contract, floors, manual, peers, reference, transcript

ROOT = Path(__file__).resolve().parent.parent


def pages() -> dict[str, str]:
    """Path below the root → the text that belongs there."""
    made: dict[str, str] = {}
    for part in (commands, contract, floors, manual, peers, reference, transcript):
        made.update(part.pages(ROOT))
    return made


def stale(made: dict[str, str]) -> list[str]:
    """Paths whose text on disk is another one, and pages of commands that are no more."""
    wrong = [path for path, text in made.items() if _read(path) != text]
    there = {f"docs/commands/{page.name}" for page in (ROOT / "docs/commands").glob("*.md")}
    return sorted({*wrong, *(there - made.keys())})


def main(arguments: list[str]) -> int:
    """0 when all is written, or nothing is stale; 1 when `--check` finds something."""
    made = pages()
    found = stale(made)
    if "--check" in arguments:
        for path in found:
            print(f"stale: {path}")
        if found:
            print("make docs writes them anew")
        return 1 if found else 0
    for path in found:
        if path not in made:
            (ROOT / path).unlink()
            continue
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(made[path], encoding="utf-8")
        print(f"written: {path}")
    return 0


def _read(path: str) -> str | None:
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
