"""What a command records is on the remote when it has ended, or with the next one; it never fails because of that."""

from __future__ import annotations

import time

import pytest

from tests.operations.people_kit import HOTFIX, ID, grace, hotfix
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults
from tests.support.remotes import BareRemote
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

RECORD = "refs/gitfix/incidents"
WAIVE = ("waive", "missing-test", "--reason", "by hand", "--incident", ID)


def shared(shop: Shop, repo: RepoBuilder | None = None) -> bool:
    return shop.origin.refs(RECORD) == (repo or shop.repo).refs(RECORD)


def test_each_command_shares_what_it_has_recorded(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    assert shared(shop)
    for words in (WAIVE, ("review", "request"), ("backport", "--push")):
        done = gitfix(*words, cwd=shop.repo)
        assert "the record is not on" not in done.stderr
        assert shared(shop), done
        assert shop.repo.refs("refs/gitfix-remote").popitem()[1] == shop.repo.oid(f"{RECORD}/{ID}")


def test_it_is_one_push_and_nothing_that_reads(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    hotfix(shop, gitfix)
    with faults.count_git():
        gitfix(*WAIVE, cwd=shop.repo)
    network = [c for c in faults.calls() if c.startswith(("push", "ls-remote", "fetch"))]
    assert [call.split(" ")[0] for call in network] == ["push"], faults.calls()
    assert "--no-verify" in network[0] and "--force-with-lease" in network[0]
    last = [call for call in faults.calls() if "push" in call or "update-ref" in call]
    assert len(last) == 3, last  # the event, its push, and what was seen on the remote


@pytest.mark.parametrize("words", [("--offline",), ("--dry-run",)])
def test_not_when_it_is_not_wanted(shop: Shop, gitfix: Gitfix, words: tuple[str, ...]) -> None:
    hotfix(shop, gitfix)
    before = shop.origin.refs(RECORD)
    gitfix(*WAIVE, *words, cwd=shop.repo)
    assert shop.origin.refs(RECORD) == before


def test_manual(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.config("gitfix.record.sync", "manual")
    hotfix(shop, gitfix)
    assert not shop.origin.refs(RECORD)
    gitfix("sync", cwd=shop.repo)
    assert shared(shop)


def test_without_a_remote(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.git("remote", "remove", "origin")
    gitfix("branch", SUMMARY, cwd=shop.repo)
    assert not gitfix(*WAIVE, cwd=shop.repo).stderr


def test_what_was_recorded_offline_goes_along_with_the_next(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    gitfix(*WAIVE, "--offline", cwd=shop.repo)
    assert not shared(shop)
    gitfix("review", "request", cwd=shop.repo)
    assert shared(shop)


def test_two_who_record_at_the_same_time_meet(shop: Shop, gitfix: Gitfix) -> None:
    laptop = shop.clone("grace")
    hotfix(shop, gitfix)
    with grace(shop.world):
        gitfix("resume", cwd=laptop)
    gitfix(*WAIVE, cwd=shop.repo)
    with grace(shop.world):
        done = gitfix("waive", "rename", "--reason", "needed", cwd=laptop)
        assert not done.stderr
    assert shared(shop, laptop)
    gitfix("sync", cwd=shop.repo)
    types = [e["type"] for e in gitfix("log", cwd=shop.repo, json=True).result["events"]]
    assert types[:2] == ["opened", "branched"]
    assert sorted(types[2:]) == ["merged", "merged", "resumed", "waived", "waived"]


def test_a_server_that_takes_no_record(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.origin.reject("refs/gitfix/incidents/*", "not here")
    done = gitfix(*WAIVE, cwd=shop.repo)
    said = " ".join(done.stderr.split())
    assert "the record is not on origin yet" in said and "gitfix sync" in said
    assert done.stderr.count("note:") == 1
    shop.origin.be_friendly()
    gitfix("review", "request", cwd=shop.repo)
    assert shared(shop)


@pytest.mark.parametrize("mode", ["hang", "hang-push"])
def test_a_remote_that_hangs_costs_two_seconds(shop: Shop, gitfix: Gitfix, mode: str) -> None:
    hotfix(shop, gitfix)
    shop.origin.over_ssh(shop.repo)
    quick = gitfix(*WAIVE, "--offline", cwd=shop.repo).seconds
    shop.origin.behave(mode)
    begun = time.monotonic()
    done = gitfix(*WAIVE, cwd=shop.repo)
    assert 1.9 <= time.monotonic() - begun < 4 + 3 * quick, done
    assert "no answer within 2 s" in " ".join(done.stderr.split())
    shop.origin.behave("")
    gitfix("review", "request", cwd=shop.repo)
    assert shared(shop)


def test_a_report_that_is_lost_is_made_good_by_the_next(shop: Shop, gitfix: Gitfix) -> None:
    """The push landed, and this clone does not know it."""
    hotfix(shop, gitfix)
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-report")
    gitfix(*WAIVE, cwd=shop.repo)
    shop.origin.behave("")
    assert not gitfix(*WAIVE, cwd=shop.repo).stderr
    assert shared(shop)


def test_a_record_that_was_deleted_there_is_not_made_again(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.origin.git("update-ref", "-d", f"{RECORD}/{ID}")
    done = gitfix(*WAIVE, cwd=shop.repo)
    assert "lost events that were there before" in " ".join(done.stderr.split())
    assert not shop.origin.refs(RECORD)
    gitfix("sync", cwd=shop.repo, expect="TAMPERED")


def test_a_rewritten_record_is_not_written_over(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.origin.git("update-ref", f"{RECORD}/{ID}", f"{RECORD}/{ID}~1")
    before = shop.origin.refs(RECORD)
    done = gitfix(*WAIVE, cwd=shop.repo)
    assert "lost events" in " ".join(done.stderr.split())
    assert shop.origin.refs(RECORD) == before


def test_in_a_clone_of_one_commit_the_record_is_whole(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    ci = shop.origin.clone(shop.world.root / "ci", "--depth=1", f"--branch={HOTFIX}")
    gitfix("sync", cwd=ci)
    gitfix(*WAIVE, cwd=ci)
    events = gitfix("log", "--incident", ID, cwd=ci, json=True).result["events"]
    assert [e["type"] for e in events] == ["opened", "branched", "waived"]
    assert shared(shop, ci)


def test_a_security_incident_stays_off_the_public_remote(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", SUMMARY, "--severity", "P0", "--kind", "security", cwd=shop.repo)
    assert not shop.origin.refs(RECORD)
    done = gitfix("sync", cwd=shop.repo, json=True)
    assert done.result["withheld"] == [ID] and not done.result["pushed"]
    assert "record.private_remote" in " ".join(done.stderr.split())
    assert not shop.origin.refs(RECORD)
    secret = BareRemote.init(shop.world, shop.world.root / "origin-private.git", "--bare")
    shop.repo.git("remote", "add", "private", str(secret.path))
    shop.repo.config("gitfix.record.private-remote", "private")
    shop.repo.config("gitfix.remote", "origin")
    gitfix("waive", "missing-test", "--reason", "x", "--incident", ID, cwd=shop.repo)
    assert not secret.refs(RECORD), "by hand only"
    done = gitfix("sync", cwd=shop.repo, json=True)
    assert done.result["pushed"] == [ID] and done.result["private_remote"] == "private"
    assert secret.refs(RECORD) == shop.repo.refs(RECORD) and not shop.origin.refs(RECORD)
    laptop = shop.clone("grace")
    laptop.git("remote", "add", "private", str(secret.path))
    laptop.config("gitfix.remote", "origin")
    laptop.config("gitfix.record.private-remote", "private")
    assert gitfix("sync", cwd=laptop, json=True).result["fetched"] == [ID]
    assert not gitfix("sync", cwd=laptop, json=True).result["pushed"]
    assert laptop.refs(RECORD) == shop.repo.refs(RECORD)
    closing = ("close", "--as", "false-alarm", "--reason", "x", "--incident", ID)
    gitfix(*closing, cwd=laptop)
    gitfix("sync", cwd=laptop)
    assert not shop.origin.refs(RECORD) and not shop.origin.refs("refs/gitfix/archive")
