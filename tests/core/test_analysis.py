"""The monitor's decisions besides Argo's table (test_argo.py): when it measures, and where gitfix is stricter."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.analysis import (
    BAD,
    Phase,
    Verdict,
    assessed,
    counted,
    decided,
    due,
    left,
    overall,
)
from gitfix.core.metric import Metric

LETTERS: dict[str, Phase] = {
    "S": "Successful",
    "F": "Failed",
    "E": "Error",
    "I": "Inconclusive",
}
"""One measurement each, so that a sequence reads as `SSFS`."""


def phases(text: str) -> list[Phase]:
    return [LETTERS[letter] for letter in text]


def metric(**more: object) -> Metric:
    usual = {"interval": 60.0, "count": 5, "success_condition": "result < 1"}
    return Metric("errors", "command", **{**usual, **more})  # type: ignore[arg-type]


def test_the_worst_metric_is_the_run() -> None:
    order: list[Phase] = ["Successful", "Running", "Pending", "Inconclusive", "Error", "Failed"]
    for better, worse in itertools.combinations(order, 2):
        assert overall([Verdict(worse), Verdict(better)]) == worse
    assert overall([]) == "Pending"


def test_the_first_measurement_waits_and_later_ones_come_an_interval_after_the_last_one_ended() -> (
    None
):
    one = metric(initial_delay=300.0)
    assert due(one, 1000.0, [], []) == 1300.0
    assert due(one, 1000.0, [1312.0], phases("S")) == 1372.0
    assert due(one, 1000.0, [1312.0], phases("E")) == 1322.0, "Argo's 10 s until it is tried again"
    assert due(metric(interval=2.0), 1000.0, [1312.0], phases("E")) == 1314.0
    once = metric(interval=0.0, count=0)
    assert due(once, 1000.0, [], []) == 1000.0
    assert due(once, 1000.0, [1005.0], phases("E")) == 1015.0


@pytest.mark.parametrize(
    ("fields", "sequence", "baseline"),
    [
        ({"inconclusive_limit": 9}, "IIIII", None),
        ({"failure_limit": 9}, "FFFFF", None),
        ({"symptom": True}, "SSSSS", "Successful"),
        ({"symptom": True}, "SSSSS", None),
        ({"symptom": True}, "SSSSS", "Inconclusive"),
        ({"symptom": True}, "SSSSS", "Error"),
    ],
)
def test_gitfix_is_stricter(
    fields: dict[str, object], sequence: str, baseline: Phase | None
) -> None:
    """Argo calls all of these successful."""
    assert assessed(metric(**fields), phases(sequence)).phase == "Successful"
    found = decided(metric(**fields), phases(sequence), baseline=baseline)
    assert found.phase == "Inconclusive" and found.why


def test_a_symptom_that_was_there_and_is_gone_passes() -> None:
    assert decided(metric(symptom=True), phases("SSSSS"), baseline="Failed").phase == "Successful"


def test_what_was_never_measured_is_not_successful_when_the_run_ends() -> None:
    assert decided(metric(count=0), [], terminating=True).phase == "Inconclusive"


SEQUENCES = st.lists(st.sampled_from(["Successful", *BAD]), max_size=30)


@given(SEQUENCES, st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(1, 8))
def test_stricter_never_means_laxer(
    sequence: list[Phase], failures: int, inconclusive: int, errors: int, count: int
) -> None:
    one = metric(
        failure_limit=failures,
        inconclusive_limit=inconclusive,
        consecutive_error_limit=errors,
        count=count,
    )
    argo, ours = assessed(one, sequence).phase, decided(one, sequence).phase
    assert ours == argo or (argo, ours) == ("Successful", "Inconclusive")
    if argo == "Successful":
        assert counted(sequence) >= count


@given(SEQUENCES, st.integers(0, 3))
def test_once_it_has_failed_nothing_makes_it_well(sequence: list[Phase], limit: int) -> None:
    one = metric(failure_limit=limit, inconclusive_limit=99, consecutive_error_limit=99)
    seen = [assessed(one, sequence[:n]).phase for n in range(len(sequence) + 1)]
    if "Failed" in seen:
        assert set(seen[seen.index("Failed") :]) == {"Failed"}


@given(SEQUENCES, st.integers(-1, 3), st.integers(0, 4), st.integers(0, 6))
def test_what_has_ended_stays_as_it_ended(
    sequence: list[Phase], failures: int, row: int, count: int
) -> None:
    one = metric(failure_limit=failures, consecutive_success_limit=row, count=count)
    seen = [assessed(one, sequence[:n]) for n in range(len(sequence) + 1)]
    ended = [verdict for verdict in seen if verdict.ended]
    assert len(set(ended)) <= 1 and seen[len(seen) - len(ended) :] == ended


def test_a_row_of_successes_ends_a_metric_and_failures_are_what_would_end_it() -> None:
    one = metric(failure_limit=-1, consecutive_success_limit=2, count=0)
    assert left(one, phases("FFF")) == "1 more without an answer"
