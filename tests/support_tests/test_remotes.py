"""The remote misbehaves exactly as asked for."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.support import http_remote, remotes
from tests.support.leaks import no_leaks
from tests.support.shop import Shop

PUSH = ("push", "--porcelain", "origin")


@pytest.fixture
def ahead(shop: Shop) -> Shop:
    """The shop with a commit to push on main and on develop."""
    shop.repo.commit("ahead", {"a": "1\n"})
    shop.repo.commit_on("develop", "ahead", {"a": "1\n"})
    return shop


def test_rejects_one_ref_and_takes_the_other(ahead: Shop) -> None:
    before = ahead.origin.oid("develop")
    ahead.origin.protect("develop")
    done = ahead.repo.run(*PUSH, "main", "develop")
    assert done.returncode == 1
    assert b"protected branch" in done.stderr.lower()
    assert ahead.origin.oid("main") == ahead.repo.oid("main")
    assert ahead.origin.oid("develop") == before
    assert ahead.repo.fails(*PUSH, "--atomic", "main", "develop")
    ahead.origin.be_friendly()
    ahead.repo.git(*PUSH, "--atomic", "main", "develop")
    assert ahead.origin.oid("develop") == ahead.repo.oid("develop")


def test_rejects_everything(ahead: Shop) -> None:
    before = ahead.origin.refs()
    ahead.origin.reject_all()
    assert b"maintenance" in ahead.repo.run(*PUSH, "main", "develop").stderr
    assert ahead.origin.refs() == before


def test_without_atomic(ahead: Shop) -> None:
    ahead.origin.no_atomic()
    assert ahead.repo.run(*PUSH, "--atomic", "main").returncode == 128
    ahead.repo.git(*PUSH, "main")


def test_hidden_refs(ahead: Shop) -> None:
    ahead.origin.hide("refs/gitfix")
    done = ahead.repo.run(*PUSH, "main:refs/gitfix/x", "main")
    assert done.returncode == 1
    assert not ahead.origin.has("refs/gitfix/x")


def test_ssh_works_then_hangs_then_refuses(ahead: Shop) -> None:
    url = ahead.origin.over_ssh(ahead.repo)
    ahead.repo.git(*PUSH, "main")
    assert ahead.origin.oid("main") == ahead.repo.oid("main")
    ahead.origin.behave("hang-push")
    ahead.repo.git("ls-remote", url)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(
            ["git", "push", "-q", url, "develop"],
            cwd=ahead.repo.path,
            env=ahead.repo.env(),
            timeout=0.3,
        )
    assert ahead.world.wait_until_quiet(0.1)
    ahead.origin.behave("refuse")
    assert ahead.repo.run("ls-remote", url).returncode == 128
    assert [call.split()[0] for call in ahead.origin.calls()] == [
        "git-receive-pack",
        "git-upload-pack",
        "git-receive-pack",
        "git-upload-pack",
    ]


@pytest.mark.parametrize("mode", ["lose-report", "lose-pack"])
def test_the_connection_breaks_around_a_push(ahead: Shop, mode: str) -> None:
    ahead.origin.over_ssh(ahead.repo)
    ahead.origin.behave(mode)
    assert ahead.repo.fails(*PUSH, "--atomic", "main", "develop")
    ahead.world.wait_until_quiet()
    landed = ahead.origin.oid("main") == ahead.repo.oid("main")
    assert landed is (mode == "lose-report")
    no_leaks(ahead.origin)


def test_unreachable_and_gone(shop: Shop) -> None:
    remotes.unreachable(shop.repo)
    assert shop.repo.run("ls-remote", "origin").returncode == 128
    remotes.gone(shop.repo)
    assert shop.repo.run("ls-remote", "origin").returncode == 128


def test_http(ahead: Shop) -> None:
    if not http_remote.can_serve(ahead.repo):
        pytest.skip("this git has no HTTP")
    with http_remote.serve(ahead.origin) as server:
        ahead.repo.git("remote", "set-url", "origin", server.url)
        ahead.repo.commit("large", {"noise": os.urandom(3 << 20)})
        ahead.repo.git(*PUSH, "--atomic", "main", "develop")
        ahead.repo.git("clone", "-q", "--depth=1", server.url, str(ahead.world.root / "again"))
        assert any("git-receive-pack" in request for request in server.requests)
    assert ahead.origin.oid("main") == ahead.repo.oid("main")
    assert ahead.repo.fails("ls-remote", "origin")


def test_http_with_a_password(shop: Shop) -> None:
    if not http_remote.can_serve(shop.repo):
        pytest.skip("this git has no HTTP")
    with http_remote.serve(shop.origin, password=("ada", "s3cret")) as server:
        done = shop.repo.run(
            "ls-remote",
            server.url,
            env={"GIT_ASKPASS": "", "SSH_ASKPASS": "", "GIT_TERMINAL_PROMPT": "0"},
        )
        assert done.returncode == 128
        shop.repo.git("ls-remote", server.url.replace("http://", "http://ada:s3cret@"))
