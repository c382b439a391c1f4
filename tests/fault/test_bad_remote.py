"""The remote on a bad day: all landed, or nothing; said per ref; nothing lost, and the way out named."""

from __future__ import annotations

import threading
import time

import pytest

from tests.fault.killing import HOTFIX, small, with_fix
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.remotes import gone, unreachable
from tests.support.run import Gitfix, Result, interrupt
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import take, unchanged
from tests.support.world import World

PUSH = ("backport", HOTFIX, "--push")
KEPT = ("refs/gitfix-local/*", "operation *")


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    """main is checked out, the fix is committed in a linked worktree of the hotfix branch."""
    shop = small(shop_template, world, remote=True)
    with_fix(shop, "--worktree")
    return shop


def impatient(shop: Shop) -> None:
    shop.repo.config("gitfix.network.timeout", "1")


def nothing_moved(shop: Shop) -> unchanged:  # type: ignore[valid-type]
    return unchanged(shop.repo, shop.origin, allow=KEPT)


def lands(shop: Shop, gitfix: Gitfix) -> Result:
    """The same command again, on a good day."""
    done = gitfix(*PUSH, cwd=shop.repo, json=True)
    assert done.result["state"] == "done", done
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin)
        assert shop.has_fix(target), "the local branch follows"
    assert not shop.repo.git("status", "--porcelain", "--untracked-files=no")
    no_leaks(shop.repo)
    return done


@pytest.mark.parametrize("rejected", ["main", "develop", HOTFIX])
def test_row_10_one_rejected_ref_and_nothing_has_landed(
    shop: Shop, gitfix: Gitfix, rejected: str
) -> None:
    shop.origin.reject(f"refs/heads/{rejected}", "frozen for the release")
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE")
    assert "nothing landed" in done.stderr, done
    assert f"{rejected}: hook declined" in done.stderr, done
    assert "frozen for the release" in done.stderr, done
    shop.origin.be_friendly()
    lands(shop, gitfix)


def test_row_10_private_tags_stay_at_home(shop: Shop, gitfix: Gitfix) -> None:
    """push.followTags leaks an annotated tag on the pushed history; so does `push --tags` (row 28)."""
    shop.repo.config("push.followTags", "true")
    shop.repo.tag("private/before-lunch", HOTFIX)
    tags = shop.origin.refs("refs/tags")
    lands(shop, gitfix)
    gitfix("sync", cwd=shop.repo)
    assert shop.origin.refs("refs/tags") == tags


def test_row_12_a_push_that_landed_without_an_answer_is_found(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-report")
    done = gitfix(*PUSH, cwd=shop.repo, json=True)
    assert done.result["state"] == "done"
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin)
        assert shop.has_fix(target)
    no_leaks(shop.repo)


def test_row_12_a_connection_lost_before_the_push_landed(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-pack")
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", json=True)
    assert "nothing landed" in done.error["message"], done
    shop.origin.behave("")
    lands(shop, gitfix)


def test_row_13_a_target_in_another_worktree_follows(shop: Shop, gitfix: Gitfix) -> None:
    other = shop.repo.worktree(shop.world.root / "shop-develop", "develop")
    lands(shop, gitfix)
    assert shop.has_fix("HEAD", other)
    assert not other.git("status", "--porcelain")


def test_row_13_a_target_with_changes_in_another_worktree_is_left_alone(
    shop: Shop, gitfix: Gitfix
) -> None:
    other = shop.repo.worktree(shop.world.root / "shop-develop", "develop")
    other.write({"shop/cart.py": "# unsaved thoughts\n"})
    before = other.head
    done = gitfix(*PUSH, cwd=shop.repo)
    assert "develop in" in done.stdout + done.stderr, done
    assert other.head == before
    assert other.read("shop/cart.py") == "# unsaved thoughts\n"
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin)
    assert shop.has_fix("main")
    no_leaks(shop.repo)


@pytest.mark.parametrize("branch", [HOTFIX, "develop"])
def test_row_13_a_branch_deleted_on_the_remote_meanwhile(
    shop: Shop, gitfix: Gitfix, faults: Faults, branch: str
) -> None:
    """Only a forced push could say "if it is still there": it is made again, whole, and said."""
    if branch == HOTFIX:
        shop.repo.git("push", "-q", "origin", f"{HOTFIX}~1:refs/heads/{HOTFIX}")
    words = f"git --git-dir='{shop.origin.path}' update-ref -d refs/heads/{branch}"
    with faults.before("'push '*'refs/heads/main'*", words):
        done = gitfix(*PUSH, cwd=shop.repo)
    assert f"{branch} had been deleted on origin meanwhile" in done.stdout + done.stderr, done
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin)
    assert shop.origin.oid(HOTFIX) == shop.repo.oid(HOTFIX)
    no_leaks(shop.repo)


@pytest.mark.parametrize("during", ["hang-push", "hang-fetch"])
def test_row_14_interrupted_while_the_remote_hangs(shop: Shop, gitfix: Gitfix, during: str) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave(during)
    command = {"hang-push": "git-receive-pack", "hang-fetch": "git-upload-pack"}[during]
    with nothing_moved(shop):
        child = gitfix.start(*PUSH, cwd=shop.repo)
        end = time.monotonic() + 20
        while not any(command in call for call in shop.origin.calls()) and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.1)
        done = interrupt(child)
        assert done.exit == "INTERRUPTED", done
        assert not shop.world.wait_until_quiet()
        shop.origin.behave("")
        looked = gitfix("status", cwd=shop.repo)
        assert ("took back gitfix backport" in looked.stderr) == (during == "hang-push"), looked
    lands(shop, gitfix)


@pytest.mark.parametrize("mode", ["hang", "refuse"])
def test_row_14_a_remote_that_does_not_answer(shop: Shop, gitfix: Gitfix, mode: str) -> None:
    impatient(shop)
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave(mode)
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", json=True, timeout=20)
    assert "origin cannot be reached" in done.error["message"], done
    assert done.error["hint"]
    shop.origin.behave("")
    lands(shop, gitfix)


def test_row_15_a_protected_branch_and_the_way_out(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.protect("main")
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", json=True)
    assert "nothing landed" in done.error["message"]
    assert "main" in done.error["message"]
    assert "--pr" in done.error["hint"], done
    before = shop.origin.refs("refs/heads")
    out = gitfix("backport", HOTFIX, "--pr", cwd=shop.repo, json=True)
    after = shop.origin.refs("refs/heads")
    made = {ref: oid for ref, oid in after.items() if ref not in before}
    assert {ref: after[ref] for ref in before} == before
    assert sorted(made) == [
        "refs/heads/backport/2026-11-23-k7q2/develop",
        "refs/heads/backport/2026-11-23-k7q2/main",
    ]
    for row in out.result["targets"]:
        assert (row["pr"], row["request"]) == (None, "by-hand"), "no forge is known here"
        assert f"refs/heads/{row['request_branch']}" in made
        assert shop.has_fix(f"backport/2026-11-23-k7q2/{row['branch']}", shop.origin)
    no_leaks(shop.repo)


def test_row_15_the_whole_push_refused(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.reject_all("read only for maintenance")
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE")
    assert "read only for maintenance" in done.stderr
    shop.origin.be_friendly()
    lands(shop, gitfix)


def test_a_server_without_atomic_pushes_gets_none(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.no_atomic()
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", json=True)
    assert "atomic" in done.error["message"], done
    assert done.error["hint"], done
    shop.origin.be_friendly()
    lands(shop, gitfix)


@pytest.mark.parametrize("hidden", ["refs/heads/develop", "refs/gitfix"])
def test_row_28_refs_that_the_server_hides(shop: Shop, gitfix: Gitfix, hidden: str) -> None:
    """Atomic does not hold for hidden refs: never a fix on main alone that is called done."""
    shop.origin.hide(hidden)
    before = shop.origin.refs("refs/heads")
    if hidden == "refs/gitfix":
        lands(shop, gitfix)
        gitfix("sync", cwd=shop.repo, expect="REMOTE")
        assert shop.has_fix("main", shop.origin)
        return
    done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", json=True)
    after = shop.origin.refs("refs/heads")
    moved = [ref.removeprefix("refs/heads/") for ref in after if after[ref] != before.get(ref)]
    assert "only a part of the push" in done.error["message"], done
    assert moved
    assert all(name in done.error["message"] for name in moved), done
    assert "gitfix backport --push" in done.error["hint"]
    no_leaks(shop.repo)
    shop.origin.be_friendly()
    again = gitfix(*PUSH, cwd=shop.repo, json=True)
    assert {row["branch"]: row["state"] for row in again.result["targets"]} == {
        "main": "contained",
        "develop": "merged",
    }
    assert shop.has_fix("develop", shop.origin)
    no_leaks(shop.repo)


@pytest.mark.parametrize("key", ["receive.hideRefs", "transfer.hideRefs"])
@pytest.mark.parametrize("hidden", ["develop", HOTFIX])
def test_row_28_a_torn_push_and_gitfix_killed_before_it_looked(
    shop: Shop, gitfix: Gitfix, faults: Faults, key: str, hidden: str
) -> None:
    """The next command reads the remote ref by ref: it never calls taken back what has landed there."""
    before = shop.origin.refs("refs/heads")
    words = (
        f"git --git-dir='{shop.origin.path}' config {key} refs/heads/{hidden}; "
        f"'{shop.world.git}' \"$@\"; kill -9 $PPID; exit 1"
    )
    # Such a server takes what the record says of the push, too: this clone's record has it as well then.
    with unchanged(shop.repo, allow=(*KEPT, "journal *", "refs/gitfix/incidents/*")):
        with faults.before("'push '*'refs/heads/main'*", words):
            gitfix(*PUSH, cwd=shop.repo, expect="KILLED")
        after = shop.origin.refs("refs/heads")
        assert {ref for ref in after if after[ref] != before.get(ref)} == {
            f"refs/heads/{name}" for name in ("main", "develop", HOTFIX) if name != hidden
        }
        said = " ".join(gitfix("status", cwd=shop.repo).stderr.split())
    assert "took back" not in said and "finished" not in said, said
    assert "gitfix backport was cut short during its push" in said, said
    assert "main" in said and " landed on origin" in said, said
    assert f"{hidden} did not" in said or f"{hidden} is not there" in said, said
    no_leaks(shop.repo)
    assert "cut short" not in gitfix("status", cwd=shop.repo).stderr
    shop.origin.be_friendly()
    gitfix(*PUSH, cwd=shop.repo)
    assert shop.has_fix("main", shop.origin) and shop.has_fix("develop", shop.origin)
    assert shop.origin.refs("refs/gitfix/incidents") == shop.repo.refs("refs/gitfix/incidents")
    no_leaks(shop.repo)


def test_row_28_two_push_urls_are_refused(shop: Shop, gitfix: Gitfix) -> None:
    second = RepoBuilder.init(shop.world, shop.world.root / "second.git", "--bare")
    for url in (shop.origin.path, second.path):
        shop.repo.git("remote", "set-url", "--add", "--push", "origin", str(url))
    with nothing_moved(shop), unchanged(second):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REFUSED", json=True)
    assert "2 push URLs" in done.error["message"], done
    assert "gitfix config push.remote" in done.error["hint"]


def test_row_30_unfinished_work_on_main_is_never_published(shop: Shop, gitfix: Gitfix) -> None:
    mine = shop.repo.commit("Half done", {"shop/half.py": "HALF = 1\n"})
    done = gitfix(*PUSH, cwd=shop.repo)
    assert shop.repo.oid("main") == mine
    assert "your main has commits of its own" in done.stdout + done.stderr, done
    assert shop.has_fix("main", shop.origin)
    assert shop.origin.fails("cat-file", "-e", mine)
    no_leaks(shop.repo)


def test_row_30_a_checked_out_main_follows_with_its_files(
    shop_template: Shop, world: World
) -> None:
    gitfix = Gitfix(world)
    shop = small(shop_template, world, remote=False)
    with_fix(shop, "--worktree")
    shop.repo.write({"README.md": "my notes\n"})
    gitfix("backport", HOTFIX, cwd=shop.repo)
    assert shop.has_fix("main")
    assert shop.repo.git("diff", "HEAD", "--name-only") == "README.md"
    shop.repo.git("commit", "-q", "--allow-empty", "-m", "Next")
    assert shop.has_fix("main"), "the next commit does not take the fix out"


def test_row_27_remote_tracking_refs_and_tags_stay(shop: Shop, gitfix: Gitfix) -> None:
    shop.colleague_pushes("main")
    shop.origin.tag("v2.4.2-rc1", "main")
    before = shop.repo.refs("refs/remotes", "refs/tags")
    fetched = take(shop.repo).get("state FETCH_HEAD")
    for command in (("production",), ("backport", HOTFIX), ("status",), ("sync",)):
        gitfix(*command, cwd=shop.repo)
        assert shop.repo.refs("refs/remotes", "refs/tags") == before, command
    gitfix(*PUSH, cwd=shop.repo)
    assert shop.repo.refs("refs/remotes", "refs/tags") == before
    assert take(shop.repo).get("state FETCH_HEAD") == fetched


@pytest.mark.parametrize("noticed", [True, False])
def test_row_29_an_orphaned_push_is_waited_for(
    shop: Shop, gitfix: Gitfix, faults: Faults, noticed: bool
) -> None:
    """gitfix is killed and its git goes on: whether that push lands or not, the next command knows."""
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("slow")
    # A git that writes to the pipe of a dead gitfix dies as well; one that writes nothing goes on.
    output = "" if noticed else ">/dev/null 2>&1"
    words = f"('{shop.world.git}' \"$@\" {output}) & kill -9 $PPID; wait; exit"
    with faults.before("'push '*'refs/heads/main'*", words):
        gitfix(*PUSH, cwd=shop.repo, expect="KILLED")
    looked = gitfix("status", cwd=shop.repo)
    landed = shop.has_fix("main", shop.origin)
    assert landed or noticed
    said = "finished" if landed else "took back"
    assert f"{said} gitfix backport" in looked.stderr, looked
    assert not shop.world.wait_until_quiet()
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin) == shop.has_fix(target) == landed
    no_leaks(shop.repo)
    if not landed:
        lands(shop, gitfix)


def test_row_26_two_clones_open_a_hotfix_at_the_same_moment(
    shop_template: Shop, world: World, faults: Faults
) -> None:
    """The colleague claims between our question and our claim; the two numbers differ."""
    shop = small(shop_template, world, remote=True)
    other = shop.clone("other")
    gitfix = Gitfix(world)
    theirs = f"cd '{other.path}' && GITFIX_NONCE=zzzz gitfix branch 'Another thing' >/dev/null 2>&1"
    with faults.before("'push '*'refs/gitfix/claims/'*", theirs):
        done = gitfix("branch", SUMMARY, cwd=shop.repo, json=True)
    assert other.current.startswith("hotfix/2.4.2")
    assert done.result["version"] == "2.4.3"
    assert any("taken 2.4.2" in word for word in done.result["warnings"]), done


def test_row_26_two_clones_race(shop_template: Shop, world: World) -> None:
    shop = small(shop_template, world, remote=True)
    gitfix = Gitfix(world)
    clones = [shop.clone(name) for name in ("one", "two")]
    found: list[str] = []

    def run(at: RepoBuilder, nonce: str) -> None:
        env = {"GITFIX_NONCE": nonce}
        found.append(gitfix("branch", SUMMARY, cwd=at, json=True, env=env).result["version"])

    threads = [threading.Thread(target=run, args=(at, f"aaa{n}")) for n, at in enumerate(clones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["2.4.2", "2.4.3"]


@pytest.mark.parametrize("break_it", [unreachable, gone])
def test_branch_and_sync_without_the_remote(
    shop_template: Shop, world: World, break_it: object
) -> None:
    """The emergency goes on with what the clone knows, loudly; a sync says that it cannot."""
    shop = small(shop_template, world, remote=True)
    gitfix = Gitfix(world)
    assert callable(break_it)
    break_it(shop.repo)
    done = gitfix("branch", SUMMARY, cwd=shop.repo)
    assert "origin cannot be reached" in done.stderr, done
    assert shop.repo.current == HOTFIX
    with unchanged(shop.repo):
        synced = gitfix("sync", cwd=shop.repo, expect="REMOTE", json=True)
    assert "origin cannot be reached" in synced.error["message"]


def test_branch_where_the_server_takes_no_claims(shop_template: Shop, world: World) -> None:
    shop = small(shop_template, world, remote=True)
    shop.origin.reject("refs/gitfix/*")
    done = Gitfix(world)("branch", SUMMARY, cwd=shop.repo)
    assert "keeps no claims" in done.stderr, done
    assert shop.repo.current == HOTFIX
    synced = Gitfix(world)("sync", cwd=shop.repo, expect="REMOTE")
    assert "gitfix sync" in synced.stderr, synced
    no_leaks(shop.repo)


def test_sync_hangs_and_is_interrupted(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    manual = {"GITFIX_CONFIG_RECORD_SYNC": "manual"}
    words = ("waive", "missing-test", "--reason", "tested by hand", "--incident", "k7q2")
    gitfix(*words, cwd=shop.repo, env=manual)
    shop.origin.behave("hang-push")
    with nothing_moved(shop):
        child = gitfix.start("sync", cwd=shop.repo)
        end = time.monotonic() + 20
        while not any("receive-pack" in call for call in shop.origin.calls()):
            assert time.monotonic() < end
            time.sleep(0.02)
        done = interrupt(child)
    assert done.exit == "INTERRUPTED", done
    shop.origin.behave("")
    gitfix("sync", cwd=shop.repo)
    incidents = "refs/gitfix/incidents"
    assert shop.origin.refs(incidents) == shop.repo.refs(incidents)


def test_a_remote_that_hangs_is_not_left_waiting_by_a_refusal(shop: Shop, gitfix: Gitfix) -> None:
    """It is asked before all is known that may speak against the command."""
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("hang")
    nobody = {"GITFIX_ACTOR": "nobody in particular"}
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REFUSED", env=nobody)
    assert "names nobody" in done.stderr
    assert not shop.world.wait_until_quiet()
