"""The clock of the machine is set, or its lid is closed, while gitfix watches: a real process, and real clocks."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gitfix.core.when import seconds
from tests.fault.test_deploy import once, ready
from tests.operations.test_run import events
from tests.support.builder import RepoBuilder
from tests.support.clocks import POSSIBLE, Clocks, stopped
from tests.support.run import Gitfix, Result
from tests.support.shop import Shop

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="needs Linux and a C compiler")

HOUR = 3600
INTERVAL = 0.3
SUMMER_ENDS = 1792890000
"""2026-10-25T01:00:00Z: Berlin's clocks go from 3:00 back to 2:00."""


def watched(shop: Shop, gitfix: Gitfix, count: int) -> tuple[RepoBuilder, Path]:
    """A hotfix that is deployed; its metric is measured `count` times, and writes down when (monotonic)."""
    taken = shop.world.root / "taken"
    metric = (
        '[[metrics]]\nname = "errors"\nprovider = "command"\n'
        f"command = 'cut -d\" \" -f1 /proc/uptime >> {taken}; echo 0.01'\ninterval = {INTERVAL}\n"
        f'count = {count}\nsuccess_condition = "result < 0.1"\n'
    )
    repo = ready(shop, once(shop), metric)
    gitfix("run", "deploy", cwd=repo)
    taken.unlink()
    return repo, taken


def until(taken: Path, count: int) -> None:
    end = time.monotonic() + 30
    while not taken.exists() or len(taken.read_text().splitlines()) < count:
        assert time.monotonic() < end
        time.sleep(0.02)


def series(gitfix: Gitfix, repo: RepoBuilder) -> dict[str, Any]:
    """The newest series in the record."""
    event = events(gitfix, repo, "monitored")[-1]
    name = f"refs/gitfix/blobs/{event['incident']}:{event['data']['series']}"
    return json.loads(repo.git("show", name))  # type: ignore[no-any-return]


def times(found: dict[str, Any]) -> list[int]:
    """When the series was measured, its beginning and end included."""
    (metric,) = found["metrics"]
    return [
        seconds(at)
        for at in (found["started"], *(one["at"] for one in metric["samples"]), found["ended"])
    ]


def said(child: subprocess.Popen[bytes]) -> str:
    out, err = child.communicate(timeout=40)
    assert child.returncode == 0, err.decode()
    return " ".join((out + err).decode().split())


def flat(done: Result) -> str:
    return " ".join((done.stdout + done.stderr).split())


def test_a_clock_that_is_set_and_a_lid_that_is_closed(shop: Shop, gitfix: Gitfix) -> None:
    """Berlin's summer ends meanwhile, too, which is nothing to a series in UTC."""
    repo, taken = watched(shop, gitfix, 12)
    clocks = Clocks(shop.world, SUMMER_ENDS - 1)
    child = gitfix.start("run", "monitoring", cwd=repo, env={**clocks.env, "TZ": "Europe/Berlin"})
    begun = clocks.now
    until(taken, 3)
    with stopped(child):
        clocks.set_by(HOUR)
    until(taken, 6)
    with stopped(child):
        clocks.set_by(-2 * HOUR)
    until(taken, 9)
    with stopped(child):
        clocks.sleep(3 * HOUR)
    text = said(child)
    notes = [
        "the clock of this machine was set forward by 60 min",
        "the clock of this machine was set back by 2 h 0 min",
        "this machine slept for 3 h 0 min, and nothing was measured",
    ]
    for note in notes:
        assert note in text
    found = series(gitfix, repo)
    assert found["notes"] == notes, "no more was noticed: not the end of summer"
    when = times(found)
    assert when == sorted(when), "it never goes back"
    gaps = [at for at, (a, b) in enumerate(pairwise(when)) if b - a > HOUR // 2]
    assert len(gaps) == 2, "the forward jump and the sleep are gaps, and nothing else is"
    assert sum(when[at + 1] - when[at] for at in gaps) == pytest.approx(4 * HOUR, abs=30)
    assert abs(when[0] - begun) < 30, "it begins at the wall's time"
    measured = [float(line) for line in taken.read_text().split()]
    assert len(measured) == 12, "no measurement was left out or made twice"
    assert min(b - a for a, b in pairwise(measured)) > INTERVAL - 0.05
    assert max(b - a for a, b in pairwise(measured)) < 10, "no jump has delayed one"
    (event,) = events(gitfix, repo, "monitored")
    assert event["data"]["notes"] == notes


def test_killed_and_gone_on_with_after_the_clock_was_set_back(shop: Shop, gitfix: Gitfix) -> None:
    repo, taken = watched(shop, gitfix, 8)
    clocks = Clocks(shop.world, shop.world.now)
    child = gitfix.start("run", "monitoring", cwd=repo, env=clocks.env)
    until(taken, 3)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=20)
    clocks.sleep(600)
    clocks.set_by(-HOUR)
    child = gitfix.start("run", "monitoring", "--resume", cwd=repo, env=clocks.env)
    text = said(child)
    assert re.search(r"nothing was measured for 10 min", text)
    assert "this machine slept for 10 min" in text
    assert "the clock of this machine was set back by 60 min" in text
    when = times(series(gitfix, repo))
    assert when == sorted(when), "it never goes back"
    (gap,) = [b - a for a, b in pairwise(when) if b - a > 60]
    assert gap == pytest.approx(600, abs=30), "the gap is as long as it was"
