"""The questions that a post-mortem asks of people, as data: which are asked depends on severity and kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Question:
    """One question. `key` never changes; empty `severities` or `kinds`: asked for all of them."""

    key: str
    section: str
    title: str
    ask: str
    severities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def read_questions(document: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions of the shipped TOML file, in its order."""
    return tuple(
        Question(
            key,
            table["section"],
            table.get("title", ""),
            table["ask"],
            tuple(table.get("severities", ())),
            tuple(table.get("kinds", ())),
        )
        for key, table in document.items()
    )


def asked(questions: Iterable[Question], severity: str, kind: str) -> tuple[Question, ...]:
    """Those that an incident of this severity and kind has to answer; every question where the severity is unknown."""
    return tuple(
        one
        for one in questions
        if (not one.severities or not severity or severity in one.severities)
        and (not one.kinds or kind in one.kinds)
    )
