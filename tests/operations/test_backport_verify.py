"""A merge that is clean and breaks: found by the team's tests before anything moves."""

from __future__ import annotations

import pytest

from tests.story.job import Job, states
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

TEAM = """\
[[tests]]
paths = ["shop/**"]
command = "{}"
"""


def prepared(shop: Shop, gitfix: Gitfix, command: str, *, trust: bool = True) -> Job:
    """The team's file on main names a test; the hotfix has the fix and a file of its own."""
    shop.origin.commit_on("main", "Tests", {".gitfix.toml": TEAM.format(command)})
    shop.repo.git("fetch", "-q", "origin")
    if trust:
        gitfix("trust", "--yes", cwd=shop.repo)
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    job.push()
    return job


def test_a_clean_merge_that_breaks_is_a_conflict(shop: Shop, gitfix: Gitfix) -> None:
    """develop has a file that does not go together with the fix."""
    shop.origin.commit_on("develop", "Other", {"shop/other.py": "BREAKS = True\n"})
    job = prepared(shop, gitfix, "echo looking; test ! -e shop/other.py")
    before = shop.origin.refs()
    failed = job.run("backport", "--push", expect="POLICY")
    verified = {row["branch"]: row["verified"] for row in failed.result["targets"]}
    assert verified["develop"] is False
    assert "develop: the merge is clean, and echo looking; test" in failed.error["message"]
    assert "--onto main --onto release/2.5 --push" in failed.error["hint"]
    assert shop.origin.refs() == before
    assert not list(shop.world.temp.iterdir()), "the worktree is gone"
    done = job.type("backport", "--push", "--onto", "main", "--onto", "release/2.5")
    assert states(done) == {"main": "merged", "release/2.5": "merged"}
    assert all(row["verified"] for row in done["targets"])
    without = job.type("backport", "--push", "--no-verify")
    assert states(without)["develop"] == "merged"


def test_each_result_is_tested_once(shop: Shop, gitfix: Gitfix) -> None:
    """One worktree for all; what was looked at and prepared is not tested again for the push."""
    log = shop.world.root / "log"
    job = prepared(shop, gitfix, f"git rev-parse HEAD: >> {log}; pwd >> {log}.places")
    done = job.type("backport")
    trees = [row["tree"] for row in done["targets"]]
    assert [row["verified"] for row in done["targets"]] == [True] * 3
    assert log.read_text().split() == trees
    assert len(set((shop.world.root / "log.places").read_text().split())) == 1
    done = job.type("backport", "--push")
    assert log.read_text().split() == trees
    assert all(row["verified"] for row in done["targets"])


def test_commands_that_are_not_trusted_do_not_run(shop: Shop, gitfix: Gitfix) -> None:
    log = shop.world.root / "log"
    job = prepared(shop, gitfix, f"touch {log}", trust=False)
    refused = job.run("backport", "--verify", expect="REFUSED")
    assert "gitfix trust" in refused.error["hint"]
    said = gitfix("backport", "--push", cwd=shop.repo)
    assert "gitfix trust" in said.stderr
    assert not log.exists()


def test_verify_without_tests_is_refused(shop: Shop, gitfix: Gitfix) -> None:
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    refused = job.run("backport", "--verify", expect="REFUSED")
    assert "[[tests]]" in refused.error["hint"]
    assert job.type("backport")["targets"][0]["verified"] is None


@pytest.mark.parametrize("option", ["--dry-run", "--no-verify"])
def test_nothing_is_run_when_nothing_is_to_move(shop: Shop, gitfix: Gitfix, option: str) -> None:
    log = shop.world.root / "log"
    job = prepared(shop, gitfix, f"touch {log}")
    job.type("backport", option)
    assert not log.exists()


def test_a_line_without_the_bug_is_said_and_asked_once(shop: Shop, gitfix: Gitfix) -> None:
    """develop has mended it in another way: the fix's test is green there before the fix comes."""
    login = shop.origin.read("shop/login.py", "refs/heads/develop")
    mended = login.replace("cart.dearest(items)", "cart.dearest(items) if items else None")
    assert mended != login
    shop.origin.commit_on("develop", "Mended", {"shop/login.py": mended})
    log = shop.world.root / "log"
    job = prepared(shop, gitfix, f"echo x >> {log}; python3 -B -m unittest -q tests.test_cart")
    done = job.type("backport", "--verify")
    rows = {row["branch"]: (row["verified"], row["affected"]) for row in done["targets"]}
    assert rows == {"main": (True, True), "develop": (True, False), "release/2.5": (True, True)}
    runs = log.read_text().count("x")
    said = gitfix("backport", "--verify", "--push", cwd=shop.repo)
    assert "not affected: the fix's tests pass there without it" in said.stdout
    assert log.read_text().count("x") == runs
    assert not list(shop.world.temp.iterdir())


PROOF = "python3 -B -m unittest -q tests.test_cart"


def proved(shop: Shop, gitfix: Gitfix, *more: str) -> Job:
    """The fix is there, and its test has been proved in this clone; the team has no commands."""
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    job.push()
    job.type("prove", "--test", PROOF, *more)
    return job


def test_the_test_of_the_proof_runs_on_each_result(shop: Shop, gitfix: Gitfix) -> None:
    """On develop somebody relies on an answer that is never None: the merge is clean, and login still fails."""
    login = shop.origin.read("shop/login.py", "refs/heads/develop")
    loud = login.replace("cart.dearest(items)", "cart.dearest(items).upper()")
    assert loud != login
    shop.origin.commit_on("develop", "Louder", {"shop/login.py": loud})
    job = proved(shop, gitfix)
    before = shop.origin.refs()
    failed = job.run("backport", "--push", expect="POLICY")
    assert {row["branch"]: row["verified"] for row in failed.result["targets"]}["develop"] is False
    assert f"develop: the merge is clean, and {PROOF} fails there" in failed.error["message"]
    assert shop.origin.refs() == before
    assert job.type("backport", "--push", "--no-verify")["state"] == "done"


def test_the_proof_says_which_line_has_no_bug(shop: Shop, gitfix: Gitfix) -> None:
    login = shop.origin.read("shop/login.py", "refs/heads/develop")
    mended = login.replace("cart.dearest(items)", "cart.dearest(items) if items else None")
    shop.origin.commit_on("develop", "Mended", {"shop/login.py": mended})
    job = proved(shop, gitfix)
    done = job.type("backport", "--verify")
    rows = {row["branch"]: (row["verified"], row["affected"]) for row in done["targets"]}
    assert rows == {"main": (True, True), "develop": (True, False), "release/2.5": (True, True)}


def test_what_the_proof_needs_is_set_up_there_too(shop: Shop, gitfix: Gitfix) -> None:
    log = shop.world.root / "setups"
    job = proved(shop, gitfix, "--setup", f"pwd >> {log}")
    log.unlink()
    done = job.type("backport", "--push")
    assert [row["verified"] for row in done["targets"]] == [True] * 3
    assert len(log.read_text().split()) == 1, "one worktree serves all"


def test_a_proof_from_elsewhere_is_named_and_never_run(shop: Shop, gitfix: Gitfix) -> None:
    """Whoever can push can write a command into the record; only what was typed here runs here."""
    job = proved(shop, gitfix)
    job.type("sync")
    other = shop.clone("other")
    incident = job.incident
    gitfix("resume", incident, cwd=other)
    refused = gitfix("backport", "--verify", cwd=other, expect="REFUSED")
    assert "gitfix prove" in refused.stderr
    assert "proved the fix in another clone" in " ".join(refused.stderr.split())
    plain = gitfix("backport", cwd=other, json=True)
    assert [row["verified"] for row in plain.result["targets"]] == [None] * 3


def test_what_is_no_longer_proved_is_not_relied_on(shop: Shop, gitfix: Gitfix) -> None:
    job = proved(shop, gitfix)
    job.run("prove", "--test", "true", expect="POLICY")
    assert [row["verified"] for row in job.type("backport")["targets"]] == [None] * 3
