"""The doctor's look at the person: a name for commits, and a key that can sign where signing is on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.doctor import DoctorCheck, error, ok
from gitfix.core.text import printable
from gitfix.host.process import TimedOut, run
from gitfix.operations.commits import require_identity

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

OFF = "sign nothing for now: git config commit.gpgSign false"
PATIENCE = 10.0
"""Seconds that gpg may take to look for a key."""


def identity(work: Workspace) -> Iterator[DoctorCheck]:
    """Who commits; without it every record is refused."""
    name, email = require_identity(work.repo)
    yield ok("identity", f"{printable(name)} <{printable(email)}>")


def signing(work: Workspace) -> Iterator[DoctorCheck]:
    """Whether the key is there that commits have to be signed with; nothing is signed to find out."""
    config = work.repo.config
    always = work.config.text("record.sign") == "always"
    if not config.flag("commit.gpgsign") and not always:
        yield ok("signing", "off")
        return
    form = config.get("gpg.format") or "openpgp"
    usual = {"openpgp": "gpg", "x509": "gpgsm", "ssh": "ssh-keygen"}.get(form)
    if usual is None:
        yield error("signing", f"gpg.format is {printable(form)}", "git config gpg.format openpgp")
        return
    old = config.get("gpg.program") if form == "openpgp" else None
    program = config.get(f"gpg.{form}.program") or old or usual
    if shutil.which(Path(program).expanduser()) is None:
        yield error(
            "signing", f"{printable(program)} is not installed, and commits are signed", OFF
        )
        return
    key = config.get("user.signingkey") or ""
    missing = _ssh(work, key) if form == "ssh" else _gpg(work, program, key)
    if missing:
        yield error("signing", missing, OFF)
    else:
        yield ok("signing", f"{form}, {printable(key)}" if key else form)


def _ssh(work: Workspace, key: str) -> str:
    """What is wrong with an ssh key, or nothing."""
    if not key:
        command = work.repo.config.get("gpg.ssh.defaultkeycommand")
        return "" if command else "user.signingKey is not set, and commits are signed with ssh"
    if key.startswith(("key::", "ssh-", "ecdsa-", "sk-")):
        # A public key as text: its private part is in an agent, which only signing would tell.
        return ""
    path = Path(key).expanduser()
    path = path if path.is_absolute() else (work.repo.worktree or work.repo.git_dir) / path
    return "" if path.is_file() else f"the signing key {printable(key)} is not there"


def _gpg(work: Workspace, program: str, key: str) -> str:
    """What is wrong with an OpenPGP or X.509 key, or nothing."""
    env = work.repo.git.env
    home = env.get("GNUPGHOME")
    if not Path(home or Path(env.get("HOME", "/")) / ".gnupg").is_dir():
        # gpg would make the folder just to look into it.
        return "there is no key ring, and commits are signed"
    if not key:
        key = require_identity(work.repo)[1]
    argv = [program, "--batch", "--list-secret-keys", "--with-colons", key]
    try:
        done = run(argv, env=env, limit=PATIENCE)
    except TimedOut:
        return f"{printable(program)} did not answer within {PATIENCE:g} s"
    found = done.code == 0 and done.stdout.strip()
    return "" if found else f"there is no secret key for {printable(key)}, and commits are signed"
