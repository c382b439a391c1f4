"""A wish that goes on: what was asked for at first, and what is said anew."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from gitfix.operations.backport_wish import Wish

FIRST = Wish(None, "x", ("main",), push=True, strategy="pick", chain=True, verify=True)


def test_it_goes_on_as_it_was_meant() -> None:
    assert Wish().going_on(asdict(FIRST)) == FIRST
    assert Wish().after(asdict(FIRST)).push
    assert Wish().after(asdict(FIRST)).strategy == "pick"


def test_requests_instead_of_a_push() -> None:
    now = Wish(pr=True).going_on(asdict(FIRST))
    assert (now.pr, now.push) == (True, False)


@pytest.mark.parametrize("now", [True, False])
def test_whether_it_is_tested_can_be_said_anew(now: bool) -> None:
    assert Wish(verify=now).going_on(asdict(FIRST)).verify is now


def test_what_is_named_now_is_what_is_meant() -> None:
    again = Wish(onto=("develop",), strategy="merge").after(asdict(FIRST))
    assert (again.onto, again.strategy) == (("develop",), "merge")
