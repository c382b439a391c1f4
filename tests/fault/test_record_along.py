"""What the record says of a push goes along with it: true where it landed, and never a reason for it not to land."""

from __future__ import annotations

import pytest

from tests.fault.killing import HOTFIX, small, with_fix
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix, Result
from tests.support.shop import Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

PUSH = ("backport", HOTFIX, "--push")
ID = "2026-11-23-k7q2"
RECORD = f"refs/gitfix/incidents/{ID}"
SEEN = f"refs/gitfix-remote/origin/incidents/{ID}"
KEPT = ("refs/gitfix-local/*", "operation *")
LANDING = "'push '*'refs/heads/main'*"
"""The push of a backport, with the record or without it."""


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    """main is checked out, the fix is committed in a linked worktree; the record is on the remote."""
    shop = small(shop_template, world, remote=True)
    with_fix(shop, "--worktree")
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD) == shop.repo.oid(SEEN)
    return shop


def pushes(faults: Faults) -> list[str]:
    return [call for call in faults.calls() if call.startswith("push ")]


def landed(shop: Shop) -> None:
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin) and shop.has_fix(target)
    no_leaks(shop.repo)


def told(shop: Shop, gitfix: Gitfix) -> list[dict[str, object]]:
    """The targets of the last event that tells of a backport."""
    events = gitfix("log", "--incident", ID, cwd=shop.repo, json=True).result["events"]
    targets = [one for one in events if one["type"] == "backported"][-1]["data"]["targets"]
    assert isinstance(targets, list)
    return targets


def lands_without_it(shop: Shop, gitfix: Gitfix, faults: Faults) -> Result:
    """The fix is where it belongs; its record is said to be on its way, and arrives when the server takes it."""
    with faults.count_git():
        done = gitfix(*PUSH, cwd=shop.repo)
    landed(shop)
    first, second = pushes(faults)[:2]
    assert RECORD in first and RECORD not in second
    assert done.stderr.count("the record is not on origin yet") == 1, done
    shop.origin.be_friendly()
    gitfix("sync", cwd=shop.repo)
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD)
    return done


def test_it_is_one_push_with_the_branches(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    with faults.count_git():
        gitfix(*PUSH, cwd=shop.repo)
    (only,) = pushes(faults)
    before = f"--force-with-lease={RECORD}:"
    assert "--atomic" in only and "refs/heads/develop" in only and before in only, only
    assert only.count("--force") == 1, "no branch is leased"
    landed(shop)
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD) == shop.repo.oid(SEEN)
    assert {row["branch"] for row in told(shop, gitfix) if row["pushed"]} == {"main", "develop"}
    synced = gitfix("sync", cwd=shop.repo, json=True)
    assert not synced.result["pushed"] and not synced.result["fetched"]
    gitfix("audit", "verify", "--all", cwd=shop.repo)


def test_a_server_that_refuses_only_the_record(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    shop.origin.reject("refs/gitfix/*", "not here")
    lands_without_it(shop, gitfix, faults)


def test_a_server_that_refuses_all_because_of_the_record(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    shop.origin.hook("pre-receive", "if grep -q refs/gitfix; then exit 1; fi")
    lands_without_it(shop, gitfix, faults)


def lands_untold(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    """The branches land, and the record was not even tried with them."""
    with faults.count_git():
        gitfix(*PUSH, cwd=shop.repo)
    landed(shop)
    assert RECORD not in pushes(faults)[0]


def test_a_server_that_hides_the_record_from_now_on(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    """Nobody is told of the ref any more, so that it is not tried."""
    shop.origin.config("transfer.hideRefs", "refs/gitfix")
    lands_untold(shop, gitfix, faults)


def test_a_server_that_takes_the_branches_and_not_the_record(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    """Hidden after it was asked: such a server takes the push apart, and the fix is there."""
    words = f"git --git-dir='{shop.origin.path}' config receive.hideRefs refs/gitfix"
    before = shop.origin.oid(RECORD)
    with faults.before(LANDING, words):
        done = gitfix(*PUSH, cwd=shop.repo, json=True)
    assert done.result["state"] == "done"
    landed(shop)
    assert shop.origin.oid(RECORD) == before == shop.repo.oid(SEEN)
    shop.origin.be_friendly()
    gitfix("sync", cwd=shop.repo)
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD)


@pytest.mark.parametrize("protected", ["main", "develop", HOTFIX])
def test_a_server_that_refuses_a_branch_keeps_the_record_too(
    shop: Shop, gitfix: Gitfix, faults: Faults, protected: str
) -> None:
    shop.origin.reject(f"refs/heads/{protected}", "frozen for the release")
    with unchanged(shop.repo, shop.origin, allow=KEPT), faults.count_git():
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE")
    assert "nothing landed" in done.stderr and "frozen for the release" in done.stderr, done
    assert "refs/gitfix" not in done.stderr and "gitfix/incidents" not in done.stderr, done
    assert len(pushes(faults)) == 2, "with the record, and once without it"
    shop.origin.be_friendly()
    gitfix(*PUSH, cwd=shop.repo)
    landed(shop)


def test_the_record_moves_on_the_remote_before_the_push(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    """A colleague's event is neither overwritten nor a reason to keep the fix: both are joined afterwards."""
    laptop = shop.clone("grace")
    gitfix("sync", cwd=laptop)
    manual = {"GITFIX_CONFIG_RECORD_SYNC": "manual"}
    words = ("waive", "rename", "--reason", "needed", "--incident", ID)
    gitfix(*words, cwd=laptop, env=manual)
    theirs = laptop.oid(RECORD)
    laptop.git("push", "-q", "origin", f"{theirs}:refs/heads/parked")
    with faults.mover(shop.origin, RECORD, theirs, pattern=LANDING):
        done = gitfix(*PUSH, cwd=shop.repo)
    assert "the record is not" not in done.stderr, done
    landed(shop)
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD)
    assert not shop.origin.fails("merge-base", "--is-ancestor", theirs, RECORD)
    assert {row["branch"] for row in told(shop, gitfix)} == {"main", "develop"}


def test_a_record_that_has_moved_already_is_joined_first(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    laptop = shop.clone("grace")
    gitfix("sync", cwd=laptop)
    gitfix("waive", "rename", "--reason", "needed", "--incident", ID, cwd=laptop)
    theirs = shop.origin.oid(RECORD)
    with faults.count_git():
        gitfix(*PUSH, cwd=shop.repo)
    assert RECORD not in pushes(faults)[0]
    landed(shop)
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD)
    assert not shop.origin.fails("merge-base", "--is-ancestor", theirs, RECORD)


def test_a_record_that_was_deleted_meanwhile_is_not_made_again(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    words = f"git --git-dir='{shop.origin.path}' update-ref -d {RECORD}"
    with faults.before(LANDING, words):
        done = gitfix(*PUSH, cwd=shop.repo)
    landed(shop)
    assert "lost events that were there before" in " ".join(done.stderr.split()), done
    assert not shop.origin.refs(RECORD)


def test_a_branch_that_moves_meanwhile_is_no_reason_to_leave_it_out(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    other = shop.origin.git("commit-tree", "-p", "develop", "-m", "Other", "develop^{tree}")
    with faults.mover(shop.origin, "refs/heads/develop", other, pattern=LANDING):
        gitfix(*PUSH, cwd=shop.repo)
    landed(shop)
    assert [RECORD in call for call in pushes(faults)] == [True, True]
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD) == shop.repo.oid(SEEN)


def test_one_branch_on_a_server_without_atomic_pushes(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    """Two refs need what one does not: the record is no reason to need it."""
    shop.repo.git("push", "-q", "origin", HOTFIX)
    shop.origin.no_atomic()
    with faults.count_git():
        gitfix(*PUSH, "--onto", "main", cwd=shop.repo)
    assert shop.has_fix("main", shop.origin)
    assert [RECORD in call for call in pushes(faults)] == [True, False, True]
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD), "by itself, afterwards"


def test_a_push_that_landed_without_an_answer(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-report")
    with faults.count_git():
        gitfix(*PUSH, cwd=shop.repo)
    landed(shop)
    assert len(pushes(faults)) == 1
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD) == shop.repo.oid(SEEN)


def test_a_server_that_hangs_is_not_asked_twice(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("hang-push")
    for key in ("push-timeout", "timeout"):
        shop.repo.config(f"gitfix.network.{key}", "1")
    with unchanged(shop.repo, shop.origin, allow=KEPT), faults.count_git():
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE")
    assert len(pushes(faults)) == 1, done
    shop.origin.behave("")
    gitfix(*PUSH, cwd=shop.repo)
    landed(shop)


@pytest.mark.parametrize("ours", [True, False])
def test_hooks_of_others_are_never_shown_the_record(
    shop: Shop, gitfix: Gitfix, faults: Faults, ours: bool
) -> None:
    shown = shop.world.root / "shown"
    if not ours:
        shop.repo.hook("pre-push", f"cat >> '{shown}'")
    gitfix("hook", "install", cwd=shop.repo)
    with faults.count_git():
        gitfix(*PUSH, cwd=shop.repo)
    landed(shop)
    assert (RECORD in pushes(faults)[0]) is ours
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD)
    if not ours:
        assert "refs/heads/main" in shown.read_text() and "refs/gitfix" not in shown.read_text()


@pytest.mark.parametrize("how", ["manual", "elsewhere"])
def test_not_where_it_does_not_go_by_itself(
    shop: Shop, gitfix: Gitfix, faults: Faults, how: str
) -> None:
    if how == "manual":
        shop.repo.config("gitfix.record.sync", "manual")
    else:
        shop.repo.git("remote", "add", "other", str(shop.origin.path))
        shop.repo.config("gitfix.remote", "origin")
        shop.repo.config("gitfix.push.remote", "other")
    lands_untold(shop, gitfix, faults)


def test_a_server_that_takes_the_record_and_not_a_branch(
    shop: Shop, gitfix: Gitfix, faults: Faults
) -> None:
    """It takes a push apart: what the record says of it is put right, here and there."""
    words = f"git --git-dir='{shop.origin.path}' config receive.hideRefs refs/heads/develop"
    with faults.before(LANDING, words):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE")
    assert "took only a part of the push" in " ".join(done.stderr.split()), done
    assert {row["branch"]: row["pushed"] for row in told(shop, gitfix)} == {
        "main": True,
        "develop": False,
    }
    said = " ".join(gitfix("log", "--incident", ID, cwd=shop.repo).stdout.split())
    assert "carried the fix to main; it was not taken for develop" in said, said
    theirs = shop.origin.oid(RECORD)
    assert not shop.repo.fails("merge-base", "--is-ancestor", theirs, RECORD)
    shop.origin.be_friendly()
    gitfix(*PUSH, cwd=shop.repo)
    assert shop.has_fix("develop", shop.origin)
    assert shop.origin.oid(RECORD) == shop.repo.oid(RECORD)
    rows = {row["branch"]: row["after"] for row in told(shop, gitfix)}
    assert not shop.origin.fails("merge-base", "--is-ancestor", rows["develop"], "develop")
    gitfix("audit", "verify", "--all", cwd=shop.repo)
