"""`gitfix check --fix-noise` killed at every git process: the noise is there, or it is out; the fix is there always."""

from __future__ import annotations

from tests.fault.killing import Scene, small, with_fix
from tests.support.shop import Shop
from tests.support.world import World


def test_killed_at_every_git_process(shop_template: Shop, world: World) -> None:
    """The branch is checked out, so that its files change as well."""
    shop = small(shop_template, world, remote=False)
    at = with_fix(shop)
    login = at.read("shop/login.py", "HEAD")
    at.commit("Tidy up", {"shop/login.py": login.replace("(", "( ").replace("\n\n", "\n\n\n")})
    scene = Scene(shop, ("check", "--fix-noise"), at.path).prepare()
    assert at.read("shop/login.py", "HEAD") == login
    assert shop.has_fix("HEAD", at)
    scene.kill_everywhere()
