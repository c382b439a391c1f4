"""Anchors: what releases and protected branches have seen of the record (trailers Gitfix-Incident, Gitfix-Record)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.audit_signatures import Anchor
from gitfix.core.names import TAGS, short_ref
from gitfix.core.text import decode

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

INCIDENT, RECORD = "Gitfix-Incident", "Gitfix-Record"


def of_branches(repo: Repository, refs: Sequence[str]) -> list[Anchor]:
    """Anchors in the commits of `refs`, both sides of merges included."""
    if not refs:
        return []
    shape = "--format=%h %ct%n%(trailers:only,unfold)"
    search = ("--fixed-strings", f"--grep={RECORD}: ")
    done = repo.git.out("log", "-z", "--no-show-signature", *search, shape, *refs, "--")
    return [anchor for text in decode(done).split("\0") for anchor in _anchors(text, "commit ")]


def of_tags(repo: Repository) -> list[Anchor]:
    """Anchors in the messages of annotated tags."""
    # All trailers: git takes the key of one atom for the key of all of them.
    shape = "--format=%(refname) %(creatordate:unix)%0a%(contents:trailers:only,unfold)%00"
    found = []
    for text in decode(repo.git.out("for-each-ref", shape, TAGS)).split("\0"):
        found += _anchors(text.lstrip("\n"), "")
    return found


def _anchors(text: str, what: str) -> list[Anchor]:
    head, *trailers = text.split("\n")
    name, _, when = head.rpartition(" ")
    where = what + short_ref(name)
    incidents, records = (
        [row.removeprefix(f"{key}: ").strip() for row in trailers if row.startswith(f"{key}: ")]
        for key in (INCIDENT, RECORD)
    )
    pairs = zip(incidents, records, strict=False)
    return [Anchor(incident, tip, where, int(when or 0)) for incident, tip in pairs]
