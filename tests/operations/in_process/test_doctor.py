"""`gitfix doctor`: each risk is set up for real, found, and named with the command that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from gitfix.host.process import run
from tests.operations.views_kit import Cli, Ran
from tests.shop import Shop


def states(ran: Ran) -> dict[str, str]:
    return {check["id"]: check["state"] for check in ran.result["checks"]}


def check(ran: Ran, id: str) -> dict[str, str]:
    return next(dict(row) for row in ran.result["checks"] if row["id"] == id)


def test_a_clone_in_order(shop: Shop, gitfix: Cli) -> None:
    shop.remote()
    gitfix("hook", "install")
    ran = gitfix("doctor", json=True)
    assert ran.exit is Exit.OK
    assert all(set(row) == {"id", "state", "message", "hint"} for row in ran.result["checks"])
    left = {id: state for id, state in states(ran).items() if state != "ok"}
    assert left in ({}, {"git": "warning"}), ran.out


def test_warnings_leave_the_exit_code_alone(shop: Shop, gitfix: Cli) -> None:
    ran = gitfix("doctor")
    assert ran.exit is Exit.OK
    assert "! hook" in ran.out and "gitfix hook install" in ran.out


def test_no_identity(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text("[user]\n useConfigOnly = true\n")
    ran = gitfix("doctor", json=True)
    assert ran.exit is Exit.REFUSED and ran.json["error"]["code"] == "REFUSED"
    assert check(ran, "identity")["state"] == "error"
    assert "user.email" in check(ran, "identity")["hint"]


def test_a_shallow_single_branch_clone(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = shop.remote()
    shallow = tmp_path / "shallow"
    shop.git("clone", "-q", "--depth", "1", bare.as_uri(), str(shallow))
    ran = Cli(shallow, capsys)("doctor", json=True)
    assert check(ran, "history")["hint"] == "git fetch --unshallow --tags origin"
    assert check(ran, "branches")["state"] == "warning"
    assert check(ran, "tags")["message"] == "2 tags of origin not here"
    assert Cli(shallow, capsys)("doctor", "--offline", json=True).exit is Exit.OK


def test_a_tag_that_moved_on_the_remote(shop: Shop, gitfix: Cli) -> None:
    bare = shop.remote()
    shop.git("tag", "-f", "v2.4.1", "main", cwd=bare)
    found = check(gitfix("doctor", json=True), "tags")
    assert found["state"] == "warning" and "v2.4.1" in found["message"]


def test_a_remote_that_is_gone(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    shop.remote().rename(tmp_path / "gone.git")
    ran = gitfix("doctor", json=True)
    assert ran.exit is Exit.OK and check(ran, "remote")["state"] == "warning"
    assert check(gitfix("doctor", "--offline", json=True), "remote")["state"] == "ok"


def test_a_password_in_the_address_is_named_and_not_shown(shop: Shop, gitfix: Cli) -> None:
    shop.git("remote", "add", "origin", "https://ada:hunter2@example.com/shop.git")
    ran = gitfix("doctor", "--offline", json=True)
    found = check(ran, "password")
    assert ran.exit is Exit.OK and found["state"] == "warning"
    assert "origin holds a password" in found["message"] and "set-url origin" in found["hint"]
    assert "hunter2" not in ran.out + ran.err
    shop.git("remote", "set-url", "origin", "https://ada@example.com/shop.git")
    assert "password" not in states(gitfix("doctor", "--offline", json=True))


def test_a_mirror_and_two_push_urls(shop: Shop, gitfix: Cli) -> None:
    bare = shop.remote()
    shop.git("config", "remote.origin.mirror", "true")
    shop.git("config", "--add", "remote.origin.pushurl", str(bare))
    shop.git("config", "--add", "remote.origin.pushurl", "https://ada:secret@example.com/x")
    ran = gitfix("doctor", "--offline", json=True)
    assert (check(ran, "mirror")["state"], check(ran, "push")["state"]) == ("error", "error")
    assert "secret" not in ran.out


def test_signing_with_a_key_that_is_not_there(shop: Shop, gitfix: Cli) -> None:
    shop.git("config", "commit.gpgSign", "true")
    shop.git("config", "gpg.format", "ssh")
    assert "user.signingKey is not set" in check(gitfix("doctor", json=True), "signing")["message"]
    shop.git("config", "user.signingKey", "keys/none.pub")
    ran = gitfix("doctor", json=True)
    assert ran.exit is Exit.REFUSED and "keys/none.pub" in check(ran, "signing")["message"]


def test_signing_with_an_ssh_key(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    key = tmp_path / "id"
    done = run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)])
    assert done.code == 0
    for name, value in {"commit.gpgSign": "true", "gpg.format": "ssh"}.items():
        shop.git("config", name, value)
    shop.git("config", "user.signingKey", f"{key}.pub")
    assert check(gitfix("doctor", json=True), "signing")["state"] == "ok"


def test_signing_with_openpgp_leaves_no_key_ring_behind(
    shop: Shop, gitfix: Cli, tmp_path: Path
) -> None:
    shop.git("config", "commit.gpgSign", "true")
    assert check(gitfix("doctor", json=True), "signing")["state"] == "error"
    assert not (tmp_path / ".gnupg").exists()


def test_a_broken_setting_is_one_finding(shop: Shop, gitfix: Cli) -> None:
    shop.git("config", "gitfix.nonsense.key", "1")
    ran = gitfix("doctor", json=True)
    broken = [row for row in ran.result["checks"] if "nonsense" in row["message"]]
    assert ran.exit is Exit.REFUSED and [row["id"] for row in broken] == ["config"]


def test_no_tags(shop: Shop, gitfix: Cli) -> None:
    shop.git("tag", "-d", "v2.4.0", "v2.4.1")
    assert "--from REV" in check(gitfix("doctor", json=True), "tags")["hint"]


def test_a_command_of_the_team_that_nobody_trusted(shop: Shop, gitfix: Cli) -> None:
    shop.commit(".gitfix.toml", "production.command = 'echo 2.4.1'\n", "Ask the server")
    assert check(gitfix("doctor", json=True), "trust")["hint"] == "gitfix trust"
    assert check(gitfix("doctor", json=True), "policy")["message"].startswith(
        ".gitfix.toml of main"
    )


def test_worktrees_and_rescued_files(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    shop.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    (tmp_path / "linked").rename(tmp_path / "moved")
    (shop.path / ".git/gitfix/rescue/2026").mkdir(parents=True)
    ran = gitfix("doctor", json=True)
    assert check(ran, "worktrees")["hint"] == "git worktree prune"
    assert check(ran, "rescue")["state"] == "warning"
    (shop.path / ".git/BISECT_LOG").write_text("")
    found = [r for r in gitfix("doctor", json=True).result["checks"] if r["id"] == "worktrees"]
    assert [row["message"][:8] for row in found] == ["1 worktr", "a bisect"]


def test_it_changes_nothing(shop: Shop, gitfix: Cli) -> None:
    shop.remote()
    before = shop.git("count-objects"), shop.state()
    gitfix("doctor")
    assert (shop.git("count-objects"), shop.state()) == before


def test_bad_input(gitfix: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gitfix("doctor", "everything").exit is Exit.USAGE
    assert Cli(tmp_path / "nowhere", capsys)("doctor").exit is Exit.REFUSED
