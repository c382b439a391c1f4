"""The sample pre-receive hook in a real bare repository, over a path and over HTTP: --no-verify does not help."""

from __future__ import annotations

import os
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builder import RepoBuilder
from tests.support.http_remote import reached_over
from tests.support.run import Gitfix
from tests.support.shop import FIXED, SUMMARY, Shop

BIG = "".join(f"line_{n} = {n}\n" for n in range(150))
LAX = "[budget]\nmax_lines = 500\n"


def install(shop: Shop, gitfix: Gitfix) -> Path:
    """The hook as the server's own gitfix prints it."""
    text = gitfix("hook", "sample", "pre-receive", cwd=shop.origin.path).stdout
    return shop.origin.hook("pre-receive", text)


@pytest.fixture(params=["file", "http"])
def guarded(shop: Shop, gitfix: Gitfix, request: pytest.FixtureRequest) -> Iterator[Shop]:
    install(shop, gitfix)
    with reached_over(request.param, shop):
        yield shop


@pytest.fixture
def server(shop: Shop, gitfix: Gitfix) -> Shop:
    """The same by a path alone."""
    install(shop, gitfix)
    return shop


def push(repo: RepoBuilder, *refspecs: str) -> subprocess.CompletedProcess[bytes]:
    return repo.run("push", "--no-verify", "origin", *refspecs)


def taken(repo: RepoBuilder, *refspecs: str) -> str:
    done = push(repo, *refspecs)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def refused(shop: Shop, *refspecs: str) -> str:
    """What is on the screen; the server has what it had, refs, objects and all."""
    before = files(shop.origin.path)
    done = push(shop.repo, *refspecs)
    assert done.returncode != 0, refspecs
    assert files(shop.origin.path) == before
    return done.stderr.decode()


def files(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*")}


def hotfix(shop: Shop, gitfix: Gitfix) -> str:
    """A hotfix branch with an incident whose record the server has; its name."""
    made = gitfix("branch", SUMMARY, "--in-place", cwd=shop.repo, json=True).result
    gitfix("sync", cwd=shop.repo)
    return str(made["branch"])


def test_a_small_fix_is_taken_and_a_large_one_is_not(guarded: Shop, gitfix: Gitfix) -> None:
    branch = hotfix(guarded, gitfix)
    guarded.repo.commit("Fix", {"shop/cart.py": guarded.repo.read("shop/cart.py") + FIXED})
    assert f"gitfix: {branch} against v2.4.1" in taken(guarded.repo, "HEAD")
    assert guarded.origin.oid(branch) == guarded.repo.oid()
    guarded.repo.commit("More", {"shop/big.py": BIG})
    said = refused(guarded, "HEAD")
    assert "remote:   error    budget-lines" in said
    assert "not pushed: 1 error" in said
    assert "gitfix waive budget-lines" in said and "gitfix sync" in said
    long = [line for line in said.splitlines() if "remote: " in line and len(line.rstrip()) > 80]
    assert not long, "what git puts before each line is a part of it"


def test_a_waiver_counts_once_the_server_has_it(guarded: Shop, gitfix: Gitfix) -> None:
    hotfix(guarded, gitfix)
    guarded.repo.config("gitfix.record.sync", "manual")
    guarded.repo.commit("More", {"shop/big.py": BIG})
    gitfix("waive", "budget-lines", "--reason", "generated", "--until", "2h", cwd=guarded.repo)
    assert "budget-lines" in refused(guarded, "HEAD")
    together = ("HEAD", "refs/gitfix/incidents/*:refs/gitfix/incidents/*")
    assert "budget-lines" in refused(guarded, *together)
    gitfix("sync", cwd=guarded.repo)
    assert "1 waived" in taken(guarded.repo, "HEAD")


def test_a_waiver_that_has_ended_counts_no_more(server: Shop, gitfix: Gitfix) -> None:
    hotfix(server, gitfix)
    server.repo.commit("More", {"shop/big.py": BIG})
    gitfix("waive", "budget-lines", "--reason", "generated", "--until", "2h", cwd=server.repo)
    gitfix("sync", cwd=server.repo)
    server.world.advance(3 * 3600)
    assert "the waiver by" in refused(server, "HEAD")


def test_what_is_no_hotfix_does_not_start_gitfix(server: Shop) -> None:
    """The hook's own gitfix is one that would fail everything."""
    hook = server.origin.path / "hooks/pre-receive"
    text = hook.read_text()
    line = next(line for line in text.splitlines() if line.startswith("gitfix="))
    deaf = server.world.root / "deaf"
    deaf.write_text("#!/bin/sh\necho started >&2\nexit 1\n")
    deaf.chmod(0o755)
    hook.write_text(text.replace(line, f"gitfix={deaf}"))
    server.repo.git("switch", "-q", "-c", "topic")
    server.repo.commit("Topic", {"shop/topic.py": BIG})
    taken(server.repo, "HEAD", "HEAD:refs/heads/main", "HEAD:refs/tags/x")
    taken(server.repo, "HEAD~1:refs/gitfix/incidents/2026-11-03-k7q2", "HEAD:refs/notes/x")
    taken(server.repo, ":refs/heads/topic", ":refs/tags/x")
    assert "started" in refused(server, "HEAD:refs/heads/hotfix/1")
    server.origin.git("update-ref", "refs/heads/hotfix/1", server.repo.oid())
    taken(server.repo, ":refs/heads/hotfix/1")


def test_several_refs_are_taken_together_or_not_at_all(server: Shop, gitfix: Gitfix) -> None:
    hotfix(server, gitfix)
    server.repo.commit("Fix", {"shop/cart.py": server.repo.read("shop/cart.py") + FIXED})
    server.repo.git("branch", "small")
    server.repo.commit("More", {"shop/big.py": BIG})
    said = refused(
        server, "small:refs/heads/hotfix/a", "HEAD:refs/heads/hotfix/b", "small:refs/heads/topic"
    )
    assert "gitfix: hotfix/a" in said and "gitfix: hotfix/b" in said
    assert not server.origin.has("refs/heads/topic")


def test_a_hotfix_under_another_name_is_one(server: Shop, gitfix: Gitfix) -> None:
    branch = hotfix(server, gitfix)
    server.repo.commit("Fix", {"shop/cart.py": server.repo.read("shop/cart.py") + FIXED})
    taken(server.repo, "HEAD")
    server.repo.commit("More", {"shop/big.py": BIG})
    assert "gitfix: fix/login against v2.4.1" in refused(server, "HEAD:refs/heads/fix/login")
    server.repo.git("switch", "-q", "main")
    server.repo.merge(branch)
    taken(server.repo, "HEAD", "HEAD:refs/heads/topic")  # merged: no hotfix any more


def test_the_policy_is_the_servers_own(server: Shop, gitfix: Gitfix) -> None:
    """Not what the push brings along, on whatever branch."""
    hotfix(server, gitfix)
    server.repo.commit("More", {"shop/big.py": BIG, ".gitfix.toml": LAX})
    server.repo.git("branch", "-f", "mine", "HEAD")
    assert "budget-lines" in refused(server, "HEAD", "mine:refs/heads/main")
    server.origin.commit_on("main", "Lax", {".gitfix.toml": LAX})
    taken(server.repo, "HEAD")
    server.origin.git("symbolic-ref", "HEAD", "refs/heads/develop")
    server.repo.commit("More", {"shop/more.py": "x = 1\n"})
    assert "budget-lines" in refused(server, "HEAD")


def test_what_is_too_many_files_to_be_read_is_read_once_that_is_waived(
    server: Shop, gitfix: Gitfix
) -> None:
    """A waiver of the size must not carry along what nobody has looked at."""
    strict = '[rules]\napi-change = "error"\n'
    server.origin.commit_on("main", "Strict", {".gitfix.toml": strict})
    hotfix(server, gitfix)
    parts = {f"shop/part{number:03}.py": f"rate = {number}\n" for number in range(100)}
    lost = server.repo.read("shop/cart.py").replace("def total", "def _total")
    server.repo.commit("Wide", {**parts, "shop/cart.py": lost})
    said = " ".join(refused(server, "HEAD").replace("remote:", "").split())
    assert "101 changed files: too many, whatever is in them" in said
    assert "--whole" in said and "api-change" not in said
    for rule in ("budget-files", "budget-lines"):
        gitfix("waive", rule, "--reason", "a new library", cwd=server.repo)
    gitfix("sync", cwd=server.repo)
    said = refused(server, "HEAD")
    assert "error    api-change" in said and "--whole" not in said


def test_a_base_that_only_the_server_has(server: Shop, gitfix: Gitfix) -> None:
    """A release made there after this clone's last fetch: no incident, and the nearest tag decides."""
    server.repo.git("switch", "-q", "-c", "hotfix/2.4.3", "v2.4.1")
    released = server.repo.commit("Release", {"shop/big.py": BIG})
    server.repo.commit("Fix", {"shop/small.py": "x = 1\n"})
    assert "against v2.4.1" in refused(server, "HEAD")
    taken(server.repo, f"{released}:refs/tags/v2.4.2")
    assert "against v2.4.2" in taken(server.repo, "HEAD")


def test_killed_half_way_nothing_is_taken(server: Shop, gitfix: Gitfix) -> None:
    hotfix(server, gitfix)
    hook = server.origin.path / "hooks/pre-receive"
    text = hook.read_text()
    line = next(line for line in text.splitlines() if line.startswith("gitfix="))
    dying = server.world.root / "dying"
    real = line.removeprefix("gitfix=")
    dying.write_text(f'#!/bin/sh\n{real} "$@" & sleep 0.05; kill -9 $!; wait $!\n')
    dying.chmod(dying.stat().st_mode | stat.S_IXUSR)
    hook.write_text(text.replace(line, f"gitfix={dying}"))
    server.repo.commit("Fix", {"shop/cart.py": server.repo.read("shop/cart.py") + FIXED})
    assert "pre-receive hook declined" in refused(server, "HEAD")
    hook.write_text(text)
    taken(server.repo, "HEAD")


def test_a_server_without_its_gitfix_says_so(server: Shop, gitfix: Gitfix) -> None:
    hotfix(server, gitfix)
    hook = server.origin.path / "hooks/pre-receive"
    lines = [
        "gitfix=/nowhere/gitfix" if x.startswith("gitfix=") else x
        for x in hook.read_text().splitlines()
    ]
    hook.write_text("\n".join(lines) + "\n")
    assert "its gitfix is gone" in refused(server, "HEAD")
    taken(server.repo, "main:refs/heads/topic")


def test_neither_the_pushers_variables_nor_a_person_matter(server: Shop, gitfix: Gitfix) -> None:
    """Over a path the hook has the pusher's environment: gitfix's own pushes are checked there, too."""
    hotfix(server, gitfix)
    server.repo.commit("More", {"shop/big.py": BIG})
    done = server.repo.run("push", "origin", "HEAD", env={"GITFIX_PUSH": "1"})
    assert done.returncode != 0 and b"budget-lines" in done.stderr
    typed = gitfix("hook", "run", "pre-receive", cwd=server.origin.path, pty=True, expect="USAGE")
    assert "gitfix check BRANCH" in typed.stdout + typed.stderr


def test_a_push_of_many_refs_costs_next_to_nothing(server: Shop) -> None:
    """20,000 lines through the hook alone; a loop that starts a program for each would take a minute."""
    tip = server.repo.oid("main")
    lines = "".join(f"{'0' * 40} {tip} refs/tags/t{n}\n" for n in range(20_000))
    began = time.process_time() + _children()
    done = subprocess.run(
        ["sh", "hooks/pre-receive"],
        cwd=server.origin.path,
        input=lines.encode(),
        env=server.origin.env(),
        check=True,
        capture_output=True,
    )
    assert not done.stderr
    assert time.process_time() + _children() - began < 2


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def test_the_sample_is_plain_sh_and_needs_no_repository(gitfix: Gitfix, tmp_path: Path) -> None:
    text = gitfix("hook", "sample", "pre-receive", cwd=tmp_path).stdout
    assert text.startswith("#!/bin/sh\n") and "refs/heads/'hotfix/*" in text and "@" not in text
    subprocess.run(["sh", "-n"], input=text.encode(), check=True)
