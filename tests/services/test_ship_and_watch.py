"""A whole emergency with real components: a service, its deploys, Prometheus, mail and a webhook; triage to close."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.answers import ANSWERS
from tests.services.platform import Place, customers, running
from tests.services.prometheus import prometheus, value, wait
from tests.support.builder import RepoBuilder
from tests.support.http_service import HttpService, free_port, serving
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

pytestmark = [pytest.mark.service("prometheus"), pytest.mark.service("aiosmtpd")]

HOOK, TOKEN = "T0PS3CRET-B99-hook-abcdefgh", "t0k3n-of-prometheus-abcdefgh"
RATIO = "sum(rate(login_errors_total[3s])) / sum(rate(login_requests_total[3s]))"


def team(production: Place, staging: Place, watcher: str) -> str:
    return f"""
[production]
url = "{production.url}/version"

[notify]
auto = ["opened", "released", "deployed", "confirmed", "rolled-back", "closed"]

[rollback]
command = "{production.path}/deploy.sh {production.path} {production.url}"

[steps.verification]
commands = ["python3 -m unittest -q tests.test_cart"]

[[tests]]
paths = ["shop/**"]
command = "python3 -m unittest -q"

[steps.staging]
place = "checkout"
commands = ["{staging.path}/deploy.sh {staging.path} {staging.url}"]

[steps.smoke]
place = "checkout"
[[steps.smoke.checks]]
url = "{staging.url}/login"
contains = "Welcome ada"
latency = 5

[steps.deploy]
commands = ["{production.path}/deploy.sh {production.path} {production.url}"]

[[steps.confirmation.checks]]
url = "{production.url}/login"
contains = "Welcome ada"

[[metrics]]
name = "login-errors"
provider = "prometheus"
address = "{watcher}"
query = "{RATIO}"
token_env = "PROMETHEUS_TOKEN"
symptom = true
initial_delay = 4
interval = 0.5
count = 5
success_condition = "result[0] < 0.05"

[[metrics]]
name = "login-page"
provider = "http"
url = "{production.url}/login"
interval = 0.5
success_condition = "result.contains('Welcome')"
failure_limit = 1

[[channels]]
name = "oncall"
kind = "webhook"
url_env = "ONCALL_URL"

[[channels]]
name = "managers"
kind = "smtp"
url_env = "MAIL_URL"
from = "oncall@example.com"
to = ["managers@example.com"]
events = ["opened", "closed"]
"""


@contextmanager
def mail() -> Iterator[tuple[str, list[Any]]]:
    """A real mail server: its address, and what has arrived."""
    from aiosmtpd.controller import Controller

    arrived: list[Any] = []

    class Keep:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            arrived.append(envelope)
            return "250 OK"

    server = Controller(Keep(), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield f"smtp://127.0.0.1:{server.port}", arrived
    finally:
        server.stop()


@contextmanager
def command_lines(*secrets: str) -> Iterator[list[str]]:
    """Command lines of any program on this machine that had a secret in them, meanwhile."""
    found: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            for file in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    line = file.read_bytes().decode("utf-8", "replace")
                except OSError:
                    continue
                found.extend(line for secret in secrets if secret in line)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def everything(repo: RepoBuilder) -> str:
    """All that a repository keeps: every object, and every file in its git folder that is none."""
    rows = repo.git("cat-file", "--batch-check", "--batch-all-objects").splitlines()
    kinds = [row.split() for row in rows]
    texts = [repo.git("cat-file", kind, oid) for oid, kind, _ in kinds if kind != "tree"]
    folder = repo.path / ".git"
    files = [one for one in folder.rglob("*") if one.is_file() and "objects" not in one.parts]
    return "\n".join([*texts, *(one.read_text(errors="replace") for one in files)])


@contextmanager
def world_of(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Place, Place, HttpService, list[Any], dict[str, str]]]:
    """Production and staging with the bug in them, who watches, and who is told."""
    firsts = [tmp_path / "first-production", tmp_path / "first-staging"]
    for first in firsts:
        shop.repo.git("worktree", "add", "-q", "--detach", str(first), "v2.4.1")
        (first / ".git").unlink()
    shop.repo.git("worktree", "prune")
    with (
        running(tmp_path / "production", firsts[0], "v2.4.1") as production,
        running(tmp_path / "staging", firsts[1], "v2.4.1") as staging,
        prometheus(tmp_path / "prometheus", production.url) as watcher,
        serving() as hooks,
        mail() as (mail_url, arrived),
        customers(production),
    ):
        wait(lambda: value(watcher, RATIO) == 1.0)
        hooks.says(f"/services/{HOOK}", "ok")
        shop.origin.commit_on("main", "Agree", {".gitfix.toml": team(production, staging, watcher)})
        shop.repo.git("fetch", "-q", "origin")
        env = {
            "ONCALL_URL": f"{hooks.url}/services/{HOOK}",
            "MAIL_URL": mail_url,
            "PROMETHEUS_TOKEN": TOKEN,
        }
        yield production, staging, hooks, arrived, env


def states(gitfix: Gitfix, repo: RepoBuilder, env: dict[str, str]) -> dict[str, str]:
    rows = gitfix("status", cwd=repo, json=True, env=env).result["steps"]
    return {row["id"]: row["state"] for row in rows}


def test_triage_to_close(
    shop: Shop, gitfix: Gitfix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, said = shop.repo, []
    with (
        world_of(shop, tmp_path, monkeypatch) as (production, staging, hooks, arrived, env),
        command_lines(HOOK, TOKEN) as leaked,
    ):

        def run(*words: str, expect: str = "OK") -> str:
            done = gitfix(*words, cwd=repo, env=env, expect=expect, timeout=120)
            said.append(done.stdout + done.stderr)
            return said[-1]

        run("trust", "--yes")
        told = run("triage", SUMMARY, "--severity", "P1", "--users", "everybody", "--since", "10m")
        assert "told of opened: oncall, managers" in told
        run("run", "rollback", "--statement", "deploy.sh with v2.4.1, seconds")
        run("branch")
        shop.commit_fix()
        run("run", "--all")
        assert staging.deploys == ["v2.4.2"] and production.deploys == []
        run("review", "approve", "--solo", "--reason", "at night, alone")
        assert "told of released: oncall" in run("release", "--push")

        deployed = run("run", "deploy")
        assert "login-errors  1  the symptom is there" in deployed
        assert production.deploys == ["v2.4.2"]
        assert "told of deployed: oncall" in deployed
        run("run", "deploy")
        assert production.deploys == ["v2.4.2"], "what is done is not done again"

        watched = gitfix("run", "monitoring", cwd=repo, env=env, json=True, timeout=120)
        (step,) = watched.result["steps"]
        errors, page = step["metrics"]
        assert errors["baseline"]["value"] == [1.0] and errors["samples"][-1]["value"] == [0.0]
        assert (errors["phase"], page["phase"]) == ("Successful", "Successful")
        assert page["baseline"]["phase"] == "Error", "the page was down before"
        confirmed = run("run", "confirmation")
        assert "production runs v2.4.2" in confirmed

        run("action", "add", "test the empty cart", "--owner", "ada")
        run("postmortem", "--commit", *ANSWERS)
        run("backport", "--push")
        found = states(gitfix, repo, env)
        assert found["communication"] == found["monitoring"] == found["confirmation"] == "done"
        assert "told of closed: oncall, managers" in run("close", "--as", "fixed")

    texts = [json.loads(seen.body)["text"] for seen in hooks.seen]
    assert [text.split("\n")[0].split(": ")[0] for text in texts] == ["P1"] * 5
    assert [envelope.rcpt_tos for envelope in arrived] == [["managers@example.com"]] * 2
    assert b"Subject: P1: Login fails on an empty cart" in arrived[0].content
    assert leaked == []
    kept = "".join(said) + everything(repo) + watched.stdout
    for secret in (HOOK, TOKEN, env["MAIL_URL"]):
        assert secret not in kept
    logs = [one.read_text(errors="replace") for one in tmp_path.rglob("*.log")]
    assert not any(HOOK in one or TOKEN in one for one in logs)


def ship_something(repo: RepoBuilder, run: Callable[..., str]) -> None:
    """In the middle of the night: a change that does not help is released and deployed, everything else put off."""
    run("branch")
    text = repo.read("shop/login.py") + "\n\nLIMIT = 3\n"
    repo.commit("Try something", {"shop/login.py": text})
    run("waive", "missing-test", "--reason", "production is down")
    for step in ("verification", "review", "regression", "staging", "smoke"):
        run("waive", step, "--reason", "production is down")
    run("release", "--push")
    run("run", "deploy")


def test_a_fix_that_does_not_help_is_seen_and_the_way_back_is_said(
    shop: Shop, gitfix: Gitfix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = shop.repo
    with world_of(shop, tmp_path, monkeypatch) as (production, _, hooks, _, env):

        def run(*words: str, expect: str = "OK") -> str:
            done = gitfix(*words, cwd=repo, env=env, expect=expect, timeout=120)
            return done.stdout + done.stderr

        run("trust", "--yes")
        run("triage", SUMMARY, "--severity", "P0", "--users", "everybody", "--since", "10m")
        run("run", "rollback", "--statement", "deploy.sh with v2.4.1, seconds")
        ship_something(repo, run)
        watched = run("run", "monitoring", expect="POLICY")
        assert "login-errors is Failed" in watched or "login-page is" in watched
        assert "back to v2.4.1: gitfix rollback execute" in watched
        confirmed = run("run", "confirmation", expect="POLICY")
        assert "status 500, not 200" in confirmed
        assert "confirmation" in run("close", "--as", "fixed", expect="POLICY")
        assert production.deploys == ["v2.4.2"]
        assert not any("is fixed" in json.loads(seen.body)["text"] for seen in hooks.seen)


def test_a_fix_that_does_not_help_is_taken_back_by_itself(
    shop: Shop, gitfix: Gitfix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = shop.repo
    with world_of(shop, tmp_path, monkeypatch) as (production, _, hooks, _, env):

        def run(*words: str, expect: str = "OK") -> str:
            done = gitfix(*words, cwd=repo, env=env, expect=expect, timeout=120)
            return done.stdout + done.stderr

        run("trust", "--yes")
        run("triage", SUMMARY, "--severity", "P0", "--users", "everybody", "--since", "10m")
        run("rollback", "plan", expect="OK")
        ship_something(repo, run)
        assert production.deploys == ["v2.4.2"]
        watched = run("run", "monitoring", "--auto-rollback", expect="POLICY")
        assert "production is back at v2.4.1" in watched, watched[-900:]
        assert production.deploys == ["v2.4.2", "v2.4.1"]
        assert (production.path / "current" / "VERSION").read_text() == "v2.4.1\n"
        found = states(gitfix, repo, env)
        assert found["deploy"] != "done" and found["release"] != "done"
        told = [json.loads(seen.body)["text"] for seen in hooks.seen]
        assert any("v2.4.1" in text for text in told), told
