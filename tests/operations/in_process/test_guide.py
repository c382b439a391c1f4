"""`gitfix guide`: the card of the phase that the incident is in, or of the one that was asked for."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli, settle
from tests.shop import Shop


def test_before_an_incident_it_is_the_first_card(gitfix: Cli) -> None:
    found = gitfix("guide", json=True).result
    assert (found["phase"], found["role"], found["incident"]) == (
        "triage", "security auditor", None
    )  # fmt: skip
    assert found["duties"] and {step["state"] for step in found["steps"]} == {None}
    assert found["next"] == 'gitfix branch "what is broken"'


def test_during_an_incident_it_is_the_card_of_now(shop: Shop, gitfix: Cli) -> None:
    gitfix("branch", "Login fails")
    settle(shop.path, "verification", "review")
    found = gitfix("guide", json=True).result
    assert (found["phase"], found["role"]) == ("development", "implementer")
    assert [(step["id"], step["state"]) for step in found["steps"]] == [
        ("branch", "done"),
        ("minimal-change", "open"),
        ("verification", "open"),
        ("review", "open"),
    ]
    assert found["next"] == "gitfix check"
    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0\n", "Fix it")
    settle(shop.path)
    shop.git("tag", "v2.4.2")
    text = gitfix("guide").out
    assert text.startswith("post-mortem: the rule checker   ")
    assert "· the post-mortem is written\n      gitfix postmortem\n" in text


def test_a_card_can_be_asked_for(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    found = gitfix("guide", "triage", json=True).result
    assert (found["phase"], found["next"]) == (
        "triage", 'gitfix triage --users "who is hit"'
    )  # fmt: skip
    lines = gitfix("guide", "development").out.splitlines()
    assert all(len(line) <= 80 or line.lstrip().startswith("git") for line in lines)


@pytest.mark.parametrize(
    ("args", "exit"),
    [(["traige"], Exit.USAGE), (["triage", "--incident", "nope"], Exit.REFUSED)],
)
def test_bad_input(gitfix: Cli, args: list[str], exit: Exit) -> None:
    ran = gitfix("guide", *args, json=True)
    assert ran.exit is exit and ran.json["error"]["hint"]
