"""`gitfix log`: what happened, in order, in words; also what a newer gitfix wrote."""

from __future__ import annotations

import pytest

from gitfix.core.incident_fold import _HOMES
from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.operations.recording import record_event
from gitfix.operations.workspace import open_workspace
from gitfix.render.event_words import _WORDS, words
from tests.operations.views_kit import Cli
from tests.shop import Shop

ID = "2026-11-23-k7q2"


def happen(shop: Shop, type: str, data: dict[str, object]) -> None:
    work = open_workspace(Settings(shop.path))
    work.repo.refs.transaction([record_event(work, ID, type, data)], "test")


def test_the_events_of_a_whole_incident_in_order(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    gitfix("waive", "missing-test", "--reason", "tested by hand")
    gitfix("backport")
    found = gitfix("log", json=True).result
    assert found["incident"] == ID
    events = found["events"]
    assert [event["type"] for event in events] == ["opened", "branched", "waived", "backported"]
    assert [event["clock"] for event in events] == [1, 2, 3, 4]
    assert set(events[0]) == {
        "event", "clock", "time", "actor", "type", "phase", "step", "data"
    }  # fmt: skip
    assert events[0]["actor"] == {"name": "Ada", "email": "ada@example.com", "key": ""}
    assert events[2]["data"]["reason"] == "tested by hand"
    text = gitfix("log").out
    assert "opened the incident, P0\n" in text
    assert "made hotfix/2.4.2-login-fails from v2.4.1" in text
    assert "waived missing-test: tested by hand" in text
    assert "carried the fix to main" in text


def test_a_limit_keeps_the_newest(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    assert [e["type"] for e in gitfix("log", "--limit", "1", json=True).result["events"]] == [
        "branched"
    ]
    assert "1 older event left out" in gitfix("log", "--limit", "1").out
    assert len(gitfix("log", "--limit", "99", json=True).result["events"]) == 2


def test_an_event_of_a_newer_version_is_shown(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    happen(shop, "teleported", {"where": "mars"})
    assert gitfix("log", json=True).result["events"][-1]["data"] == {"where": "mars"}
    assert "teleported (from a newer gitfix; it holds where)" in gitfix("log").out


def test_nothing_in_an_event_steers_the_terminal(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    happen(shop, "noted", {"text": "\x1b[2Jgone\nand over"})
    happen(shop, "\x1b[2J", {})
    out = gitfix("log").out
    assert "\x1b" not in out and "noted: \\x1b[2Jgone\\x0aand over" in out


def test_every_event_that_the_record_folds_has_words() -> None:
    assert set(_HOMES) == set(_WORDS)


@pytest.mark.parametrize("type", sorted(_WORDS))
@pytest.mark.parametrize(
    "data", [{}, {"targets": 3, "base": []}, {"targets": [3, {"branch": None}], "path": 5}]
)
def test_words_are_found_for_damaged_data_too(type: str, data: dict[str, object]) -> None:
    assert words(type, data)


@pytest.mark.parametrize(
    ("args", "exit"),
    [
        ([], Exit.REFUSED),
        (["--incident", "nope"], Exit.REFUSED),
        (["--limit", "0"], Exit.USAGE),
        (["--limit", "many"], Exit.USAGE),
        (["--limit", "--json"], Exit.USAGE),
    ],
)
def test_bad_input(gitfix: Cli, args: list[str], exit: Exit) -> None:
    ran = gitfix("log", *args, json=True)
    assert ran.exit is exit and ran.json["error"]["hint"]
