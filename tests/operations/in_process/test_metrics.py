"""`gitfix metrics`: numbers that a person could count by hand from the record and the tags."""

from __future__ import annotations

import csv

import pytest

from gitfix.core.outcome import Exit
from tests.answers import ANSWERS
from tests.operations.views_kit import Cli, settle
from tests.shop import Shop

NOW = 1795464298


@pytest.fixture
def played(shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A P0 that took 100 minutes from its start to its confirmation, one open P1, and a false alarm."""
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")
    gitfix("triage", "Login fails", "--severity", "P0", "--users", "all", "--since", "40m")
    gitfix("branch", "--incident", "k7q2")
    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0\n", "Fix it")
    shop.git("tag", "-a", "v2.4.2", "-m", "v2.4.2")
    monkeypatch.setenv("GITFIX_CLOCK", str(NOW + 3600))
    settle(shop.path)
    gitfix("waive", "budget-lines", "--reason", "x")
    gitfix("backport")
    gitfix("postmortem", "--commit", *ANSWERS)
    assert gitfix("close", "--as", "fixed").exit is Exit.OK
    monkeypatch.setenv("GITFIX_NONCE", "m3x9")
    gitfix("triage", "Slow", "--severity", "P1")
    gitfix("action", "add", "a faster one", "--owner", "ada", "--due", "1d", "--incident", "m3x9")
    monkeypatch.setenv("GITFIX_NONCE", "p4w4")
    gitfix("triage", "Nothing", "--severity", "P0")
    gitfix("close", "--as", "false-alarm", "--reason", "a cache", "--incident", "p4w4")
    monkeypatch.setenv("GITFIX_CLOCK", str(NOW + 3 * 86_400))


def test_the_numbers(played: None, shop: Shop, gitfix: Cli) -> None:
    found = gitfix("metrics", json=True).result
    assert (found["incidents"], found["open"]) == (2, 1), "a false alarm was no emergency"
    p0, p1, p2 = found["by_severity"]
    assert (p0["incidents"], p0["restored"], p0["restore_median"]) == (1, 1, 100 * 60)
    assert (p1["incidents"], p1["restored"], p1["restore_median"]) == (1, 0, None)
    assert p2["incidents"] == 0
    releases = len(shop.git("tag").split())
    assert (found["releases"], found["hotfixes"]) == (releases, 1)
    assert found["emergency_ratio"] == round(1 / releases, 4)
    assert found["change_failure_rate"] == round(1 / (releases - 1), 4)
    assert (found["over_budget"], found["overdue_actions"]) == (1, 1)
    added, deleted, _ = shop.git("diff", "--numstat", "v2.4.1", "v2.4.2").split()
    assert found["size_median"] == found["size_largest"] == int(added) + int(deleted)
    assert found["size_limit"] == 100


def test_a_fix_beyond_the_budget(shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured, and not only where somebody waived it; the release is enough, it need not be carried back yet."""
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")
    gitfix("triage", "Login fails", "--severity", "P0", "--users", "all")
    gitfix("branch", "--incident", "k7q2")
    shop.commit("cart/views.py", "".join(f"line{n} = {n}\n" for n in range(150)), "Fix it")
    assert gitfix("metrics", json=True).result["over_budget"] == 0, "nothing is released yet"
    shop.git("tag", "-a", "v2.4.2", "-m", "v2.4.2")
    found = gitfix("metrics", json=True).result
    assert found["over_budget"] == 1 and found["size_largest"] > 100
    said = " ".join(gitfix("metrics").out.split())
    assert f"{found['size_median']} lines (median)" in said
    assert "budget at most 100 lines: 1 fix over it" in said


def test_the_delay_of_a_review(shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")
    gitfix("triage", "Login fails", "--severity", "P0", "--users", "all")
    gitfix("branch", "--incident", "k7q2")
    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0\n", "Fix it")
    gitfix("review", "request", "--to", "grace")
    monkeypatch.setenv("GITFIX_CLOCK", str(NOW + 25 * 60))
    gitfix("review", "approve", "--solo", "--reason", "at night")
    assert gitfix("metrics", json=True).result["review_delay_median"] == 25 * 60


def test_a_period(played: None, gitfix: Cli) -> None:
    found = gitfix("metrics", "--since", "1d", json=True).result
    assert (found["incidents"], found["releases"]) == (0, 0)
    assert (found["change_failure_rate"], found["emergency_ratio"]) == (None, None)
    assert found["overdue_actions"] == 1, "what is overdue is so whenever it began"


def test_for_people_and_as_csv(played: None, gitfix: Cli) -> None:
    out = gitfix("metrics").out
    assert "time to restore" in out and "1 h" in out and "overdue actions" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    rows = list(csv.DictReader(gitfix("metrics", "--csv").out.splitlines()))
    found = {(row["metric"], row["severity"]): row["value"] for row in rows}
    assert found["restore_median", "P0"] == "6000" and found["restore_median", "P1"] == ""
    assert found["hotfixes", ""] == "1"


def test_an_empty_record(gitfix: Cli) -> None:
    found = gitfix("metrics", json=True).result
    assert (found["incidents"], found["review_delay_median"], found["size_median"]) == (
        0,
        None,
        None,
    )
    assert gitfix("metrics").exit is Exit.OK


@pytest.mark.parametrize("args", [("--since", "soon"), ("--csv", "--json")])
def test_bad_input(gitfix: Cli, args: tuple[str, ...]) -> None:
    assert gitfix("metrics", *args).exit is Exit.USAGE
