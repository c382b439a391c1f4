"""`gitfix triage`, `close` and what takes it back, killed at every git process: the record is whole each time."""

from __future__ import annotations

import pytest

from tests.fault.killing import Scene, small
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.world import World

CLOSE = ("close", "--as", "false-alarm", "--reason", "a stale cache")


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    return small(shop_template, world, remote=False)


def test_triage_killed_at_every_git_process(shop: Shop) -> None:
    command = ("triage", SUMMARY, "--severity", "P0", "--kind", "security")
    Scene(shop, command, shop.repo.path, again=False).prepare().kill_everywhere()


def test_close_killed_at_every_git_process(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", SUMMARY, "--severity", "P0", "--kind", "security", cwd=shop.repo)
    Scene(shop, CLOSE, shop.repo.path, again=False).prepare().kill_everywhere()


def test_undo_of_close_killed_at_every_git_process(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=shop.repo)
    gitfix(*CLOSE, cwd=shop.repo)
    Scene(shop, ("undo",), shop.repo.path, again=False).prepare().kill_everywhere()
