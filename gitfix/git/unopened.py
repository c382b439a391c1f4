"""The refusal where git opens no repository: there is none, or git will not (ownership, a broken configuration)."""

from __future__ import annotations

from pathlib import Path

from gitfix.core.outcome import Refusal


def not_here(path: Path, words: str) -> Refusal:
    """What git said in `words`, as a refusal."""
    if "not a git repository" in words or not words:
        return Refusal(
            f"{path} is not in a git repository",
            hint="cd into the repository, or: gitfix --repo PATH …",
        )
    return Refusal(
        "git will not open this repository",
        found=tuple(words.strip().splitlines()[:6]),
        hint="do what git says above, then run the same command again",
    )
