"""Pushes: all or nothing, nothing more than was asked for, and the remote read again when git is not sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import UpdateRef
from gitfix.git.push import _porcelain, push
from gitfix.git.pushed import Pushed, refusal
from gitfix.git.remote import Patience
from gitfix.git.standing import Standing, standing
from tests.git.plain import Plain

ZERO = Oid("0" * 40)
MAIN, DEVELOP = "refs/heads/main", "refs/heads/develop"


@pytest.fixture
def server(tmp_path: Path, plain: Plain) -> Plain:
    """A bare server with main and develop."""
    plain.commit("one", {"a": "1"})
    plain.git("branch", "develop")
    return plain.clone(tmp_path / "server.git", "--bare")


@pytest.fixture
def client(server: Plain, tmp_path: Path) -> Plain:
    """A clone with one commit that the server does not have."""
    client = server.clone(tmp_path / "client")
    client.commit("fix", {"a": "2"})
    return client


def updates(server: Plain, client: Plain, *refs: str) -> list[UpdateRef]:
    there = server.refs()
    return [UpdateRef(ref, Oid(there.get(ref, ZERO)), client.oid()) for ref in refs]


def go(client: Plain, wanted: list[UpdateRef], **how: bool) -> Pushed:
    repo = client.repo
    return push(repo, repo.remote("origin"), wanted, **how)


def test_all_land_together(server: Plain, client: Plain) -> None:
    done = go(client, updates(server, client, MAIN, DEVELOP, "refs/heads/hotfix/1"))
    assert (done.landed, done.rejected, done.partly) == (True, (), ())
    assert done.created == {"refs/heads/hotfix/1"}
    assert set(server.refs().values()) == {client.oid()}


def test_row_10_one_refused_branch_keeps_all_back(server: Plain, client: Plain) -> None:
    server.hook("update", 'case "$1" in *main) echo "GH006: protected" >&2; exit 1;; esac')
    before = server.refs()
    done = go(client, updates(server, client, DEVELOP, MAIN))
    assert done.landed is False
    assert server.refs() == before
    assert {one.ref for one in done.rejected} == {MAIN, DEVELOP}
    assert any("GH006: protected" in line for line in done.words)
    refused = refusal(client.repo.remote("origin"), done, "hint")
    assert (refused.exit, refused.hint) == (Exit.REMOTE, "hint")
    assert "nothing landed" in refused.message


def test_a_main_that_moved_meanwhile_is_not_overwritten(
    server: Plain, client: Plain, tmp_path: Path
) -> None:
    wanted = updates(server, client, MAIN, DEVELOP)
    other = server.clone(tmp_path / "other")
    theirs = other.commit("theirs", {"b": "1"})
    other.git("push", "-q", "origin", "main")
    done = go(client, wanted)
    assert done.landed is False
    assert server.oid(MAIN) == theirs
    assert server.oid(DEVELOP) != client.oid()


def test_row_27_remote_tracking_refs_stay(server: Plain, client: Plain) -> None:
    before = client.refs()
    assert go(client, updates(server, client, MAIN)).landed
    assert client.refs() == before
    server.git("update-ref", MAIN, client.oid("HEAD~1"))
    # The user's own lease still works: it rests on a copy that nobody moved.
    assert client.raw("push", "--force-with-lease", "origin", "main").returncode == 0


def test_row_28_no_tag_goes_along(server: Plain, client: Plain) -> None:
    client.git("tag", "-a", "-m", "private", "private")
    client.git("config", "push.followTags", "true")
    client.git("config", "remote.origin.push", "refs/tags/*:refs/tags/*")
    client.git("config", "push.default", "matching")
    client.git("branch", "not-yours")
    assert go(client, updates(server, client, MAIN)).landed
    assert set(server.refs()) == {MAIN, DEVELOP}


def test_row_28_two_push_urls_are_refused(server: Plain, client: Plain) -> None:
    client.git("config", "--add", "remote.origin.pushurl", str(server.path))
    client.git("config", "--add", "remote.origin.pushurl", "https://a:secret@example.com/x.git")
    before = server.refs()
    with pytest.raises(Refusal) as refused:
        go(client, updates(server, client, MAIN))
    assert server.refs() == before
    assert "2 push URLs" in refused.value.message
    assert "secret" not in "".join(refused.value.found)


def test_a_remote_without_a_name_is_refused(server: Plain, client: Plain) -> None:
    with pytest.raises(Refusal):
        push(client.repo, client.repo.remote("nowhere"), updates(server, client, MAIN))


def test_row_28_what_a_hidden_ref_lets_through_is_named(server: Plain, client: Plain) -> None:
    server.git("config", "receive.hideRefs", "refs/internal")
    done = go(client, updates(server, client, MAIN, "refs/internal/x"))
    assert done.landed is False
    there = server.refs().get(MAIN) == client.oid()
    assert done.partly == ((MAIN,) if there else ())
    message = refusal(client.repo.remote("origin"), done, "").message
    assert ("main landed" in message) is there
    assert ("nothing landed" in message) is not there


def test_row_26_only_the_first_of_two_claims_wins(
    server: Plain, client: Plain, tmp_path: Path
) -> None:
    ref = "refs/gitfix/claims/root/1.2.4"
    other = server.clone(tmp_path / "other")
    theirs = other.commit("a claim of theirs")
    mine = UpdateRef(ref, ZERO, client.oid())
    assert go(other, [UpdateRef(ref, ZERO, theirs)], hooks=False, lease=True).created == {ref}
    lost = go(client, [mine], hooks=False, lease=True)
    assert (lost.landed, lost.created) == (False, frozenset())
    assert server.oid(ref) == theirs


def test_row_26_the_same_object_twice_is_not_created_twice(server: Plain, client: Plain) -> None:
    """`=` is not a win: git calls a second push of the same object a success."""
    claim = [UpdateRef("refs/gitfix/claims/root/1", ZERO, client.oid())]
    assert go(client, claim, lease=True).created == {claim[0].ref}
    assert go(client, claim, lease=True).created == frozenset()


def test_a_lease_moves_our_own_branch_only_from_where_it_was(server: Plain, client: Plain) -> None:
    ref = "refs/heads/backport/x/main"
    one, two = client.oid("HEAD~1"), client.oid()
    assert go(client, [UpdateRef(ref, ZERO, two)]).landed
    assert go(client, [UpdateRef(ref, one, one)], lease=True).landed is False
    assert go(client, [UpdateRef(ref, two, one)]).landed is False  # no lease, no rewind
    assert go(client, [UpdateRef(ref, two, one)], lease=True).landed
    assert go(client, [UpdateRef(ref, one, ZERO)], lease=True).landed
    assert ref not in server.refs()


def test_through_push_instead_of(server: Plain, client: Plain) -> None:
    client.git("remote", "set-url", "origin", "shop:server.git")
    client.git("config", f"url.{server.path.parent}/.pushInsteadOf", "shop:")
    client.git("config", f"url.{server.path.parent}/.insteadOf", "shop:")
    assert go(client, updates(server, client, MAIN)).landed


def test_a_server_without_atomic_pushes_gets_nothing(server: Plain, client: Plain) -> None:
    server.git("config", "receive.advertiseAtomic", "false")
    before = server.refs()
    done = go(client, updates(server, client, MAIN, DEVELOP))
    assert done.landed is False
    assert server.refs() == before
    words = "".join(refusal(client.repo.remote("origin"), done, "").found)
    assert "--atomic" in words


def wrapped(client: Plain, tmp_path: Path, script: str) -> None:
    """Put `script` in the place of the server's receive-pack."""
    path = tmp_path / "receive"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    client.git("config", "remote.origin.receivepack", str(path))


LOST = """\
python3 -c '
import subprocess, sys, threading
pack = subprocess.Popen(["git", "receive-pack", sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def feed():
    while data := sys.stdin.buffer.read1(65536):
        pack.stdin.write(data); pack.stdin.flush()
    pack.stdin.close()
threading.Thread(target=feed, daemon=True).start()
while True:
    head = pack.stdout.read(4)
    sys.stdout.buffer.write(head); 
    if head == b"0000": break
    sys.stdout.buffer.write(pack.stdout.read(int(head, 16) - 4))
sys.stdout.buffer.flush()
pack.stdout.read()
pack.wait()
' "$1"
exit 1
"""


def test_a_connection_lost_after_the_landing(server: Plain, client: Plain, tmp_path: Path) -> None:
    wrapped(client, tmp_path, LOST)
    done = go(client, updates(server, client, MAIN, DEVELOP))
    assert server.oid(MAIN) == client.oid()
    assert done.landed is True


def test_a_connection_lost_before_the_landing(server: Plain, client: Plain, tmp_path: Path) -> None:
    wrapped(client, tmp_path, "exit 1")
    before = server.refs()
    assert go(client, updates(server, client, MAIN)).landed is False
    assert server.refs() == before


def test_nobody_can_tell_when_the_server_is_gone_afterwards(
    server: Plain, client: Plain, tmp_path: Path
) -> None:
    wrapped(
        client,
        tmp_path,
        f"{LOST.removesuffix('exit 1' + chr(10))}\nmv {server.path} {server.path}.gone; exit 1",
    )
    done = go(client, updates(server, client, MAIN))
    assert done.landed is None
    assert "not known" in refusal(client.repo.remote("origin"), done, "").message


def test_a_server_that_hangs_is_given_up(server: Plain, client: Plain, tmp_path: Path) -> None:
    wrapped(client, tmp_path, "sleep 60")
    repo = client.repo
    remote = repo.remote("origin")
    remote.patience = Patience(quiet=0.5, server=0.5)
    done = push(repo, remote, updates(server, client, MAIN))
    assert (done.landed, done.words) == (False, ("no answer within 0.5 s",))


def test_what_others_pushed_on_top_still_counts_as_landed(
    server: Plain, client: Plain, tmp_path: Path
) -> None:
    wanted = updates(server, client, MAIN, DEVELOP)
    assert go(client, wanted).landed
    other = server.clone(tmp_path / "other")
    other.commit("on top", {"c": "1"})
    other.git("push", "-q", "origin", "main", "main:develop")
    repo = client.repo
    before = client.refs()
    assert standing(repo, repo.remote("origin"), wanted) == Standing((MAIN, DEVELOP))
    assert client.refs() == before


def test_a_branch_that_was_deleted_since_goes_with_the_others(server: Plain, client: Plain) -> None:
    """Row 13: the remote branch was deleted by a merged pull request."""
    wanted = updates(server, client, MAIN, "refs/heads/hotfix/1", DEVELOP)
    wanted[1] = UpdateRef("refs/heads/hotfix/1", client.oid("HEAD~1"), client.oid())
    repo = client.repo
    remote = repo.remote("origin")
    gone = ("refs/heads/hotfix/1",)
    assert standing(repo, remote, wanted) == Standing((), (MAIN, DEVELOP), gone)
    server.git("update-ref", MAIN, client.oid("HEAD~1"))
    client.git("push", "-q", "origin", "HEAD:main", "HEAD:develop")
    there = standing(repo, remote, wanted)
    assert there == Standing((MAIN, DEVELOP), (), gone)
    assert there.whole


def test_a_ref_that_the_server_refused_is_not_counted_with_the_others(
    server: Plain, client: Plain
) -> None:
    """Hidden between the question and the push: it looks deleted, and the server said no."""
    wanted = updates(server, client, MAIN, DEVELOP)
    server.git("config", "transfer.hideRefs", DEVELOP)
    done = go(client, wanted)
    assert (done.landed, done.partly) == (False, (MAIN,))
    assert server.oid(DEVELOP) != client.oid()


# -- the user's hooks


def test_the_users_hook_runs_on_branch_pushes_only(
    server: Plain, client: Plain, tmp_path: Path
) -> None:
    client.hook(
        "pre-push",
        f"cat >> {tmp_path}/seen; echo noise; echo 'To nowhere'; printf '!\\ta:b\\t[x]\\n'",
    )
    done = go(client, updates(server, client, MAIN, "refs/heads/new"))
    assert (done.landed, done.created, done.rejected) == (True, {"refs/heads/new"}, ())
    seen = (tmp_path / "seen").read_text()
    assert MAIN in seen and "refs/heads/new" in seen
    (tmp_path / "seen").unlink()
    assert go(client, updates(server, client, "refs/gitfix/incidents/x"), hooks=False).landed
    assert not (tmp_path / "seen").exists()


def test_row_08_a_hook_that_refuses_keeps_everything_back(server: Plain, client: Plain) -> None:
    client.hook("pre-push", "echo 'the linter says no' >&2; exit 1")
    before = server.refs()
    done = go(client, updates(server, client, MAIN))
    assert done.landed is False
    assert server.refs() == before
    assert "the linter says no" in done.words


def test_core_hookspath_is_honoured(server: Plain, client: Plain, tmp_path: Path) -> None:
    folder = tmp_path / "hooks"
    folder.mkdir()
    (folder / "pre-push").write_text("#!/bin/sh\nexit 1\n")
    (folder / "pre-push").chmod(0o755)
    client.git("config", "core.hooksPath", str(folder))
    assert go(client, updates(server, client, MAIN)).landed is False


def test_the_report_of_a_push() -> None:
    text = (
        "hook says\n!\ta:b\tx\nTo /x\n*\tabc:refs/heads/n\t[new branch]\n"
        "!\tabc:refs/heads/m\t[rejected] (fetch first)\nDone\n"
    )
    assert _porcelain(text) == {
        "refs/heads/n": ("*", "[new branch]"),
        "refs/heads/m": ("!", "fetch first"),
    }
    assert _porcelain("") == {}
