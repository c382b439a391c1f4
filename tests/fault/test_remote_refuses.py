"""A remote that refuses a part of the push or all of it: nothing has landed, each ref is said, and the way out."""

from __future__ import annotations

import pytest

from tests.fault.killing import HOTFIX
from tests.fault.remote_kit import PUSH, fixed, lands, nothing_moved
from tests.support.builder import RepoBuilder
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.snapshot import unchanged
from tests.support.world import World


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    return fixed(shop_template, world)


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


def test_row_28_two_push_urls_are_refused(shop: Shop, gitfix: Gitfix) -> None:
    second = RepoBuilder.init(shop.world, shop.world.root / "second.git", "--bare")
    for url in (shop.origin.path, second.path):
        shop.repo.git("remote", "set-url", "--add", "--push", "origin", str(url))
    with nothing_moved(shop), unchanged(second):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REFUSED", json=True)
    assert "2 push URLs" in done.error["message"], done
    assert "gitfix config push.remote" in done.error["hint"]
