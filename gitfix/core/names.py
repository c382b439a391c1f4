"""Git's names as types: full refnames go to git, short ones to people.

All text from git is `str` decoded as UTF-8 with `surrogateescape`, so that any byte survives the round trip.
"""

from __future__ import annotations

HEADS = "refs/heads/"
TAGS = "refs/tags/"
REMOTES = "refs/remotes/"
LOCAL = "refs/gitfix-local/"
"""gitfix's own working refs in this clone: never pushed, safe from `git gc`."""
RECORD = "refs/gitfix/"
"""What clones share by gitfix sync."""
INCIDENTS = "refs/gitfix/incidents/"
BLOBS = "refs/gitfix/blobs/"
"""Logs and reports, beside the events that name them: one ref per open incident, and `archive` for all others."""
ARCHIVE = "refs/gitfix/archive"
CLAIMS = "refs/gitfix/claims/"
SEEN = "refs/gitfix-remote/"
"""What this clone has last seen of each remote's record."""

MAIN = ("main", "master")
DEVELOP = ("develop", "dev", "development")
"""What these branches are usually called."""


class Oid(str):
    """A full object id, 40 or 64 hexadecimal digits."""

    __slots__ = ()

    @property
    def short(self) -> str:
        """Seven digits, for people only."""
        return self[:7]

    @property
    def is_zero(self) -> bool:
        """Whether this is git's "no object" (all zeros, of either length)."""
        return not self.strip("0")


class TreeId(Oid):
    """The object id of a tree: what approvals and proofs bind to."""

    __slots__ = ()


class _RefName(str):
    """A short name with its namespace: `.ref` is what git is given."""

    __slots__ = ()
    namespace = ""

    @property
    def ref(self) -> str:
        """The full refname."""
        return self.namespace + self

    @classmethod
    def from_ref(cls, ref: str) -> _RefName:
        """The typed short name of a full refname; ValueError outside of the namespace."""
        if not ref.startswith(cls.namespace):
            raise ValueError(f"{ref} is not under {cls.namespace}")
        return cls(ref[len(cls.namespace) :])


class BranchName(_RefName):
    """A branch without `refs/heads/`."""

    __slots__ = ()
    namespace = HEADS


class TagName(_RefName):
    """A tag without `refs/tags/`."""

    __slots__ = ()
    namespace = TAGS


def zero(like: str) -> Oid:
    """Git's "no object" in the hash length of `like`."""
    return Oid("0" * len(like))


def seen_ref(remote: str, ref: str) -> str:
    """Where this clone notes what it has last seen of a ref of the record on a remote."""
    return f"{SEEN}{remote}/{ref.removeprefix(RECORD)}"


def short_ref(ref: str) -> str:
    """A refname as people say it."""
    for prefix in (HEADS, TAGS, REMOTES, "refs/"):
        if ref.startswith(prefix):
            return ref[len(prefix) :]
    return ref
