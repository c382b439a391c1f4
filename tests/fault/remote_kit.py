"""A fix that waits to be pushed, and what has to be true before and after that, for the tests of bad remotes."""

from __future__ import annotations

from tests.fault.killing import HOTFIX, small, with_fix
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix, Result
from tests.support.shop import Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

PUSH = ("backport", HOTFIX, "--push")
KEPT = ("refs/gitfix-local/*", "operation *")


def fixed(template: Shop, world: World) -> Shop:
    """main is checked out, the fix is committed in a linked worktree of the hotfix branch."""
    shop = small(template, world, remote=True)
    with_fix(shop, "--worktree")
    return shop


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
