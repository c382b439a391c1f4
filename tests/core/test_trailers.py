"""Trailers go where git puts them, and a strategy is chosen by the last word that fits."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Refusal
from gitfix.core.strategy import strategy_for
from gitfix.core.trailers import first_source, picked_from, with_trailers

ONE, TWO = "1" * 40, "2" * 40


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("Fix\n", "Fix\n\nA: b\n"),
        ("Fix\n\nBody.\n", "Fix\n\nBody.\n\nA: b\n"),
        ("Fix\n\nBody.\n\nSigned-off-by: X\n", "Fix\n\nBody.\n\nSigned-off-by: X\nA: b\n"),
        ("Fix\n\nA: b\n", "Fix\n\nA: b\n"),
        ("fix: it\n", "fix: it\n\nA: b\n"),
        (f"Fix\n\n{picked_from(ONE)}\n", f"Fix\n\n{picked_from(ONE)}\nA: b\n"),
    ],
)
def test_where_trailers_go(message: str, wanted: str) -> None:
    assert with_trailers(message, ["A: b"]) == wanted


def test_no_trailers() -> None:
    assert with_trailers("Fix\n\n", []) == "Fix\n"


def test_the_first_source_is_the_oldest() -> None:
    assert first_source(f"Fix\n\n{picked_from(ONE)}\n{picked_from(TWO)}\n", "3" * 40) == ONE
    assert first_source("Fix\n", TWO) == TWO


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ((), "auto"),
        (("pick",), "pick"),
        (("release/*=squash", "pick"), "squash"),
        (("release/*=squash", "release/1=merge"), "merge"),
        (("main=squash",), "auto"),
    ],
)
def test_the_strategy_of_a_branch(stated: tuple[str, ...], wanted: str) -> None:
    assert strategy_for("release/1", stated) == wanted


@pytest.mark.parametrize("word", ["rebase", "main="])
def test_a_wrong_strategy(word: str) -> None:
    with pytest.raises(Refusal, match="names no strategy"):
        strategy_for("main", [word])
