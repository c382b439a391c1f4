"""Many open incidents: one is found without folding the others, and what is kept for that can be thrown away."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Refusal
from gitfix.git.record import Record
from gitfix.operations import incident_rows
from gitfix.operations.which import incident_of_branch, which_incident
from tests.operations.record_kit import Laptop, Team, team

__all__ = ["team"]

IDS = [f"2026-11-{day:02}-aaaa" for day in range(1, 13)]


@pytest.fixture
def crowd(team: Team) -> Laptop:
    for one in IDS:
        team.one.happen(one, "opened", "branched", branch=f"hotfix/{one}", summary=one)
    return team.one


def read(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """What the record is asked for while the open incidents are listed, several at once."""
    asked: list[set[str]] = []
    real = Record.several

    def several(self: Record, tips: dict[str, str]) -> object:
        asked.append(set(tips))
        return real(self, tips)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Record, "several", several)
        rows = incident_rows.open_rows(laptop.work)
    assert [row.id for row in rows] == sorted(one for one in IDS if not row_closed(laptop, one))
    return asked


def row_closed(laptop: Laptop, incident: str) -> bool:
    return "closed" in laptop.types(incident)


def test_only_what_has_moved_is_read_again(crowd: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(crowd, monkeypatch) == [set(IDS)]
    assert read(crowd, monkeypatch) == []
    crowd.happen(IDS[3], "closed")
    assert read(crowd, monkeypatch) == [{IDS[3]}]
    assert read(crowd, monkeypatch) == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "0", "rows": {}}', None])
def test_what_is_kept_can_be_thrown_away(
    crowd: Laptop, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    read(crowd, monkeypatch)
    file = crowd.work.repo.private / incident_rows.FILE
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    assert read(crowd, monkeypatch) == [set(IDS)]


def test_the_branch_or_the_id_decides(crowd: Laptop) -> None:
    for _ in range(2):
        found = incident_of_branch(crowd.work, f"hotfix/{IDS[5]}")
        assert found and found.id == IDS[5] and found.events == 2
        assert which_incident(crowd.work, IDS[6]).id == IDS[6]
        with pytest.raises(Refusal, match="12 incidents are open"):
            which_incident(crowd.work, None)


def test_a_dry_run_keeps_nothing(crowd: Laptop) -> None:
    from dataclasses import replace

    work = crowd.work
    work.settings = replace(work.settings, dry_run=True)
    assert len(incident_rows.open_rows(work)) == 12
    assert not (work.repo.private / incident_rows.FILE).exists()
