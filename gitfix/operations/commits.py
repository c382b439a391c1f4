"""Commits that gitfix makes for the user: the user's identity, signed when the user signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode
from gitfix.git.process import GitFailed

if TYPE_CHECKING:
    from gitfix.git.objects import Signature
    from gitfix.git.repository import Repository


def make_commit(
    repo: Repository,
    tree: str,
    parents: tuple[Oid, ...],
    message: str,
    *,
    author: Signature | None = None,
) -> Oid:
    """Store a commit; `author` keeps another commit's author and date. Refusal when signing fails."""
    sign = repo.config.flag("commit.gpgsign")
    env = {}
    if author:
        env = {
            "GIT_AUTHOR_NAME": author.name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_AUTHOR_DATE": f"{author.when} {author.zone}",
        }
    arguments = [word for parent in parents for word in ("-p", parent)]
    try:
        # commit-tree does not look at commit.gpgSign by itself.
        done = repo.git.run(
            "commit-tree",
            *(["-S"] if sign else []),
            tree,
            *arguments,
            input=encode(message),
            env=env,
        )
    except GitFailed as failed:
        if not sign:
            raise
        raise Refusal(
            "the commit could not be signed",
            found=failed.found,
            hint="fix the key, or sign nothing this time: git -c commit.gpgSign=false …",
        ) from None
    return Oid(decode(done.stdout).strip())


def require_identity(repo: Repository) -> tuple[str, str]:
    """Name and e-mail that git would commit with; Refusal when there are none."""
    if repo.identity is None:
        repo.identity = _identity(repo)
    return repo.identity


def _identity(repo: Repository) -> tuple[str, str]:
    done = repo.git.run("var", "GIT_COMMITTER_IDENT", ok=None)
    if done.code != 0:
        raise Refusal(
            "git does not know who you are",
            found=tuple(decode(done.stderr).strip().splitlines()[-1:]),
            hint='git config user.name "NAME"; git config user.email ADDRESS',
        )
    name, _, rest = decode(done.stdout).partition(" <")
    return name, rest.partition(">")[0]
