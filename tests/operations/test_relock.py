"""A trusted command makes lock files anew where they conflict; without one the target's stay."""

from __future__ import annotations

import pytest

from tests.story.job import Job
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

LOCK = "package-lock.json"
MAKES = f"cat package.json > {LOCK}; echo made >> {LOCK}"


def prepared(shop: Shop, gitfix: Gitfix, command: str, *, trust: bool = True) -> Job:
    """develop and the hotfix have changed the lock file in the same line, and the manifest in different ones."""
    shop.origin.commit_on("develop", "Other", {LOCK: "theirs\n"})
    text = f'[backport]\nlockfiles_command = "{command}"\n' if command else ""
    shop.origin.commit_on("main", "Team", {".gitfix.toml": text or "# nothing\n"})
    shop.repo.git("fetch", "-q", "origin")
    if trust:
        gitfix("trust", "--yes", cwd=shop.repo)
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.repo.commit("Pin", {LOCK: "the fix's\n", "package.json": "pinned\n"})
    shop.commit_fix()
    job.push()
    return job


def test_it_is_made_anew_and_that_is_recorded(shop: Shop, gitfix: Gitfix) -> None:
    log = shop.world.root / "log"
    job = prepared(shop, gitfix, f"{MAKES}; echo run >> {log}")
    looked = job.type("backport")
    done = job.type("backport", "--push")
    rows = {row["branch"]: row for row in done["targets"]}
    assert [r["after"] for r in looked["targets"]] == [r["after"] for r in done["targets"]]
    assert shop.origin.read(LOCK, "refs/heads/develop") == "pinned\nmade\n"
    assert shop.origin.read(LOCK, "refs/heads/main") == "the fix's\n", "no conflict, nothing made"
    assert shop.origin.git("rev-list", "--count", "--merges", "-1", "refs/heads/develop") == "1"
    assert rows["develop"]["settled"][0]["how"] == "made anew by backport.lockfiles_command"
    assert log.read_text() == "run\n", "once: what was looked at is what lands"
    assert not list(shop.world.temp.iterdir())


def test_without_a_command_the_targets_stays(shop: Shop, gitfix: Gitfix) -> None:
    job = prepared(shop, gitfix, "")
    job.type("backport", "--push")
    assert shop.origin.read(LOCK, "refs/heads/develop") == "theirs\n"


def test_one_that_is_not_trusted_does_not_run(shop: Shop, gitfix: Gitfix) -> None:
    prepared(shop, gitfix, f"touch {shop.world.root}/ran", trust=False)
    said = gitfix("backport", "--push", cwd=shop.repo).stderr
    assert "gitfix trust" in said and not (shop.world.root / "ran").exists()
    assert shop.origin.read(LOCK, "refs/heads/develop") == "theirs\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"{MAKES}; echo x >> shop/cart.py", "changed more than lock files"),
        (f"{MAKES}; echo x > shop/new.py", "changed more than lock files"),
        ("echo no network >&2; exit 7", "ended with exit code 7"),
    ],
)
def test_more_than_lock_files_or_a_failure_stops_it(
    shop: Shop, gitfix: Gitfix, command: str, said: str
) -> None:
    job = prepared(shop, gitfix, command)
    before = shop.origin.refs("refs/heads")
    refused = job.run("backport", "--push", expect="POLICY")
    assert said in refused.error["message"]
    assert shop.origin.refs("refs/heads") == before
    assert not list(shop.world.temp.iterdir())
