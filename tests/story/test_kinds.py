"""The main job in a repository of every kind: it works, or it refuses, changes nothing and names the next command."""

from __future__ import annotations

from tests.story.job import LOG, Job, moved, nothing_lost, states, steps
from tests.support import kinds
from tests.support.builder import RepoBuilder
from tests.support.kinds import LATIN1_PATH, Kind
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import BUG, FIXED, PRODUCTION, SUMMARY
from tests.support.snapshot import unchanged

TARGETS = ("main", "develop", "release/2.5")
HOTFIX = "hotfix/2.4.2-login-fails-on-an-empty-cart"


def fix(at: RepoBuilder) -> str:
    """The fix, by content of the checkout: a sparse one may not have the tests."""
    cart = at.read("shop/cart.py")
    return at.commit("Fix: login fails\n", {"shop/cart.py": cart.replace(BUG, FIXED)})


def begin(kind: Kind, gitfix: Gitfix) -> Job:
    """Production, branch, fix and check."""
    job = Job(gitfix, kind.repo, SUMMARY)
    with unchanged(kind.origin):
        production = job.type("production")
        assert production["tag"] == PRODUCTION
        assert production["commit"] == kind.origin.oid(f"{PRODUCTION}^{{commit}}")
        assert production["remote"]["state"] == (
            "same" if kind.name != "shallow" else "only_remote"
        )
    opened = job.branch()
    assert opened["branch"] == HOTFIX and opened["checked_out"]
    assert bool(opened["worktree"]) is kind.bare
    assert job.place.head == production["commit"]
    assert job.place.git("status", "--porcelain") == ""
    fix(job.place)
    check = job.type("check")
    assert [row["rule"] for row in check["violations"]] == ["missing-test"]
    assert (check["verdict"], check["code"]["lines"], check["tests"]["files"]) == ("warn", 2, 0)
    return job


def finish(kind: Kind, job: Job, before: dict[str, str]) -> None:
    """Post-mortem, backport, status; and everything is where it belongs."""
    assert job.type("postmortem")["incident"] == job.incident
    done = job.type("backport", "--push")
    assert states(done) == dict.fromkeys(TARGETS, "merged")
    said = steps(job.type("status"))
    assert (said["backport"], said["root-cause"]) == ("done", "open")

    origin = kind.origin
    for name in TARGETS:
        assert FIXED in origin.read("shop/cart.py", f"refs/heads/{name}"), name
    assert SUMMARY in origin.read(LOG, "refs/heads/main")
    expected = {f"refs/heads/{name}" for name in (*TARGETS, HOTFIX)}
    assert moved(before, origin.refs()) == expected
    nothing_lost(origin, before)
    assert job.place.git("status", "--porcelain") == "", "the checkout is clean"
    no_leaks(kind.repo)


@kinds.only("bare", "sparse", "sha256")
def test_row_07_a_dry_run_changes_nothing(kind: Kind, gitfix: Gitfix) -> None:
    job = begin(kind, gitfix)
    with unchanged(kind.repo, kind.origin):
        planned = job.type("backport", "--dry-run")
    assert states(planned) == dict.fromkeys(TARGETS, "prepared")


@kinds.without("plain", "shallow")
def test_row_07_the_main_job_in_a_repository_of_every_kind(kind: Kind, gitfix: Gitfix) -> None:
    before, stored = kind.origin.refs(), kind.origin.files("main")
    job = begin(kind, gitfix)
    finish(kind, job, before)
    assert set(stored) <= set(kind.origin.files("main")), "no file was lost"
    if kind.name == "non-utf8":
        assert LATIN1_PATH in kind.origin.files("develop")
    if kind.name == "submodule":
        assert (kind.repo.path / "vendor/lib/lib.py").exists(), "the submodule is still there"
    if kind.name == "sparse":
        assert not (kind.repo.path / "tests").exists(), "the checkout is still sparse"
        assert "tests/test_cart.py" in kind.origin.files("main")
    if kind.name == "replace":
        merge = kind.origin.git("log", "-1", "--format=%P", "refs/heads/develop").split()
        assert kind.origin.oid(f"refs/heads/{HOTFIX}") in merge


@kinds.only("shallow")
def test_row_23_a_shallow_clone_is_said_to_be_shallow(kind: Kind, gitfix: Gitfix) -> None:
    """Not "unrelated histories", and no merge base that is wrong: the exact command, and then all goes on."""
    before = kind.origin.refs()
    job = begin(kind, gitfix)
    with unchanged(kind.repo, kind.origin, allow=["refs/gitfix-local/*", "state shallow"]):
        for options in (["--push"], ["--dry-run"]):
            refused = job.run("backport", *options, expect="REFUSED")
            assert "shallow" in refused.error["message"]
            assert refused.error["hint"] == "git fetch --unshallow"
    kind.repo.git("fetch", "-q", "--unshallow")
    finish(kind, job, before)


@kinds.only("shallow")
def test_row_06_a_checkout_without_tags_offline(kind: Kind, gitfix: Gitfix) -> None:
    with unchanged(kind.repo):
        refused = gitfix("production", "--offline", cwd=kind.repo, expect="REFUSED", json=True)
        assert "gitfix branch --tag" in refused.error["hint"], refused
        gitfix("branch", SUMMARY, "--offline", cwd=kind.repo, expect="REFUSED")
