"""The implementation of `Objects` for a repository: plumbing, or pygit2.

Plumbing is the default: cold, it costs 8 ms where importing pygit2 alone costs 60, and it works in every
repository that git can open (SHA-256, reftable, partial clones). GITFIX_OBJECTS=pygit2 chooses the other.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gitfix.git.objects import Objects
    from gitfix.git.repository import Repository


def open_objects(repo: Repository) -> Objects:
    """The implementation for this repository."""
    if os.environ.get("GITFIX_OBJECTS") == "pygit2":
        from gitfix.git.objects_pygit2 import PygitObjects

        return PygitObjects(repo)
    from gitfix.git.objects_plumbing import PlumbingObjects

    return PlumbingObjects(repo)
