"""The one command that brings what a clone lacks: CI checkouts are shallow, and have no tags."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def missing_history(work: Workspace, tag: str = "") -> str:
    """The one command that fetches what is missing: all history in a shallow clone, else the tag."""
    remote = quote(work.remote_name or "origin")
    if work.repo.shallow:
        return f"git fetch --unshallow --tags {remote}"
    return f"git fetch {remote} tag {quote(tag)} --no-tags" if tag else f"git fetch --tags {remote}"
