"""What an undo writes into the record, and what the record says afterwards."""

from __future__ import annotations

from gitfix.core.incident_fold import fold
from gitfix.core.names import INCIDENTS
from gitfix.core.settings import Settings
from gitfix.operations.workspace import open_workspace
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def test_an_undo_names_the_events_that_it_takes_back(shop: Shop, gitfix: Gitfix) -> None:
    incident = gitfix("branch", SUMMARY, cwd=shop.repo, json=True).result["incident"]
    before = shop.repo.oid(INCIDENTS + incident)
    gitfix("waive", "rename", "--reason", "a test", cwd=shop.repo)
    waived = shop.repo.oid(INCIDENTS + incident)
    gitfix("undo", cwd=shop.repo)
    events = open_workspace(Settings(shop.repo.path)).record.events(incident)
    assert events[-1][1].data["events"] == [waived]
    assert events[-1][1].data["opened"] is False
    assert shop.repo.oid(f"{waived}^") == before
    assert fold(events).waivers == ()


def test_an_undo_of_the_branch_names_its_events_and_keeps_the_incident(
    shop: Shop, gitfix: Gitfix
) -> None:
    incident = gitfix("branch", SUMMARY, cwd=shop.repo, json=True).result["incident"]
    gitfix("undo", cwd=shop.repo)
    events = open_workspace(Settings(shop.repo.path)).record.events(incident)
    data = events[-1][1].data
    assert (data["events"], data["opened"]) == ([oid for oid, _ in events[:2]][::-1], True)
    assert fold(events).summary == SUMMARY and not fold(events).branch
