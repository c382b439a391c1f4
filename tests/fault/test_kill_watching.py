"""Killed in the middle of monitoring, and of telling people: the next run knows, and repeats no more than it has to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from itertools import pairwise

from tests.fault.test_deploy import count, once, ready, until
from tests.operations.test_run import events, state
from tests.support.run import Gitfix, Result, interrupt
from tests.support.shop import Shop


def kill(child: subprocess.Popen[bytes]) -> None:
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=20)


def test_killed_while_it_watches(shop: Shop, gitfix: Gitfix) -> None:
    values = shop.world.root / "values"
    metric = (
        '[[metrics]]\nname = "errors"\nprovider = "command"\n'
        f"command = 'echo x >> {values}; echo 0.01'\ninterval = 0.2\ncount = 12\n"
        'success_condition = "result < 0.1"\n'
    )
    repo = ready(shop, once(shop), metric)
    gitfix("run", "deploy", cwd=repo)
    values.unlink()
    child = gitfix.start("run", "monitoring", cwd=repo)
    end = time.monotonic() + 30
    while not values.exists() or len(values.read_text().splitlines()) < 4:
        assert time.monotonic() < end
        time.sleep(0.02)
    kill(child)
    done = gitfix("run", "monitoring", cwd=repo, expect="REFUSED")
    assert "was cut short after" in done.stderr and "--resume" in done.stderr
    before = len(values.read_text().splitlines())
    resumed = gitfix("run", "monitoring", "--resume", cwd=repo, json=True)
    (metric_row,) = resumed.result["steps"][0]["metrics"]
    assert len(metric_row["samples"]) == 12
    taken = len(values.read_text().splitlines()) - before
    assert taken <= 12 - 3, "what was measured before the kill counts"
    assert state(gitfix, repo, "monitoring") == "done" and count(shop) == 1


def test_stopped_for_longer_than_an_interval(shop: Shop, gitfix: Gitfix) -> None:
    """As after ^Z: the gap is said and recorded, nothing is measured to make up for it, and ^C and --resume go on."""
    values, hold = shop.world.root / "values", shop.world.root / "hold"
    # Until ^C has come it does not get to its end, however slow this machine is.
    command = f"date +%s.%N >> {values}; test -e {hold} && test $(wc -l < {values}) -ge 8 && sleep 50; echo 0.01"
    metric = (
        '[[metrics]]\nname = "errors"\nprovider = "command"\n'
        f"command = '{command}'\ninterval = 0.5\ncount = 12\ntimeout = 60\n"
        'success_condition = "result < 0.1"\n'
    )
    repo = ready(shop, once(shop), metric)
    gitfix("run", "deploy", cwd=repo)
    values.unlink()
    hold.touch()
    child = gitfix.start("run", "monitoring", cwd=repo)

    def taken() -> list[float]:
        return [float(line) for line in values.read_text().split()] if values.exists() else []

    def wait_for(count: int) -> None:
        end = time.monotonic() + 30
        while len(taken()) < count:
            assert time.monotonic() < end
            time.sleep(0.02)

    wait_for(2)
    time.sleep(0.2)  # between two measurements
    os.killpg(child.pid, signal.SIGSTOP)
    time.sleep(5.6)
    before = len(taken())
    os.killpg(child.pid, signal.SIGCONT)
    wait_for(before + 2)
    done = interrupt(child)
    hold.unlink()
    assert done.exit == "INTERRUPTED"
    assert re.search(r"gitfix stood still for [5-9] s, and nothing was measured", flat(done))
    times = taken()
    assert times[before] - times[before - 1] > 5, "it was stopped"
    assert min(b - a for a, b in pairwise(times)) > 0.4, "nothing was made up for"
    resumed = gitfix("run", "monitoring", "--resume", cwd=repo, json=True)
    (row,) = resumed.result["steps"][0]["metrics"]
    assert len(row["samples"]) == 12 and row["phase"] == "Successful"
    assert "goes on after" in flat(resumed)
    (event,) = [
        one for one in events(gitfix, repo, "monitored") if one["data"]["phase"] == "Successful"
    ]
    series = repo.git("show", f"refs/gitfix/blobs/{event['incident']}:{event['data']['series']}")
    assert "gitfix stood still for" in series and "goes on after" in series


def flat(done: Result) -> str:
    return " ".join((done.stdout + done.stderr).split())


def test_killed_while_people_are_told(shop: Shop, gitfix: Gitfix) -> None:
    root = shop.world.root
    channels = (
        f"[[channels]]\nname = 'a'\nkind = 'command'\ncommand = 'echo told >> {root}/a'\n"
        "[[channels]]\nname = 'b'\nkind = 'command'\n"
        f"command = 'touch {root}/b; test -e {root}/go || sleep 60'\n"
        "[notify]\ntimeout = 60\n"
    )
    repo = ready(shop, once(shop), channels)
    child = gitfix.start("notify", "opened", cwd=repo)
    until(root / "b")
    kill(child)
    (root / "go").touch()
    done = gitfix("notify", "opened", cwd=repo, json=True)
    found = {target["channel"]: target["state"] for target in done.result["targets"]}
    assert found == {"a": "before", "b": "sent"}
    assert (root / "a").read_text() == "told\n"
