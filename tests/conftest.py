"""Fixtures: a sealed world for every test, the shop in it, and gitfix to run there. All else is in tests/support."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.support import kinds, run
from tests.support import shop as shops
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults
from tests.support.world import World

# A background job ignores ^C, one under nohup a hang-up, and so would every program that a test starts there.
for heard, handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(heard) is signal.SIG_IGN:
        signal.signal(heard, handler)

# A property is about values, not about how busy the machine is that tests it.
hypothesis_settings.register_profile(
    "gitfix", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("gitfix")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A sealed world; at the end nothing may have asked for anything, and nothing may still run."""
    world = World(tmp_path.resolve())
    yield world
    world.close()


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> shops.Shop:
    """The shop, built once; tests get copies."""
    return shops.build(World(tmp_path_factory.mktemp("shop-template").resolve()))


@pytest.fixture
def shop(shop_template: shops.Shop, world: World) -> shops.Shop:
    """The standard project in this test's world (tests/support/shop.py)."""
    return shops.copy(shop_template, world)


@pytest.fixture
def repo(world: World) -> RepoBuilder:
    """An empty repository, on the unborn branch main."""
    return RepoBuilder.init(world, world.root / "repo")


@pytest.fixture
def gitfix(world: World) -> run.Gitfix:
    """Runs gitfix in the world: `gitfix("branch", "it is broken", cwd=shop.repo)`."""
    return run.Gitfix(world)


@pytest.fixture
def real_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run is a Python of its own, as people start it; other tests share what Python has loaded."""
    monkeypatch.setattr(run.forks, "POSSIBLE", False)


@pytest.fixture
def faults(world: World) -> Faults:
    """Kills gitfix, or does something behind its back, at a git process that the test names."""
    return Faults(world)


@pytest.fixture(params=kinds.NAMES)
def kind(request: pytest.FixtureRequest, shop: shops.Shop) -> kinds.Kind:
    """The shop in a repository of every kind; `kinds.only(...)` and `kinds.without(...)` choose."""
    return kinds.make(request.param, shop)
