"""Row 7 at once: the user is in the middle of everything; gitfix does the whole job and touches none of it."""

from __future__ import annotations

import pytest

from tests.story.job import LOG, Job, nothing_lost, states, steps
from tests.support import dirty
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import BUG, FIXED, PRODUCTION, SUMMARY, Shop
from tests.support.snapshot import unchanged

TARGETS = ("main", "develop", "release/2.5")

ALLOWED = (
    "ref refs/gitfix*",
    "ref refs/heads/*",
    "ref refs/remotes/origin/*",
    "config config",
    "operation *",
    "* shop-hotfix-2.4.2*",
)
"""What the job is about: refs, the branch's upstream, gitfix's own folder, the worktree of its own."""


@pytest.mark.parametrize("progress", dirty.IN_PROGRESS)
def test_row_07_the_whole_job_in_a_dirty_world(shop: Shop, gitfix: Gitfix, progress: str) -> None:
    repo = dirty.make(shop, progress, sparse=progress == "rebase").repo
    origin = shop.origin
    before, at_home = origin.refs(), repo.oid("main")
    job = Job(gitfix, repo, SUMMARY)

    with unchanged(repo, exact_index=True):
        assert job.type("production")["tag"] == PRODUCTION
        job.run("branch", SUMMARY, "--in-place", expect="REFUSED")
    with unchanged(repo, allow=ALLOWED, exact_index=True):
        opened = job.branch()
        assert opened["worktree"] == str(repo.path.with_name("shop-hotfix-2.4.2"))
        assert job.place.head == origin.oid(f"{PRODUCTION}^{{commit}}")
        assert job.place.git("status", "--porcelain") == "", "submodule, CRLF and pointer are right"
        cart = job.place.read("shop/cart.py").replace(BUG, FIXED)
        job.place.commit("Fix: login fails\n", {"shop/cart.py": cart})
        check = job.type("check")
        assert (check["verdict"], check["code"]["lines"]) == ("warn", 2)
        job.push()
        job.type("postmortem", "--commit")
        job.type("backport")
        done = job.type("backport", "--push")
        status = job.type("status")

    assert states(done) == dict.fromkeys(TARGETS, "merged")
    assert steps(status)["backport"] == "done"
    for name in TARGETS:
        assert shop.has_fix(f"refs/heads/{name}", origin), name
    assert SUMMARY in origin.read(LOG, "main")
    nothing_lost(origin, before)
    # main has a commit of the user's that nobody else has: it was neither moved nor published.
    if progress != "rebase":
        assert repo.oid("main") == at_home and done["left_alone"]
    assert "Ours" not in origin.log("main")
    no_leaks(repo)
