"""`gitfix backport --pr` killed at every git process that changes something: the same command again ends as if nothing
had happened, and there is no request twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fault.killing import ALL, HOTFIX, Scene, small, with_fix
from tests.fault.request_kit import FORGES, killed_everywhere, place_on
from tests.support.forges import places
from tests.support.forges.places import Place
from tests.support.leaks import no_leaks
from tests.support.shop import Shop
from tests.support.world import World

PR = ("backport", HOTFIX, "--pr")


@pytest.fixture(params=FORGES if ALL else FORGES[:1])
def place(request: pytest.FixtureRequest, shop_template: Shop, world: World) -> Iterator[Place]:
    with place_on(request.param, shop_template, world) as place:
        yield place


def test_killed_at_every_git_process_that_writes(place: Place) -> None:
    killed_everywhere(place, PR, requests=2, least=5)


@pytest.mark.parametrize("mode", ["lose-report", "lose-pack", "hang-push"])
def test_the_connection_breaks_during_the_push(
    shop_template: Shop, world: World, mode: str
) -> None:
    """Over ssh, to a host that runs GitLab: what was opened is found, what was not is opened now."""
    shop = small(shop_template, world, remote=True)
    with_fix(shop, "--worktree")
    with places.gitlab(shop) as place:
        shop.origin.over_ssh(shop.repo)
        shop.repo.config("gitfix.network.timeout", "1")
        shop.repo.config("gitfix.network.push-timeout", "3")
        shop.origin.behave(mode)
        gitfix = Scene(shop, PR, shop.repo.path).gitfix
        gitfix(*PR, cwd=shop.repo, expect=None)
        world.wait_until_quiet()
        shop.origin.behave("")
        rows = gitfix(*PR, cwd=shop.repo, json=True).result["targets"]
        opened = place.requests()
        assert [one["tip"] for one in opened] == [row["after"] for row in rows]
        assert all(
            row["pr"].endswith(f"/{one['number']}") for one, row in zip(opened, rows, strict=True)
        )
        no_leaks(shop.repo)


@pytest.mark.parametrize("size", [0, 300])
def test_the_disk_is_full(place: Place, size: int) -> None:
    gitfix = Scene(place.shop, PR, place.shop.repo.path).gitfix
    gitfix(*PR, cwd=place.shop.repo, expect=None, file_limit=size)
    place.shop.world.wait_until_quiet()
    rows = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    assert [one["tip"] for one in place.requests()] == [row["after"] for row in rows]
    no_leaks(place.shop.repo)
