"""Rows 1 to 6 and 9 of what peers get wrong, on whole repositories: tags, versions and names."""

from __future__ import annotations

import pytest

from tests.story.job import Job, nothing_lost, states
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import PREVIOUS, PRODUCTION, SUMMARY, Shop
from tests.support.snapshot import unchanged

TARGETS = ("main", "develop", "release/2.5")


def test_row_01_a_tag_named_like_a_branch(shop: Shop, gitfix: Gitfix) -> None:
    """Tags `main` and like the hotfix branch, on old commits: the branches are meant, and nothing is lost."""
    repo, origin = shop.repo, shop.origin
    names = ("main", "develop", "hotfix/2.4.2-login-fails-on-an-empty-cart")
    for name in names:
        repo.tag(name, "v1.0.0^{commit}")
    repo.git("push", "-q", "origin", *(f"refs/tags/{name}" for name in names))
    before = origin.refs()
    job = Job(gitfix, repo, SUMMARY)
    assert job.branch()["branch"] == names[2]
    assert repo.oid("refs/heads/" + names[2]) == repo.oid(f"{PRODUCTION}^{{commit}}")
    shop.commit_fix()
    job.push_by_ref()
    assert job.type("check")["code"]["lines"] == 2
    assert states(job.type("backport", "--push")) == dict.fromkeys(TARGETS, "merged")
    for name in TARGETS:
        assert shop.has_fix(f"refs/heads/{name}", origin)
    nothing_lost(origin, before)


def test_row_02_a_tag_on_the_remote_only(shop: Shop, gitfix: Gitfix) -> None:
    """A colleague has released meanwhile: that release is in production, and no tag appears here."""
    tip = shop.origin.oid("refs/heads/main")
    shop.origin.tag("v2.4.2", tip)
    with unchanged(shop.repo, allow=["refs/gitfix-local/*"]):
        production = Job(gitfix, shop.repo, SUMMARY).type("production")
    assert (production["tag"], production["commit"]) == ("v2.4.2", tip)
    assert production["remote"]["state"] == "only_remote"
    assert Job(gitfix, shop.repo, SUMMARY).branch()["version"] == "2.4.3"


def test_row_02_a_tag_in_this_clone_only(shop: Shop, gitfix: Gitfix) -> None:
    """A release that nobody has pushed runs nowhere; its number is taken all the same."""
    shop.repo.tag("v2.4.2", "main")
    job = Job(gitfix, shop.repo, SUMMARY)
    production = job.type("production")
    assert production["tag"] == PRODUCTION
    assert "v2.4.2" in {row["tag"] for row in production["skipped"]}
    assert job.branch()["version"] == "2.4.3"


@pytest.mark.parametrize("side", ["local", "remote"])
def test_row_02_a_moved_tag(shop: Shop, gitfix: Gitfix, side: str) -> None:
    """Refused with both commits; the side that a person names is used, and no tag moves."""
    here = shop.repo.oid(f"{PRODUCTION}^{{commit}}")
    there = shop.origin.oid("refs/heads/main")
    shop.origin.tag(PRODUCTION, there, force=True)
    job = Job(gitfix, shop.repo, SUMMARY)
    with unchanged(shop.repo, shop.origin, allow=["refs/gitfix-local/*"]):
        for command in (("production",), ("branch", SUMMARY)):
            refused = job.run(*command, expect="REFUSED")
            assert here in refused.error["message"] and there in refused.error["message"]
            assert f"--trust-tag {side}" in refused.error["hint"]
        chosen = job.type("production", "--trust-tag", side)
    assert chosen["commit"] == (here if side == "local" else there)


def test_row_03_annotated_lightweight_and_moving_tags(shop: Shop, gitfix: Gitfix) -> None:
    """`v2`, `v2.4`, `latest`, `nightly` and a lightweight `v2.4.1` beside: one release, the most specific name."""
    repo = shop.repo
    for name, rev in (
        ("v2", PRODUCTION),
        ("v2.4", PRODUCTION),
        ("latest", "main"),
        ("nightly", "main"),
    ):
        repo.tag(name, f"{rev}^{{commit}}", annotated=False)
    repo.tag(PREVIOUS, f"{PREVIOUS}^{{commit}}", annotated=False, force=True)
    repo.git("push", "-q", "-f", "--tags", "origin")
    production = Job(gitfix, repo, SUMMARY).type("production")
    assert (production["tag"], production["previous"]["tag"]) == (PRODUCTION, PREVIOUS)
    assert production["commit"] == repo.oid(f"{PRODUCTION}^{{commit}}")


def test_row_04_the_highest_release_is_not_an_ancestor_of_head(shop: Shop, gitfix: Gitfix) -> None:
    """HEAD on an old line, and a late tag on that line: production is the highest version all the same."""
    repo = shop.repo
    repo.switch("release/2.3")
    repo.commit("Late patch", {"docs/late.md": "late\n"})
    repo.tag("v2.3.2")
    repo.git("push", "-q", "origin", "release/2.3", "refs/tags/v2.3.2")
    repo.branch("hotfix/2.4.2", f"{PRODUCTION}^{{commit}}")
    job = Job(gitfix, repo, SUMMARY)
    assert job.type("production")["tag"] == PRODUCTION
    assert job.type("production", "--line", "2.3")["tag"] == "v2.3.2"
    assert job.branch()["version"] == "2.4.3", "2.4.2 is a colleague's open branch"


@pytest.mark.parametrize(
    ("tags", "expected", "following"),
    [
        (("curl-8_5_0", "curl-8_10_0", "rc-8_11_0-1"), "curl-8_10_0", "8.10.1"),
        (("v2026.11.02", "v2026.11.03"), "v2026.11.03", "2026.11.03.1"),
        (("1.0.0-rc1", "1.0.0", "1.1.0rc1", "1.1.0.pre1"), "1.0.0", "1.0.1"),
        (("0.5.1", "v0.7.0"), "v0.7.0", "0.7.1"),
    ],
)
def test_row_05_schemes_on_a_repository(
    repo: RepoBuilder, gitfix: Gitfix, tags: tuple[str, ...], expected: str, following: str
) -> None:
    for tag in tags:
        repo.commit(f"Release {tag}", {"version": tag})
        repo.tag(tag)
    planned = Job(gitfix, repo, SUMMARY).type("branch", "--dry-run", SUMMARY)
    assert planned["base"]["tag"] == expected
    assert planned["version"] == following


def test_row_06_no_tags_at_all(repo: RepoBuilder, gitfix: Gitfix) -> None:
    """Refused with the way out, and the way out works."""
    repo.commit("Begin", {"a.txt": "1\n"})
    repo.tag("nightly", annotated=False)
    job = Job(gitfix, repo, SUMMARY)
    with unchanged(repo):
        refused = job.run("branch", SUMMARY, expect="REFUSED")
    assert "gitfix branch --tag" in refused.error["hint"], refused
    opened = job.branch("--from", "main")
    assert opened["branch"] == "hotfix/2026-11-23-login-fails-on-an-empty-cart"


def test_row_06_tags_of_a_tree_and_of_nothing(shop: Shop, gitfix: Gitfix) -> None:
    """A tag of a tree, one of a blob, and one whose object is gone: passed over by name, not a crash."""
    repo = shop.repo
    repo.git("tag", "v9.0.0", "main^{tree}")
    repo.git("tag", "v8.0.0", "main:README.md")
    repo.git("remote", "remove", "origin")
    lost = repo.common_dir / "refs/tags/v7.0.0"
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_text("1" * 40 + "\n")
    production = Job(gitfix, repo, SUMMARY).type("production")
    assert production["tag"] == PRODUCTION
    assert {"v9.0.0", "v8.0.0"} <= {row["tag"] for row in production["skipped"]}


@pytest.mark.parametrize("where", ["here", "on the remote"])
def test_row_09_a_branch_called_hotfix_is_in_the_way(
    shop: Shop, gitfix: Gitfix, where: str
) -> None:
    (shop.repo if where == "here" else shop.origin).branch("hotfix", "main")
    job = Job(gitfix, shop.repo, SUMMARY)
    refused = job.run("branch", SUMMARY, expect="REFUSED")
    assert "branch hotfix stands in the way" in refused.error["message"]
    assert "--name" in refused.error["hint"]
    assert job.type("branch", SUMMARY, "--name", "fix-2.4.2")["branch"] == "fix-2.4.2"


@pytest.mark.parametrize("name", ["#1234", "-x", "caf\udce9"])
def test_row_09_awkward_names(shop: Shop, gitfix: Gitfix, name: str) -> None:
    """What git takes is made as it is written; what git does not take is refused before anything changes."""
    job = Job(gitfix, shop.repo, SUMMARY)
    fine = not shop.repo.fails("check-ref-format", "--branch", name) and name != "HEAD"
    done = job.run("branch", SUMMARY, f"--name={name}", expect="OK" if fine else None)
    assert done.exit == "OK" if fine else done.exit in ("REFUSED", "USAGE"), done
    assert shop.repo.has(f"refs/heads/{name}") is fine
