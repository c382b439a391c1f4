"""Closed incidents fold into one ref, on every laptop the same, and can still be read."""

from __future__ import annotations

import json

import pytest

from gitfix.cli.main import run
from gitfix.core.incident_fold import fold
from gitfix.core.names import ARCHIVE, INCIDENTS
from gitfix.core.outcome import Exit, Refusal
from gitfix.git import blobs
from gitfix.operations.status import status_all
from gitfix.operations.undo import undo
from gitfix.operations.which import which_incident
from tests.operations.record_kit import ID, OTHER, Laptop, Team, team

__all__ = ["team"]

REF = INCIDENTS + ID
SHELF = blobs.ARCHIVED


def opened(laptop: Laptop, *incidents: str) -> None:
    for incident in incidents:
        laptop.happen(incident, "opened", summary="it is broken", severity="P1")


def test_closing_folds_the_incident_away_and_it_can_still_be_read(team: Team) -> None:
    opened(team.one, ID)
    team.one.close(ID)
    refs = team.one.refs("refs/gitfix/")
    assert list(refs) == [ARCHIVE]
    assert team.one.git("log", "--format=%s", "--first-parent", ARCHIVE).splitlines() == [
        f"gitfix: archived {ID}",
        "gitfix: archive",
    ]
    assert team.one.types(ID) == ["opened", "closed"]
    assert which_incident(team.one.work, "k7q2").closed == "fixed"
    assert team.one.git("ls-tree", ARCHIVE) == ""


def test_an_archived_incident_is_not_among_the_open_ones(
    team: Team, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(team.one, ID, OTHER)
    team.one.close(ID)
    rows = vars(status_all(team.one.work.settings).result)["incidents"]
    assert [row.incident for row in rows] == [OTHER]
    where = ["--repo", str(team.one.path), "--json"]
    assert run(["log", "--incident", "k7q2", *where]) == Exit.OK
    found = json.loads(capsys.readouterr().out)["result"]
    assert [event["type"] for event in found["events"]] == ["opened", "closed"]


def test_the_archive_is_shared_and_open_refs_go_away_everywhere(team: Team) -> None:
    opened(team.one, ID)
    digest = team.one.log(ID, b"all is well\n")
    team.one.sync()
    assert team.two.sync().fetched == (ID,)
    assert blobs.get(team.two.work.repo, ID, digest) == b"all is well\n"
    team.one.close(ID)
    assert team.one.sync().archived == (ID,)
    assert set(team.remote.refs("refs/gitfix/")) == {ARCHIVE, SHELF}
    assert team.two.sync().archived == (ID,)
    assert set(team.two.refs("refs/gitfix/")) == {ARCHIVE, SHELF}
    assert team.two.refs("refs/gitfix-remote/") == {
        "refs/gitfix-remote/origin/archive": team.two.refs()[ARCHIVE]
    }
    assert team.two.types(ID) == ["opened", "noted", "closed"]
    assert blobs.get(team.two.work.repo, ID, digest) == b"all is well\n"
    nothing = team.one.sync()
    assert (nothing.fetched, nothing.pushed, nothing.archived) == ((), (), ())


def test_laptops_that_archived_different_incidents_meet(team: Team) -> None:
    opened(team.one, ID, OTHER)
    team.one.log(ID, b"one")
    team.one.log(OTHER, b"two")
    team.one.sync()
    team.two.sync()
    team.one.close(ID)
    team.two.close(OTHER)
    team.one.sync()
    team.two.sync()
    team.one.sync()
    for side in (team.one, team.two, team.remote):
        assert set(side.refs("refs/gitfix/")) == {ARCHIVE, SHELF}, side.path
        assert side.refs()[ARCHIVE] == team.one.refs()[ARCHIVE]
        assert side.refs()[SHELF] == team.one.refs()[SHELF]
    assert set(team.one.work.record.archived()) == {ID, OTHER}
    assert team.two.types(ID) == team.two.types(OTHER) == ["opened", "noted", "closed"]


def test_the_meeting_of_archives_is_the_same_on_both_laptops(team: Team) -> None:
    opened(team.one, ID, OTHER)
    team.one.sync()
    team.two.sync()
    team.one.close(ID)
    team.two.close(OTHER)
    mine, theirs = team.one.refs()[ARCHIVE], team.two.refs()[ARCHIVE]
    made = []
    for here, there, name in ((team.one, team.two, theirs), (team.two, team.one, mine)):
        here.git("fetch", "-q", str(there.path), ARCHIVE)
        work = here.work
        tips = (work.repo.refs.commit(mine), work.repo.refs.commit(theirs))
        assert name in tips
        made.append(work.record.archive.join(*tips, work.record.join))
    assert made[0] == made[1]


def test_both_closed_the_same_incident(team: Team) -> None:
    opened(team.one, ID)
    team.one.sync()
    team.two.sync()
    team.one.close(ID)
    team.two.close(ID, "duplicate")
    team.one.sync()
    team.two.sync()
    team.one.sync()
    assert team.one.refs("refs/gitfix/") == team.two.refs("refs/gitfix/")
    assert list(team.remote.refs("refs/gitfix/")) == [ARCHIVE]
    assert team.two.types(ID) == ["opened", "closed", "closed", "merged"]


def test_an_event_from_a_colleague_who_was_offline_is_not_lost(team: Team) -> None:
    opened(team.one, ID)
    team.one.sync()
    team.two.sync()
    team.two.happen(ID, "noted", text="I saw it too")
    team.one.close(ID)
    team.one.sync()
    team.two.sync()
    team.one.sync()
    assert list(team.remote.refs("refs/gitfix/")) == [ARCHIVE]
    assert team.one.refs("refs/gitfix/") == team.two.refs("refs/gitfix/")
    assert sorted(team.one.types(ID)) == ["closed", "merged", "noted", "opened"]


def test_what_happens_after_the_archive_goes_on_from_there(team: Team) -> None:
    opened(team.one, ID)
    team.one.close(ID)
    team.one.sync()
    team.two.sync()
    team.two.happen(ID, "noted", text="the prevention item is done")
    assert [event.clock for event in team.two.events(ID)] == [1, 2, 3]
    team.two.sync()
    team.one.sync()
    assert list(team.remote.refs("refs/gitfix/")) == [ARCHIVE]
    assert team.one.types(ID) == ["opened", "closed", "noted"]


def test_a_reopened_incident_keeps_its_ref(team: Team) -> None:
    opened(team.one, ID)
    team.one.close(ID)
    closed = team.one.work.record.events(ID)[-1][0]
    team.one.sync()
    team.one.happen(ID, "undone", what="close", events=[closed])
    team.one.sync()
    team.two.sync()
    assert set(team.remote.refs("refs/gitfix/")) == {ARCHIVE, REF}
    assert not fold(team.two.work.record.events(ID)).closed
    team.two.close(ID)
    team.two.sync()
    assert list(team.remote.refs("refs/gitfix/")) == [ARCHIVE]


def test_a_server_that_keeps_the_refs_does_no_harm(team: Team) -> None:
    opened(team.one, ID)
    team.one.sync()
    team.two.sync()
    hook = team.remote.path / "hooks/update"
    hook.write_text('#!/bin/sh\ncase "$3" in *[!0]*) exit 0;; esac\nexit 1\n')
    hook.chmod(0o755)
    team.one.close(ID)
    done = team.one.synced()
    assert done.notices == ("origin keeps the refs of 1 archived incident",)
    assert set(team.remote.refs("refs/gitfix/")) == {ARCHIVE, REF}
    team.two.synced()
    assert list(team.two.refs("refs/gitfix/")) == [ARCHIVE]
    hook.unlink()
    team.two.sync()
    assert list(team.remote.refs("refs/gitfix/")) == [ARCHIVE]


def test_a_late_event_is_archived_although_the_server_kept_the_ref(team: Team) -> None:
    opened(team.one, ID)
    team.one.sync()
    team.two.sync()
    kept = team.remote.refs("refs/gitfix/")[REF]
    team.one.close(ID)
    team.one.sync()
    team.two.sync()
    team.remote.git("update-ref", REF, kept)
    team.two.happen(ID, "postmortem-written", path="a.md", commit="")
    team.two.sync()
    team.one.sync()
    assert list(team.two.refs("refs/gitfix/")) == [ARCHIVE]
    assert list(team.remote.refs("refs/gitfix/")) == [ARCHIVE]
    assert team.one.types(ID) == ["opened", "closed", "postmortem-written"]


@pytest.mark.parametrize("what", ["the archive", "an incident in it"])
def test_a_rewound_archive_is_noticed(team: Team, what: str) -> None:
    opened(team.one, ID, OTHER)
    team.one.close(ID)
    before = team.one.refs()[ARCHIVE]
    team.one.close(OTHER)
    team.one.sync()
    team.two.sync()
    if what == "the archive":
        team.remote.git("update-ref", ARCHIVE, before)
    else:
        team.remote.git("update-ref", "-d", ARCHIVE)
    with pytest.raises(Refusal) as refused:
        team.two.sync()
    assert refused.value.exit is Exit.TAMPERED
    assert set(team.two.work.record.archived()) == {ID, OTHER}


def test_an_incident_that_is_gone_without_the_archive_is_noticed(team: Team) -> None:
    opened(team.one, ID)
    team.one.sync()
    team.remote.git("update-ref", "-d", REF)
    with pytest.raises(Refusal, match="lost events") as refused:
        team.one.sync()
    assert refused.value.exit is Exit.TAMPERED and "is gone" in refused.value.found[0]


def test_a_withheld_log_goes_away_on_the_remote_too(team: Team) -> None:
    opened(team.one, ID)
    digest = team.one.log(ID, b"password=hunter2")
    kept = team.one.log(ID, b"fine")
    team.one.sync()
    team.two.sync()
    work = team.two.work
    work.repo.refs.transaction(blobs.withhold(work.repo, ID, [digest], "a password"), "test")
    team.two.log(ID, b"more")
    team.one.log(ID, b"other")
    for laptop in (team.two, team.one, team.two):
        laptop.sync()
        assert blobs.get(laptop.work.repo, ID, digest) in (None, b"password=hunter2")
    for laptop in (team.one, team.two):
        assert blobs.get(laptop.work.repo, ID, digest) is None
        assert blobs.get(laptop.work.repo, ID, kept) == b"fine"
        assert len(blobs.listing(laptop.work.repo, ID)) == 4
    team.remote.git("gc", "-q", "--prune=now")
    there = team.remote.git("cat-file", "--batch-check", "--batch-all-objects")
    assert team.one.git("hash-object", "--stdin", input=b"password=hunter2") not in there


def test_a_close_that_is_taken_back_names_its_event(team: Team) -> None:
    opened(team.one, ID)
    team.one.close(ID)
    closed = team.one.work.record.events(ID)[-1][0]
    undo(team.one.work.settings)
    last = team.one.events(ID)[-1]
    assert (last.type, last.data["events"]) == ("undone", [closed])
    assert not fold(team.one.work.record.events(ID)).closed
    assert set(team.one.refs("refs/gitfix/")) == {ARCHIVE, REF}
