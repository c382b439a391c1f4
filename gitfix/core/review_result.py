"""What `gitfix review` answers."""

from __future__ import annotations

from gitfix.core.review import ReviewKind, StandingKind
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class ReviewTag:
    """The release that the fix is compared with."""

    tag: str
    commit: str


@dataclass(frozen=True)
class ReviewRow:
    """One recorded request, approval or rejection. `current`: it is about the tree of now; `key`: the signer's
    fingerprint, empty when it is not signed.
    """

    kind: ReviewKind
    by: str
    email: str
    key: str
    at: str
    head: str
    tree: str
    current: bool
    to: tuple[str, ...]
    reason: str
    event: str
    via: str = ""
    """The page of a forge that it was fetched from."""


@dataclass(frozen=True)
class ReviewResult:
    """Where the approval of a step stands. `standing`: peer-reviewed is signed and by another person, claimed is not
    signed; stale is about another tree. `deadline` (ISO 8601, UTC) is set for a self-approval. `look`: the command that
    shows the change; `event`: what was just recorded, empty for `status` and a dry run.
    """

    incident: str
    step: str
    standing: StandingKind
    by: str
    deadline: str
    overdue: bool
    branch: str
    head: str
    tree: str
    base: ReviewTag
    commits: int
    authors: tuple[str, ...]
    look: str
    on_remote: bool
    reviews: tuple[ReviewRow, ...]
    event: str = ""
    did: str = ""
    push: str = ""
    embargoed: bool = False
    dry_run: bool = False

    _private = ("did", "push", "embargoed", "dry_run")
