"""How a fix is carried, by target: one word for all, or `PATTERN=WORD` for some."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal

from gitfix.core.outcome import Refusal

Choice = Literal["auto", "merge", "pick", "squash"]
CHOICES: tuple[Choice, ...] = ("auto", "merge", "pick", "squash")


def strategy_for(branch: str, stated: Sequence[str]) -> Choice:
    """The strategy of `stated` for `branch`: the last that fits, one with a pattern before one without.

    Refusal for a word that is no strategy.
    """
    general: Choice = "auto"
    own: Choice | None = None
    for text in stated:
        pattern, equals, word = text.rpartition("=")
        choice = _choice(word, text)
        if not equals:
            general = choice
        elif fnmatchcase(branch, pattern.strip()):
            own = choice
    return own or general


def _choice(word: str, text: str) -> Choice:
    for choice in CHOICES:
        if choice == word.strip():
            return choice
    raise Refusal(
        f"backport.strategy: {text} names no strategy",
        found=(", ".join(CHOICES),),
        hint="a word for all targets, or for some: release/*=pick",
    )
