"""Commands that open requests, killed at every git process that changes something, on forges that take pushes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.fault.killing import ALL, Scene, small, with_fix
from tests.support.faults import Faults
from tests.support.forges import places
from tests.support.forges.places import Place
from tests.support.leaks import no_leaks
from tests.support.shop import Shop
from tests.support.world import World

FORGES = ["gitlab", "gitea"]


@contextmanager
def place_on(forge: str, template: Shop, world: World) -> Iterator[Place]:
    """A clone with a fix, whose remote opens requests as `forge` does."""
    shop = small(template, world, remote=True)
    with_fix(shop, "--worktree")
    with getattr(places, forge)(shop) as place:
        yield place


def killed_everywhere(place: Place, words: tuple[str, ...], *, requests: int, least: int) -> None:
    """After each kill the same command ends as if nothing had been; `least`: kills without which nothing is shown."""
    scene = Scene(place.shop, words, place.shop.repo.path).prepare()
    wanted = place.requests()
    assert len(wanted) == requests
    faults = Faults(scene.world)
    struck = 0
    for where in ("before", "after") if ALL else ("after",):
        for n in scene.changed(where):
            scene.restore()
            with faults.kill_at(n, where=where):
                scene.gitfix(*words, cwd=scene.cwd, expect="KILLED")
            assert not scene.world.wait_until_quiet()
            struck += 1
            scene.gitfix(*words, cwd=scene.cwd)
            what = f"killed {where} git process {n}: {scene.calls[n - 1]}"
            assert place.requests() == wanted, what
            now = scene.state()
            assert now == scene.after, f"{what}\n{scene._difference(now)}"
            no_leaks(place.shop.repo)
    assert struck >= least
