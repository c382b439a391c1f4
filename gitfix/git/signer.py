"""Who signs: the fingerprint of the key that git would sign with, and of the one that has signed a commit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.text import decode, encode
from gitfix.host.process import Finished, TimedOut, run

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

PATIENCE = 10.0
"""Seconds that gpg may take to look for a key."""


def fingerprint(repo: Repository, who: str) -> str:
    """The key's fingerprint before anything is signed; empty where only a signature would tell.

    `who` is the committer as `Name <email>`: OpenPGP looks for it where user.signingKey is not set. Of a key with
    subkeys it is the primary one's.
    """
    form = repo.config.get("gpg.format") or "openpgp"
    key = repo.config.get("user.signingkey") or ""
    if form == "ssh":
        return _ssh(repo, key) if key else ""
    return _openpgp(repo, key or who) if form == "openpgp" else ""


def signed_by(repo: Repository, commit: str) -> str:
    """The fingerprint that git reads off the signature of `commit`; empty without one that it can read."""
    # Without a list of allowed signers git does not look at an ssh signature at all.
    anybody = ("-c", "gpg.ssh.allowedSignersFile=/dev/null")
    done = repo.git.run(*anybody, "log", "-1", "--format=%GP%n%GF", commit, ok=None)
    words = decode(done.stdout).split()
    return words[0] if done.code == 0 and words else ""


def is_signed(repo: Repository, commit: str) -> bool:
    """Whether `commit` carries a signature at all; who made it is not looked at."""
    headers = repo.objects.read_commit(commit).headers
    return any(header.startswith("gpgsig") for header in headers)


def _ssh(repo: Repository, key: str) -> str:
    text = key.removeprefix("key::")
    literal = key.startswith("key::") or text.startswith(("ssh-", "ecdsa-", "sk-"))
    path = Path(text).expanduser()
    path = path if path.is_absolute() else (repo.worktree or repo.git_dir) / path
    ask = ["ssh-keygen", "-l", "-f", "-" if literal else str(path)]
    done = _asked(repo, ask, encode(text + "\n") if literal else b"")
    # `256 SHA256:… comment (ED25519)`
    words = decode(done.stdout).split() if done else []
    return words[1] if len(words) > 1 else ""


def _openpgp(repo: Repository, key: str) -> str:
    config = repo.config
    program = config.get("gpg.openpgp.program") or config.get("gpg.program") or "gpg"
    ask = [program, "--batch", "--with-colons", "--list-secret-keys", key]
    done = _asked(repo, ask, b"")
    rows = [row.split(":") for row in decode(done.stdout).split("\n")] if done else []
    return next((row[9] for row in rows if row[0] == "fpr" and len(row) > 9), "")


def _asked(repo: Repository, argv: list[str], given: bytes) -> Finished | None:
    try:
        done = run(argv, input=given, env=repo.git.env, limit=PATIENCE)
    except (OSError, TimedOut):
        return None
    return done if done.code == 0 else None
