"""One checkout of a repository, as `git worktree list --porcelain` tells of it."""

from __future__ import annotations

from pathlib import Path

from gitfix.core.names import HEADS, BranchName, Oid
from gitfix.core.text import decode
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Checkout:
    """One worktree: its folder, its commit, and its branch (empty when detached)."""

    path: Path
    head: Oid | None
    branch: BranchName | None
    prunable: bool = False


def parse(text: str, mark: str) -> list[Checkout]:
    """The checkouts, in git's order, a bare repository left out; `mark` ends a line."""
    blocks = (block.split(mark) for block in text.split(mark * 2) if block)
    return [found for found in map(_checkout, blocks) if found]


def _checkout(rows: list[str]) -> Checkout | None:
    values = dict(row.partition(" ")[::2] for row in rows if row)
    if "worktree" not in values or "bare" in values:
        return None
    branch = values.get("branch", "")
    head = values.get("HEAD", "")
    return Checkout(
        Path(values["worktree"]),
        Oid(head) if head.strip("0") else None,
        BranchName(branch.removeprefix(HEADS)) if branch.startswith(HEADS) else None,
        "prunable" in values,
    )


def branch_in(head: Path) -> str:
    """The branch that the file says, as every git writes it; empty for all else, of which git is asked.

    A process less for nearly every command. Where refs are kept in tables, the file names a branch that no ref can be.
    """
    try:
        said = decode(head.read_bytes())
    except OSError:
        return ""
    name = said.removeprefix("ref: ").removesuffix("\n")
    plain = said == f"ref: {name}\n" and name.startswith(HEADS) and not name.endswith(".invalid")
    return name if plain and name.split() == [name] else ""
