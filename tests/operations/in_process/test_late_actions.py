"""`gitfix status --all`: what was promised is due also after the incident is closed and archived."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.git.record import Record
from gitfix.operations.late_actions import FILE
from gitfix.operations.workspace import open_workspace
from tests.operations.views_kit import Cli
from tests.shop import Shop

DAY = 86_400
NOW = 1_795_464_298


def at(shop: Shop, days: float) -> None:
    shop.monkeypatch.setenv("GITFIX_CLOCK", str(int(NOW + days * DAY)))


def over(shop: Shop, gitfix: Cli, nonce: str, *due: str) -> str:
    """An incident that is archived, with an action for each of `due`."""
    shop.monkeypatch.setenv("GITFIX_NONCE", nonce)
    id = gitfix("triage", f"Trouble {nonce}", json=True).result["incident"]
    for number, when in enumerate(due, 1):
        text = f"test {nonce} {number}"
        gitfix("action", "add", text, "--owner", "ada", "--due", when, "--incident", id)
    ended = ("close", "--as", "false-alarm", "--reason", "a stale cache", "--incident", id)
    assert gitfix(*ended).exit is Exit.OK
    return str(id)


def late(gitfix: Cli) -> list[Any]:
    return [
        (row["incident"][-4:], row["number"], row["due"][:10], row["closed"])
        for row in gitfix("status", "--all", json=True).result["overdue"]
    ]


def test_of_closed_incidents_too_the_longest_overdue_first(shop: Shop, gitfix: Cli) -> None:
    over(shop, gitfix, "aaaa", "2w", "1w")
    over(shop, gitfix, "bbbb", "10d")
    shop.monkeypatch.setenv("GITFIX_NONCE", "cccc")
    gitfix("triage", "Still open")
    gitfix("action", "add", "alert on it", "--owner", "sre", "--due", "12d")
    assert late(gitfix) == []
    at(shop, 13)
    assert late(gitfix) == [
        ("aaaa", 2, "2026-11-30", True),
        ("bbbb", 1, "2026-12-03", True),
        ("cccc", 1, "2026-12-05", False),
    ]
    out = gitfix("status", "--all").out
    assert all(len(line) <= 80 for line in out.splitlines())
    row = next(line for line in out.splitlines() if "aaaa" in line)
    assert row.split() == [
        "2026-11-23-aaaa",
        "action",
        "2",
        "since",
        "2026-11-30",
        "ada:",
        "test",
        "aaaa",
        "2",
    ]
    assert out.endswith("when one is done: gitfix action done 2 --incident 2026-11-23-aaaa\n")


def test_done_is_not_overdue_and_what_came_after_the_archive_counts(
    shop: Shop, gitfix: Cli
) -> None:
    first = over(shop, gitfix, "aaaa", "1w", "1w")
    at(shop, 8)
    assert late(gitfix) == [("aaaa", 1, "2026-11-30", True), ("aaaa", 2, "2026-11-30", True)]
    assert gitfix("action", "done", "1", "--incident", first).exit is Exit.OK
    assert late(gitfix) == [("aaaa", 2, "2026-11-30", True)]
    assert gitfix("action", "done", "2", "--incident", first).exit is Exit.OK
    assert late(gitfix) == []
    over(shop, gitfix, "bbbb", "1d")
    at(shop, 10)
    assert late(gitfix) == [("bbbb", 1, "2026-12-02", True)]


def test_without_an_open_incident_it_is_said_too(shop: Shop, gitfix: Cli) -> None:
    over(shop, gitfix, "aaaa", "1w")
    assert gitfix("status", "--all").out == "no incident is open in this clone\n"
    at(shop, 8)
    assert "overdue\n  2026-11-23-aaaa   action 1" in gitfix("status", "--all").out


def test_an_archive_that_has_not_changed_is_not_read_and_only_what_is_new_is(
    shop: Shop, gitfix: Cli
) -> None:
    over(shop, gitfix, "aaaa", "1w")
    over(shop, gitfix, "bbbb")
    at(shop, 8)
    wanted = late(gitfix)
    read: list[str] = []
    some = Record.some

    def spy(record: Record, types: Any, tips: Any) -> Any:
        read.extend(sorted(tips))
        return some(record, types, tips)

    shop.monkeypatch.setattr(Record, "some", spy)
    assert (late(gitfix), read) == (wanted, [])
    over(shop, gitfix, "cccc", "1d")
    read.clear()
    late(gitfix)
    assert read == ["2026-12-01-cccc"]
    file = open_workspace(Settings(shop.path)).repo.private / FILE
    for torn in (b"", b"{", b'{"format": 1}', b"[]", file.read_bytes()[:-9]):
        file.write_bytes(torn)
        assert late(gitfix) == wanted
    read.clear()
    file.unlink()
    assert gitfix("status", "--all", "--dry-run").exit is Exit.OK and not file.exists()
    assert read == ["2026-11-23-aaaa", "2026-11-23-bbbb", "2026-12-01-cccc"]


def test_what_an_undo_took_back_is_gone(shop: Shop, gitfix: Cli) -> None:
    shop.monkeypatch.setenv("GITFIX_NONCE", "aaaa")
    gitfix("triage", "Trouble")
    gitfix("action", "add", "a test", "--owner", "ada", "--due", "1w")
    gitfix("close", "--as", "false-alarm", "--reason", "a stale cache")
    at(shop, 8)
    assert len(late(gitfix)) == 1
    gitfix("undo")
    assert late(gitfix) == [("aaaa", 1, "2026-11-30", False)], "it is open again"
    at(shop, 0)
    gitfix("close", "--as", "false-alarm", "--reason", "a stale cache")
    at(shop, 8)
    assert late(gitfix) == [("aaaa", 1, "2026-11-30", True)]


@pytest.mark.parametrize("count", [25])
def test_of_many_the_first_are_listed(shop: Shop, gitfix: Cli, count: int) -> None:
    over(shop, gitfix, "aaaa", *["1w"] * count)
    at(shop, 8)
    out = gitfix("status", "--all").out
    assert out.count("action ") == 21 and "and 5 more: gitfix status --all --json" in out
    assert len(json.loads(gitfix("status", "--all", "--json").out)["result"]["overdue"]) == count
