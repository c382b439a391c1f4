"""Every call that gitfix makes to GitHub, held against GitHub's own published description by a server that knows it.

GitHub's `@octokit/openapi` is the description, Stoplight's prism the server. Two calls are not in it, because they are
no REST: a draft that becomes ready, and the way back (GraphQL).
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.provision import path
from tests.support.forges.github import PATH, TOKEN, Hub, hub
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

pytestmark = [pytest.mark.service("prism"), pytest.mark.service("github-openapi")]
WITH = {"GH_TOKEN": TOKEN}
PATIENCE = 240
"""Seconds until the server has read the description, which is 13 MB."""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with GitHub's description."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("prism") / "log"
    command = [
        "node",
        path("prism"),
        "mock",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        path("github-openapi"),
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            _wait(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-2000:]
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.5)
    raise AssertionError(log.read_text()[-2000:])


@pytest.fixture
def github(shop: Shop, gitfix: Gitfix, described: str) -> Iterator[Hub]:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    with hub(shop, description=described) as found:
        yield found


def test_requests_opened_drafted_and_brought_up_to_date(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    shop.conflict_on("develop")
    first = gitfix("backport", "--pr", cwd=shop.repo, env=WITH, json=True, expect="CONFLICT")
    assert github.wrong == []
    assert [row["request"] for row in first.result["targets"]] == ["opened"] * 3
    assert [one["draft"] for one in github.pulls] == [False, True, False]
    again = gitfix("backport", "--pr", cwd=shop.repo, env=WITH, json=True, expect="CONFLICT")
    assert [row["request"] for row in again.result["targets"]] == ["same"] * 3
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    done = gitfix("backport", "--continue", cwd=shop.repo, env=WITH, json=True)
    assert [row["request"] for row in done.result["targets"]] == ["same", "updated", "same"]
    assert github.wrong == [] and len(github.pulls) == 3
    assert {call.replace("/2", "/N") for call in github.calls} == {
        f"GET /repos/{PATH}/pulls",
        f"POST /repos/{PATH}/pulls",
        f"PATCH /repos/{PATH}/pulls/N",
        "POST /graphql",
    }


def test_approvals_read_back(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    shop.repo.git("push", "-q", "origin", "HEAD")
    branch = shop.repo.git("branch", "--show-current")
    one = {"number": 1, "state": "open", "head": f"acme:{branch}", "base": "main"}
    github.pulls.append({**one, "title": "The fix", "body": "", "draft": False})
    github.approve(1, "grace", shop.repo.head)
    found = gitfix("review", "fetch", cwd=shop.repo, env=WITH, json=True).result
    assert (found["standing"], github.wrong) == ("claimed", [])
    assert f"GET /repos/{PATH}/pulls/1/reviews" in github.calls
    assert f"GET /repos/{PATH}/pulls/1/commits" in github.calls


@pytest.mark.parametrize("data", [{"base": "main"}, {"head": 7, "base": "main"}, "text"])
def test_a_call_that_the_description_does_not_allow_is_noticed(described: str, data: Any) -> None:
    """The server is no rubber stamp."""
    asked = urllib.request.Request(
        f"{described}/repos/{PATH}/pulls",
        json.dumps(data).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=60)
    with refused.value as answer:
        assert answer.code == 422
