"""A real Prometheus watches an exporter: broken, fixed, flapping, and then nothing at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fault.test_deploy import once, ready
from tests.services.prometheus import prometheus, value, wait
from tests.support.builder import RepoBuilder
from tests.support.http_service import HttpService, serving
from tests.support.run import Gitfix
from tests.support.shop import Shop

pytestmark = pytest.mark.service("prometheus")

RATIO = "shop_error_ratio"


class Exporter:
    """What Prometheus scrapes."""

    def __init__(self, service: HttpService) -> None:
        self.service = service

    def says(self, ratio: float | None) -> None:
        self.service.says("/metrics", "" if ratio is None else f"{RATIO} {ratio}\n")

    def seen(self, url: str, ratio: float | None) -> None:
        """Says it, and waits until Prometheus has seen it."""
        self.says(ratio)
        wait(lambda: value(url, RATIO) == ratio)


@pytest.fixture
def exporter() -> Iterator[Exporter]:
    with serving() as service:
        found = Exporter(service)
        found.says(0.4)
        yield found


def metrics(
    url: str, more: str = "", query: str = RATIO, condition: str = "result[0] < 0.05"
) -> str:
    return (
        f'[[metrics]]\nname = "errors"\nprovider = "prometheus"\naddress = "{url}"\n'
        f'query = "{query}"\ninterval = 0.3\ncount = 6\nsymptom = true\n'
        f'success_condition = "{condition}"\n{more}'
    )


def watched(gitfix: Gitfix, repo: RepoBuilder, expect: str, *more: str) -> dict[str, Any]:
    done = gitfix("run", "monitoring", *more, cwd=repo, expect=expect, json=True)
    found = done.result["steps"][0]["metrics"][0]
    assert isinstance(found, dict)
    return found


def test_broken_fixed_flapping_and_no_data(
    shop: Shop, gitfix: Gitfix, exporter: Exporter, tmp_path: Path
) -> None:
    with prometheus(tmp_path / "prometheus", exporter.service.url) as url:
        exporter.seen(url, 0.4)
        repo = ready(shop, once(shop), metrics(url))
        assert "the symptom is there" in gitfix("run", "deploy", cwd=repo).stdout
        # The deploy did not help.
        found = watched(gitfix, repo, "POLICY")
        assert (found["phase"], len(found["samples"])) == ("Failed", 1)
        exporter.seen(url, 0.01)
        found = watched(gitfix, repo, "OK", "--again")
        assert found["phase"] == "Successful" and found["baseline"]["value"] == [0.4]
        assert [sample["value"] for sample in found["samples"]] == [[0.01]] * 6
        # Now so, now so: one bad measurement is over the limit of 0.
        flapping = threading.Timer(0.8, exporter.says, [0.3])
        flapping.start()
        found = watched(gitfix, repo, "POLICY", "--again")
        flapping.join()
        phases = [sample["phase"] for sample in found["samples"]]
        assert phases[-1] == "Failed" and set(phases[:-1]) <= {"Successful"}
        exporter.seen(url, None)
        found = watched(gitfix, repo, "POLICY", "--again")
        assert found["phase"] == "Inconclusive" and "no data" in found["why"]


def test_a_range_and_a_prometheus_that_dies(
    shop: Shop, gitfix: Gitfix, exporter: Exporter, tmp_path: Path
) -> None:
    with prometheus(tmp_path / "prometheus", exporter.service.url) as url:
        exporter.seen(url, 0.4)
        more = 'range = "5s"\nstep = 1\nconsecutive_error_limit = 1\n'
        condition = "result[size(result) - 1] < 0.05"
        repo = ready(shop, once(shop), metrics(url, more, condition=condition))
        gitfix("run", "deploy", cwd=repo)
        exporter.seen(url, 0.02)
        time.sleep(1.1)
        found = watched(gitfix, repo, "OK")
        assert found["samples"][-1]["value"][-1] == 0.02
    found = watched(gitfix, repo, "POLICY", "--again")
    assert found["phase"] == "Error" and "connection refused" in found["why"]
