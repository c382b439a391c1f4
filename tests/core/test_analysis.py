"""The monitor's decisions: a table of sequences from Argo Rollouts' documentation, and where gitfix is stricter."""

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
    measured,
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


# What AnalysisTemplate says of these fields (docs/features/analysis.md and the API's descriptions): `count` is how many
# measurements are made; `failureLimit` (0), `inconclusiveLimit` (0): the largest number of such measurements before the
# whole metric is Failed, Inconclusive; `consecutiveErrorLimit` (4): the largest number of errors in a row before Error.
ARGO: list[tuple[str, dict[str, object], str, Phase]] = [
    ("nothing measured yet", {}, "", "Pending"),
    ("it goes on", {}, "SSSS", "Running"),
    ("the count is reached", {}, "SSSSS", "Successful"),
    ("without an interval one measurement is all", {"interval": 0.0, "count": 0}, "S", "Successful"),
    ("one failure is over the default limit of 0", {}, "SSF", "Failed"),
    ("the first measurement may be the one", {}, "F", "Failed"),
    ("as many failures as the limit are allowed", {"failure_limit": 2}, "SFSF", "Running"),
    ("and still are when the count is reached", {"failure_limit": 2}, "SFSFS", "Successful"),
    ("one more is not", {"failure_limit": 2}, "FSFSF", "Failed"),
    ("one inconclusive is over the default limit of 0", {}, "SI", "Inconclusive"),
    ("as many as the limit are allowed", {"inconclusive_limit": 1}, "SISSS", "Successful"),
    ("one more is not", {"inconclusive_limit": 1}, "ISSI", "Inconclusive"),
    ("four errors in a row are allowed by default", {}, "SEEEE", "Running"),
    ("the fifth is not", {}, "SEEEEE", "Error"),
    ("anything else begins the row anew", {}, "EEEESEEEE", "Running"),
    ("errors do not count towards the count", {}, "SESESSE", "Running"),
    ("they are measured again until it is reached", {}, "SESESSES", "Successful"),
    ("no error at all is allowed with a limit of 0", {"consecutive_error_limit": 0}, "SSE", "Error"),
    ("a failure is told before an inconclusive one", {"failure_limit": 0}, "IF", "Failed"),
    ("an inconclusive one before errors", {"consecutive_error_limit": 0}, "IE", "Inconclusive"),
    ("each limit counts for itself", {"failure_limit": 1, "inconclusive_limit": 1}, "FISSS", "Successful"),
    ("without a count it goes on for ever", {"count": 0}, "SSSSSSSSSSSS", "Running"),
    ("and fails as any other", {"count": 0, "failure_limit": 3}, "SFFSFSF", "Failed"),
]  # fmt: skip


@pytest.mark.parametrize(("about", "fields", "sequence", "phase"), ARGO, ids=[r[0] for r in ARGO])
def test_the_decision_is_argos(
    about: str, fields: dict[str, object], sequence: str, phase: Phase
) -> None:
    assert assessed(metric(**fields), phases(sequence)).phase == phase


@pytest.mark.parametrize(
    ("sequence", "phase"), [("", "Successful"), ("SS", "Successful"), ("SF", "Failed")]
)
def test_a_run_that_is_ended_ends_what_goes_on_as_argo_does(sequence: str, phase: Phase) -> None:
    assert assessed(metric(count=0), phases(sequence), terminating=True).phase == phase


@pytest.mark.parametrize(
    ("success", "failure", "phase"),
    [
        (True, None, "Successful"),
        (False, None, "Failed"),
        (None, True, "Failed"),
        (None, False, "Successful"),
        (True, False, "Successful"),
        (False, False, "Inconclusive"),
        (True, True, "Failed"),
        (False, True, "Failed"),
    ],
)
def test_conditions_make_a_phase_as_argo_says(
    success: bool | None, failure: bool | None, phase: Phase
) -> None:
    assert measured(metric(), success, failure) == phase


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
    once = metric(interval=0.0, count=0)
    assert due(once, 1000.0, [], []) == 1000.0
    assert due(once, 1000.0, [1005.0], phases("E")) == 1015.0, "Argo's 10 s until it is tried again"


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
        assert counted(sequence) >= count and sequence.count("Failed") <= failures


@given(SEQUENCES, st.integers(0, 3))
def test_once_it_has_failed_nothing_makes_it_well(sequence: list[Phase], limit: int) -> None:
    one = metric(failure_limit=limit, inconclusive_limit=99, consecutive_error_limit=99)
    seen = [assessed(one, sequence[:n]).phase for n in range(len(sequence) + 1)]
    if "Failed" in seen:
        assert set(seen[seen.index("Failed") :]) == {"Failed"}
