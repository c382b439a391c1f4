"""Commits that gitfix makes for the user: the user's identity, signed when the user signs."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode, printable
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
    """Name and e-mail of whoever acts: GITFIX_ACTOR, else what git would commit with; Refusal when there are none."""
    if repo.identity is None:
        given = os.environ.get(ACTOR)
        if given:
            name, email = repo.identity = parse_actor(given)
            # What gitfix commits for an actor is the actor's, too.
            for role in ("AUTHOR", "COMMITTER"):
                repo.git.env |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": email}
        else:
            repo.identity = _identity(repo)
    return repo.identity


ACTOR = "GITFIX_ACTOR"
_ACTOR = re.compile(r"([^<>\x00-\x1f]*[^<>\x00-\x1f\s])[ \t]+<([^<>\s\x00-\x1f]+)>")


def parse_actor(text: str) -> tuple[str, str]:
    """Name and e-mail in `Name <email>`; Refusal for anything else."""
    found = _ACTOR.fullmatch(text.strip())
    if found is None:
        raise Refusal(
            f"{ACTOR} names nobody: {printable(text)!r}",
            found=("it takes a name and an e-mail address",),
            hint=f'{ACTOR}="deploy bot <deploy@example.com>"',
        )
    return found[1].strip(), found[2]


def _identity(repo: Repository) -> tuple[str, str]:
    done = repo.git.run("var", "GIT_COMMITTER_IDENT", ok=None)
    if done.code != 0:
        raise Refusal(
            "git does not know who you are",
            found=tuple(decode(done.stderr).strip().splitlines()[-1:]),
            hint='git config user.name "NAME"; git config user.email ADDRESS\n'
            f'a machine says who it is: {ACTOR}="NAME <ADDRESS>"',
        )
    name, _, rest = decode(done.stdout).partition(" <")
    return name, rest.partition(">")[0]
