"""A server that takes a part of an atomic push, where refs are hidden: never called done, nor taken back."""

from __future__ import annotations

import pytest

from tests.fault.killing import HOTFIX
from tests.fault.remote_kit import KEPT, PUSH, fixed, lands
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.snapshot import unchanged
from tests.support.world import World


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    return fixed(shop_template, world)


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
    # Hidden from readers, too, a branch that was there before is gone for them.
    gone = hidden == "develop" and key == "transfer.hideRefs"
    assert f"{hidden} {'is not there' if gone else 'did not'}" in said, said
    no_leaks(shop.repo)
    assert "cut short" not in gitfix("status", cwd=shop.repo).stderr
    shop.origin.be_friendly()
    gitfix(*PUSH, cwd=shop.repo)
    assert shop.has_fix("main", shop.origin) and shop.has_fix("develop", shop.origin)
    assert shop.origin.refs("refs/gitfix/incidents") == shop.repo.refs("refs/gitfix/incidents")
    no_leaks(shop.repo)
