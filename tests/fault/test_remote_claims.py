"""Who opens a hotfix claims its number on the remote: at the same moment as others, and where nobody can be asked."""

from __future__ import annotations

import threading

import pytest

from tests.fault.killing import HOTFIX, small
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.remotes import gone, unreachable
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged
from tests.support.world import World


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
