"""A password from git's credential helpers: asked for one host, and nobody is ever prompted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.text import decode, encode
from gitfix.host.secret_names import keep

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

PATIENCE = 10.0
"""Seconds that a helper may take."""


def password(repo: Repository, url: str) -> str:
    """What the helpers know for `url` (git-credential(1)); empty when they know nothing, or do not answer."""
    from gitfix.host.process import TimedOut

    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never"}
    asked = ("-c", "credential.interactive=false", "-c", "core.askPass=", "credential", "fill")
    try:
        done = repo.git.run(
            *asked, input=encode(f"url={url}\n\n"), env=quiet, ok=None, limit=PATIENCE
        )
    except TimedOut:
        return ""
    if done.code != 0:
        return ""
    rows = (line.partition("=") for line in decode(done.stdout).split("\n"))
    found = next((value for key, _, value in rows if key == "password"), "")
    keep([found])
    return found
