"""Reading a remote: one question, only the objects that are needed, and nothing of the user's moved."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gitfix.git.remote import Patience, Unreachable
from tests.git.plain import Plain

SECRET = "hunter2-token"


@pytest.fixture
def server(tmp_path: Path) -> Plain:
    """A repository with branches and tags to be asked."""
    plain = Plain.init(tmp_path / "server")
    plain.commit("one", {"a": "1"})
    plain.git("tag", "-a", "-m", "words", "v1")
    plain.git("tag", "light")
    plain.git("branch", "develop")
    return plain


@pytest.fixture
def client(server: Plain, tmp_path: Path) -> Plain:
    return server.clone(tmp_path / "client")


def test_everything_in_one_question(server: Plain, client: Plain) -> None:
    seen = client.repo.remote("origin").advertised()
    assert seen.head == "refs/heads/main"
    assert sorted(seen.branches()) == ["develop", "main"]
    assert sorted(seen.tags()) == ["light", "v1"]
    assert seen.refs["refs/tags/v1"] == server.oid("refs/tags/v1")
    assert seen.commit("refs/tags/v1") == seen.commit("refs/heads/main") == server.oid()
    assert seen.commit("refs/tags/none") is None


def test_odd_names_and_a_detached_or_unborn_head(
    server: Plain, client: Plain, tmp_path: Path
) -> None:
    odd = os.fsdecode(b"refs/heads/caf\xe9/#x")
    server.git("update-ref", odd, server.oid())
    server.git("switch", "-q", "--detach")
    seen = client.repo.remote("origin").advertised()
    assert (odd in seen.refs, seen.head) == (True, "")
    Plain.init(tmp_path / "empty.git", "--bare")
    client.git("remote", "add", "empty", str(tmp_path / "empty.git"))
    assert client.repo.remote("empty").advertised().refs == {}


def test_row_27_a_fetch_moves_nothing_of_the_users(server: Plain, client: Plain) -> None:
    for key in ("fetch.prune", "fetch.pruneTags", "remote.origin.prune"):
        client.git("config", key, "true")
    client.git("config", "remote.origin.tagOpt", "--tags")
    client.git("tag", "private")
    client.git("update-ref", "refs/remotes/origin/gone-there", client.oid())
    new = server.commit("two", {"a": "2"})
    server.git("tag", "v2")
    server.git("tag", "-f", "light")
    before = client.refs()
    client.repo.remote("origin").fetch(["refs/heads/main", new])
    assert client.refs() == before
    assert not (client.path / ".git/FETCH_HEAD").exists()
    assert client.repo.refs.types([server.oid("refs/heads/main")]) == {new: "commit"}


def test_a_shallow_clone_stays_shallow(server: Plain, tmp_path: Path) -> None:
    for number in range(5):
        server.commit(f"more {number}")
    server.git("clone", "-q", "--depth=1", f"file://{server.path}", str(tmp_path / "shallow"))
    shallow = Plain(tmp_path / "shallow")
    server.commit("newest")
    repo = shallow.repo
    assert repo.shallow
    repo.remote("origin").fetch(["refs/heads/main"])
    assert shallow.git("rev-list", "--count", server.oid("refs/heads/main")) == "1"
    assert repo.history.contains("HEAD", server.oid("HEAD~2")) is None


def test_a_remote_that_is_gone(client: Plain, tmp_path: Path) -> None:
    client.git("remote", "set-url", "origin", str(tmp_path / "moved"))
    with pytest.raises(Unreachable) as gone:
        client.repo.remote("origin").advertised()
    assert "moved" in gone.value.reason
    with pytest.raises(Unreachable):
        client.repo.remote("no-such-remote").advertised()


def test_a_remote_that_hangs_is_unreachable_in_time(
    server: Plain, client: Plain, tmp_path: Path
) -> None:
    slow = tmp_path / "slow-pack"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    client.git("config", "remote.origin.uploadpack", str(slow))
    remote = client.repo.remote("origin")
    remote.patience = Patience(quiet=0.5)
    started = time.monotonic()
    with pytest.raises(Unreachable) as hung:
        remote.advertised()
    assert time.monotonic() - started < 5
    assert hung.value.reason == "no answer within 0.5 s"
    with pytest.raises(Unreachable):
        remote.fetch({"refs/heads/main": ""})


@pytest.mark.parametrize(
    "url",
    [
        f"https://ada:{SECRET}@127.0.0.1:9/shop.git",
        f"http://{SECRET}-that-is-rather-long@127.0.0.1:9/shop.git",
        f"https://127.0.0.1:9/shop.git?token={SECRET}",
    ],
)
def test_row_25_a_secret_of_the_url_is_in_no_word(
    client: Plain, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("https_proxy", raising=False)
    client.git("remote", "set-url", "origin", url)
    remote = client.repo.remote("origin")
    assert SECRET not in remote.shown()
    with pytest.raises(Unreachable) as gone:
        remote.advertised()
    assert SECRET not in gone.value.reason
    from gitfix.core.plan import UpdateRef
    from gitfix.git.push import push
    from gitfix.git.pushed import refusal

    update = UpdateRef("refs/heads/x", client.repo.zero, client.oid())
    pushed = push(client.repo, remote, [update])
    assert pushed.landed is None
    refused = refusal(remote, pushed, "")
    assert SECRET not in "".join([refused.message, refused.hint, *refused.found])


def test_a_mirror_is_known(client: Plain) -> None:
    assert not client.repo.remote("origin").mirror
    client.git("config", "remote.origin.fetch", "+refs/*:refs/*")
    assert client.repo.remote("origin").mirror


def test_ssh_is_kept_from_asking_unless_it_is_not_openssh(
    client: Plain, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.repo.remote("origin").batch_ssh() == {}
    for url in ("git@example.com:shop.git", "ssh://example.com/shop.git"):
        client.git("remote", "set-url", "origin", url)
        assert client.repo.remote("origin").batch_ssh() == {
            "GIT_SSH_COMMAND": "ssh -oBatchMode=yes"
        }
    monkeypatch.setenv("GIT_SSH", "plink")
    assert client.repo.remote("origin").batch_ssh() == {}
