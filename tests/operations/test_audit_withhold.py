"""`gitfix audit withhold`: a log goes for good, on both laptops and the server; the record still verifies."""

from __future__ import annotations

import pytest

from tests.operations.people_kit import ID, grace
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged

TEAM = '[steps.verification]\ncommands = ["echo the code is hunter2"]\n'
WHY = ("--reason", "a password in it")


@pytest.fixture
def log(shop: Shop, gitfix: Gitfix) -> str:
    """The digest of a log with a password in it, shared with the remote."""
    shop.origin.commit_on("main", "Agree on the playbook", {".gitfix.toml": TEAM})
    shop.repo.git("fetch", "-q", "origin")
    gitfix("trust", "--yes", cwd=shop.repo)
    gitfix("branch", SUMMARY, "--severity", "P0", cwd=shop.repo)
    shop.commit_fix()
    gitfix("run", "verification", cwd=shop.repo)
    gitfix("sync", cwd=shop.repo)
    events = gitfix("log", cwd=shop.repo, json=True).result["events"]
    return str(next(e["data"]["log"] for e in events if "log" in e["data"])).split(":")[-1]


def content(repo: RepoBuilder, digest: str) -> str:
    return repo.run("show", f"refs/gitfix/blobs/{ID}:{digest}").stdout.decode()


def verdict(gitfix: Gitfix, repo: RepoBuilder) -> list[object]:
    found = gitfix("audit", "verify", cwd=repo, json=True).result
    return [found["verdict"], [one["kind"] for one in found["findings"]]]


def test_it_is_gone_everywhere_and_the_record_still_verifies(
    shop: Shop, gitfix: Gitfix, log: str
) -> None:
    laptop = shop.clone("grace")
    with grace(shop.world):
        gitfix("sync", cwd=laptop)
    for repo in (shop.repo, laptop, shop.origin):
        assert "hunter2" in content(repo, log)
    before = verdict(gitfix, shop.repo)
    with unchanged(shop.repo):
        said = gitfix("audit", "withhold", log[:12], *WHY, "--dry-run", cwd=shop.repo).stdout
    assert said.startswith("would withhold")
    done = gitfix("audit", "withhold", log[:12], *WHY, cwd=shop.repo, json=True).result
    assert done["digests"] == [log] and done["event"]
    with grace(shop.world):
        gitfix("sync", cwd=laptop)
    for repo in (shop.repo, laptop, shop.origin):
        assert "hunter2" not in content(repo, log)
        assert "a password in it" in content(repo, f"{log}.withheld")
    assert verdict(gitfix, shop.repo) == before == verdict(gitfix, laptop)
    told = " ".join(gitfix("log", cwd=laptop).stdout.split())
    assert "withheld a log or report: a password in it" in told
    # There is no way back: it is no operation that undo would take back.
    gitfix("undo", "--dry-run", cwd=shop.repo)
    assert "hunter2" not in content(shop.repo, log)


def test_what_it_does_not_find_is_said_with_what_there_is(
    shop: Shop, gitfix: Gitfix, log: str
) -> None:
    with unchanged(shop.repo):
        said = gitfix("audit", "withhold", "ffff", *WHY, cwd=shop.repo, expect="REFUSED").stderr
        assert "there is no log or report ffff" in said
        assert f"{log[:12]}   verification" in said
        gitfix("audit", "withhold", log, "--reason", " ", cwd=shop.repo, expect="REFUSED")
    gitfix("audit", "withhold", log, *WHY, cwd=shop.repo)
    said = gitfix("audit", "withhold", log, *WHY, cwd=shop.repo, expect="REFUSED").stderr
    assert "it has none that could be withheld" in said
