"""The test that a proof was made with, kept in the clone where somebody typed it, for `gitfix backport --verify`.

The record names the test too, but anybody who can push may have written that: a command runs only where a person has
typed it, or has trusted the team's file. It may also hold what the record must not (it is redacted there).
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.value import dataclass
from gitfix.host.files import write_atomically

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

FOLDER = "proofs"


@dataclass(frozen=True)
class KeptProof:
    """A test that saw the bug at the production tag: how it is run, and the files that are the test.

    `limit` is seconds; None: as for every step.
    """

    test: str
    setup: str = ""
    paths: tuple[str, ...] = ()
    limit: float | None = None


def keep(repo: Repository, incident: str, proof: KeptProof) -> None:
    """From now on this is the incident's proof here; readable by this user only."""
    data = json.dumps(vars(proof)).encode("utf-8", "surrogateescape")
    write_atomically(_place(repo, incident), data, mode=0o600)


def drop(repo: Repository, incident: str) -> None:
    """What was proved no longer is."""
    _place(repo, incident).unlink(missing_ok=True)


def kept(repo: Repository, incident: str) -> KeptProof | None:
    """The incident's proof, where it was made in this clone."""
    if not incident:
        return None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        data = json.loads(_place(repo, incident).read_bytes().decode("utf-8", "surrogateescape"))
        limit = data["limit"]
        return KeptProof(
            str(data["test"]),
            str(data["setup"]),
            tuple(map(str, data["paths"])),
            None if limit is None else float(limit),
        )
    return None


def _place(repo: Repository, incident: str) -> Path:
    return repo.private / FOLDER / f"{incident}.json"
