"""`gitfix rollback execute`, killed at any moment: nothing runs twice, and the next command knows what happened."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.fault.killing import ALL, small, with_fix
from tests.operations.release_kit import BEFORE, put_off
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.remotes import unreachable
from tests.support.run import Gitfix, interrupt
from tests.support.shop import Shop
from tests.support.world import World

EXECUTE = ("rollback", "execute", "--yes")
COMMAND = "echo $GITFIX_TAG >> ../ran"


def deployed(template: Shop, world: World, command: str = COMMAND) -> Shop:
    shop = small(template, world, remote=True)
    gitfix = Gitfix(world)
    with_fix(shop, "--severity", "P0")
    put_off(gitfix, shop.repo, *BEFORE, "staging", "smoke")
    gitfix("release", "--push", cwd=shop.repo)
    gitfix("run", "deploy", "--statement", "20:31", cwd=shop.repo)
    shop.repo.config("gitfix.rollback.command", command)
    return shop


def ran(world: World) -> int:
    path = world.root / "ran"
    return len(path.read_text().splitlines()) if path.exists() else 0


def keep(world: World) -> Path:
    kept = world.root / "kept"
    kept.mkdir()
    for name in ("shop", "origin.git"):
        shutil.copytree(world.root / name, kept / name, symlinks=True)
    return kept


def restore(world: World, kept: Path) -> None:
    (world.root / "ran").unlink(missing_ok=True)
    for name in ("shop", "origin.git"):
        shutil.rmtree(world.root / name)
        shutil.copytree(kept / name, world.root / name, symlinks=True)


def test_killed_at_every_git_process(shop_template: Shop, world: World, faults: Faults) -> None:
    shop, gitfix = deployed(shop_template, world), Gitfix(world)
    kept = keep(world)
    with faults.trace():
        gitfix(*EXECUTE, cwd=shop.repo)
    moments = faults.changes()
    assert ran(world) == 1 and len(moments) > 8
    # One command of five git processes after each kill: every second moment, unless all are asked for.
    for n, where in moments[:: 1 if ALL else 2]:
        restore(world, kept)
        with faults.kill_at(n, where=where):
            gitfix(*EXECUTE, cwd=shop.repo, expect="KILLED")
        world.wait_until_quiet()
        done = ran(world)
        again = gitfix(*EXECUTE, cwd=shop.repo, expect=None)
        assert again.exit in ("OK", "REFUSED"), again
        # It ran in the first command or in the second, or nobody can tell: then a person has to look.
        if again.exit == "OK":
            assert (done, ran(world)) == (0, 1), f"{where} {n}: {again}"
        else:
            assert ran(world) == done, f"{where} {n}: {again}"
            said = " ".join(again.stderr.split())
            assert "in flight" in said or "went back to v2.4.1 already" in said, again
            if "in flight" in said:
                gitfix(*EXECUTE, "--again", cwd=shop.repo)
        gitfix("audit", "verify", "--all", cwd=shop.repo)
        no_leaks(shop.repo)


def test_stopped_by_a_person(shop_template: Shop, world: World) -> None:
    shop, gitfix = deployed(shop_template, world, COMMAND + "; sleep 60"), Gitfix(world)
    process = gitfix.start(*EXECUTE, cwd=shop.repo)
    for _ in range(400):
        if ran(world):
            break
        time.sleep(0.05)
    done = interrupt(process)
    assert done.exit == "INTERRUPTED", done
    log = gitfix("log", cwd=shop.repo).stdout
    assert "could not take production back" in log
    assert not world.wait_until_quiet()
    shop.repo.config("gitfix.rollback.command", COMMAND)
    gitfix(*EXECUTE, cwd=shop.repo)


@pytest.mark.parametrize("how", ["unreachable", "refuses"])
def test_the_remote_does_not_keep_production_broken(
    shop_template: Shop, world: World, how: str
) -> None:
    shop, gitfix = deployed(shop_template, world), Gitfix(world)
    shop.repo.config("gitfix.network.timeout", "1")
    if how == "unreachable":
        unreachable(shop.repo)
    else:
        shop.origin.reject_all()
    done = gitfix(*EXECUTE, cwd=shop.repo)
    assert ran(world) == 1
    said = {"unreachable": "is not known", "refuses": "is not on origin yet"}
    assert said[how] in done.stderr, done
