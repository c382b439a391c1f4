"""Argo Rollouts' decisions: the tables of docs/argo.md are what is run here."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.analysis import assessed, measured
from gitfix.core.metric import Metric
from tests.core.test_analysis import phases

PAGE = Path(__file__).parents[2] / "docs" / "argo.md"


def table(first: str) -> list[list[str]]:
    """The rows of the table whose head begins so."""
    lines = PAGE.read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(first)) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip(" `") for cell in line.strip("|").split("|")])
    return rows


DECISIONS = table("| | metric |")
CONDITIONS = table("| success condition |")


def test_there_is_a_table() -> None:
    assert len(DECISIONS) >= 15 and len(CONDITIONS) == 8
    assert all(row[-1] for row in DECISIONS + CONDITIONS), "each says where it was read"


@pytest.mark.parametrize("row", DECISIONS, ids=[row[0] for row in DECISIONS])
def test_the_decision_is_argos(row: list[str]) -> None:
    _, keys, sequence, phase, _ = row
    fields: dict[str, float] = {"interval": 60.0}
    for key in filter(None, keys.split(", ")):
        name, _, value = key.partition(" = ")
        assert name in Metric.__annotations__, name
        fields[name] = int(value)
    metric = Metric("errors", "command", success_condition="result < 1", **fields)  # type: ignore[arg-type]
    ended = sequence.endswith("end")
    taken = phases(sequence.removesuffix("end").removesuffix(", "))
    assert assessed(metric, taken, terminating=ended).phase == phase


@pytest.mark.parametrize("row", CONDITIONS, ids=["/".join(row[:3]) for row in CONDITIONS])
def test_conditions_make_a_phase_as_argo_says(row: list[str]) -> None:
    says = {"": None, "holds": True, "does not hold": False}
    success, failure, phase, _ = row
    metric = Metric("errors", "command", success_condition="result < 1")
    assert measured(metric, says[success], says[failure]) == phase
