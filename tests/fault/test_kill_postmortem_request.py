"""`gitfix postmortem --pr` killed at every git process that changes something: again, and there is one request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fault.killing import ALL, Scene, small, with_fix
from tests.fault.request_kit import FORGES, killed_everywhere, place_on
from tests.support.forges import places
from tests.support.forges.places import Place
from tests.support.leaks import no_leaks
from tests.support.shop import Shop
from tests.support.world import World

PR = ("postmortem", "--incident", "k7q2", "--pr")


@pytest.fixture(params=FORGES if ALL else FORGES[:1])
def place(request: pytest.FixtureRequest, shop_template: Shop, world: World) -> Iterator[Place]:
    with place_on(request.param, shop_template, world) as place:
        yield place


def test_killed_at_every_git_process_that_writes(place: Place) -> None:
    killed_everywhere(place, PR, requests=1, least=3)


@pytest.mark.parametrize("mode", ["lose-report", "lose-pack"])
def test_the_connection_breaks_during_the_push(
    shop_template: Shop, world: World, mode: str
) -> None:
    shop = small(shop_template, world, remote=True)
    with_fix(shop, "--worktree")
    with places.gitlab(shop) as place:
        shop.origin.over_ssh(shop.repo)
        shop.repo.config("gitfix.network.timeout", "1")
        shop.origin.behave(mode)
        gitfix = Scene(shop, PR, shop.repo.path).gitfix
        gitfix(*PR, cwd=shop.repo, expect=None)
        world.wait_until_quiet()
        shop.origin.behave("")
        told = gitfix(*PR, cwd=shop.repo, json=True).result
        (one,) = place.requests()
        assert one["tip"] == told["commit"] and told["pr"].endswith(f"/{one['number']}")
        no_leaks(shop.repo)


@pytest.mark.parametrize("size", [0, 300])
def test_the_disk_is_full(place: Place, size: int) -> None:
    gitfix = Scene(place.shop, PR, place.shop.repo.path).gitfix
    gitfix(*PR, cwd=place.shop.repo, expect=None, file_limit=size)
    place.shop.world.wait_until_quiet()
    told = gitfix(*PR, cwd=place.shop.repo, json=True).result
    (one,) = place.requests()
    assert one["tip"] == told["commit"]
    no_leaks(place.shop.repo)
