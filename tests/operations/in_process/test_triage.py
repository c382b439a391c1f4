"""`gitfix triage`: an incident is opened, or more is said about it; going back is shown before anything is fixed."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.operations.triage import Triage, triage
from tests.operations.views_kit import Cli
from tests.shop import Shop

ID = "2026-11-23-k7q2"


@pytest.fixture(autouse=True)
def one_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")


def test_it_opens_an_incident_with_all_that_is_known(gitfix: Cli) -> None:
    ran = gitfix(
        *("triage", "Login fails", "--severity", "P0", "--users", "everybody", "--kind", "outage"),
        *("--systems", "shop, api", "--since", "40m", "--workaround", "none"),
        json=True,
    )
    assert ran.exit is Exit.OK
    found = ran.result
    assert (found["incident"], found["opened"], found["severity"]) == (ID, True, "P0")
    assert found["impact"] == {
        "users": "everybody",
        "systems": ["shop", "api"],
        "since": "2026-11-23T19:24:58Z",
        "workaround": "none",
        "affected": ["v2.4.1"],
        "detected": "",
    }
    assert (
        found["production"]["tag"] == "v2.4.1" and found["next"] == f"gitfix branch --incident {ID}"
    )
    steps = {step["id"]: step["state"] for step in gitfix("status", json=True).result["steps"]}
    assert (steps["severity"], steps["impact"], steps["rollback"]) == ("done", "done", "open")


def test_going_back_is_shown_first(gitfix: Cli) -> None:
    out = gitfix("triage", "Login fails", "--severity", "P0").out
    assert "roll back?  v2.4.0 ran before" in out and "data loss, a breach" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_branch_goes_on_with_it(gitfix: Cli) -> None:
    gitfix("triage", "Login fails", "--severity", "P0")
    ran = gitfix("branch", json=True)
    assert (ran.result["incident"], ran.result["branch"]) == (ID, "hotfix/2.4.2-login-fails")
    assert gitfix("status", json=True).result["severity"] == "P0"


def test_more_is_said_later_and_nothing_is_forgotten(gitfix: Cli) -> None:
    gitfix("branch", "Login fails")
    gitfix("triage", "--severity", "P0", "--users", "the EU")
    found = gitfix("triage", "--systems", "shop", json=True).result
    assert (found["opened"], found["severity"], found["impact"]["users"]) == (False, "P0", "the EU")
    assert found["impact"]["systems"] == ["shop"] and found["next"] == "gitfix status"


def test_the_releases_that_ran_since_then_are_affected(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tag, day in (("v2.4.0", "2026-11-01"), ("v2.4.1", "2026-11-10")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T00:00:00Z")
        shop.git("tag", "-f", "-a", "-m", tag, tag, f"{tag}^{{}}")
    found = gitfix("triage", "Old one", "--since", "2026-11-05", json=True).result
    assert found["impact"]["affected"] == ["v2.4.0", "v2.4.1"]


def test_a_minor_fault_with_a_workaround_can_wait(gitfix: Cli) -> None:
    minor = ("triage", "Typo", "--severity", "P2", "--workaround", "reload")
    ran = gitfix(*minor, json=True)
    assert ran.exit is Exit.REFUSED and "--yes" in ran.json["error"]["hint"]
    assert gitfix("status", "--all", json=True).result == {"incidents": [], "overdue": []}
    assert gitfix(*minor, "--yes").exit is Exit.OK
    assert gitfix("triage", "Typo 2", *minor[2:], "--reason", "the law").exit is Exit.OK
    events = gitfix("log", "--incident", "k7q2", json=True).result["events"]
    assert events[0]["data"]["reason"]


def test_a_dry_run_opens_nothing(shop: Shop, gitfix: Cli) -> None:
    before = shop.state()
    assert gitfix("triage", "Login fails", "--dry-run").exit is Exit.OK
    assert shop.state() == before


def test_undo_takes_it_back(gitfix: Cli) -> None:
    gitfix("triage", "Login fails")
    assert gitfix("undo").exit is Exit.OK
    assert gitfix("status", "--all", json=True).result == {"incidents": [], "overdue": []}


def test_without_release_tags_the_incident_is_opened_all_the_same(shop: Shop, gitfix: Cli) -> None:
    for tag in shop.git("tag").split():
        shop.git("tag", "-d", tag)
    ran = gitfix("triage", "Login fails", "--severity", "P0")
    assert ran.exit is Exit.OK and "not known" in ran.err


def test_on_a_terminal_it_asks_for_what_was_not_said(shop: Shop) -> None:
    asked: list[str] = []
    answers = iter(["p9", "p2", "some", "shop, api", "2h", "reload"])

    def ask(question: str) -> str:
        asked.append(question)
        return next(answers)

    settings = Settings(shop.path, interactive=True, ask=ask, confirm=lambda question: True)
    result = triage(settings, Triage("Login fails")).result
    assert (result.severity, result.impact.users) == ("P2", "some")  # type: ignore[attr-defined]
    assert result.impact.systems == ("shop", "api")  # type: ignore[attr-defined]
    assert len(asked) == 6 and "P0  data loss" in asked[0]


@pytest.mark.parametrize(
    ("args", "exit", "words"),
    [
        ((), Exit.USAGE, "nothing says what is broken"),
        (("x", "--since", "soon"), Exit.USAGE, "neither a span"),
        (("x", "--since", "2099-01-01"), Exit.USAGE, "is not past"),
        (("x", "--severity", "P9"), Exit.USAGE, ""),
        (("--incident", "nope", "--severity", "P0"), Exit.REFUSED, "no incident is called"),
    ],
)
def test_bad_input(shop: Shop, gitfix: Cli, args: tuple[str, ...], exit: Exit, words: str) -> None:
    before = shop.state()
    ran = gitfix("triage", *args)
    assert ran.exit is exit and words in " ".join(ran.err.split())
    assert shop.state() == before


def test_nothing_said_about_an_open_incident(gitfix: Cli) -> None:
    gitfix("triage", "Login fails")
    assert gitfix("triage").exit is Exit.USAGE
