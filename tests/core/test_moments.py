"""Clocks of a machine: sleep and a set clock are told apart, and the times of a series never go back."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.moments import Moment, ahead, jump, moved, passed

BEFORE = Moment(1000.0, 50.0, 60.0)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (Moment(1030.0, 80.0, 90.0), ""),
        (Moment(4630.0, 80.0, 3690.0), "this machine slept for 60 min, and nothing was measured"),
        (Moment(8230.0, 80.0, 90.0), "the clock of this machine was set forward by 2 h 0 min"),
        (Moment(-2570.0, 80.0, 90.0), "the clock of this machine was set back by 60 min"),
    ],
)
def test_sleep_and_a_clock_that_was_set_are_told_apart(after: Moment, said: str) -> None:
    assert jump(BEFORE, after) == said


def test_after_a_restart_only_the_clock_of_the_wall_says_how_long_it_was() -> None:
    before, after = Moment(1000.0, 50.0, 60.0, "a"), Moment(1500.0, 900.0, 900.0, "b")
    assert passed(before, after) == 500.0
    assert passed(before, Moment(900.0, 3.0, 3.0, "b")) == 0.0
    assert jump(before, after) == "" and moved(before, after) == 0.0


def test_in_one_run_of_the_machine_the_clock_of_the_wall_says_nothing_of_how_long_it_was() -> None:
    assert passed(BEFORE, Moment(-2570.0, 80.0, 90.0)) == 30.0


STEP = st.tuples(
    st.floats(0, 1e5), st.one_of(st.just(0.0), st.floats(-1e5, 1e5)), st.floats(0, 1e4)
)
"""Seconds that pass awake, by which the clock is set, and that pass asleep."""


@given(st.lists(STEP, max_size=30))
def test_times_never_go_back_and_are_the_walls_as_soon_as_they_can(
    steps: list[tuple[float, float, float]],
) -> None:
    def after(at: Moment, step: tuple[float, float, float]) -> Moment:
        awake, set_by, asleep = step
        return Moment(
            at.wall + awake + asleep + set_by, at.awake + awake, at.whole + awake + asleep
        )

    moments = list(accumulate(steps, after, initial=Moment(1e6, 0.0, 0.0)))
    lead, times = 0.0, [moments[0].wall]
    for before, now in pairwise(moments):
        lead = ahead(before, now, lead)
        assert lead >= 0
        times.append(now.wall + lead)
        if not lead:
            assert times[-1] == now.wall
    # What is under the limit is taken for drift; whoever stamps keeps the latest.
    assert all(b >= a - 5.001 for a, b in pairwise(times))
