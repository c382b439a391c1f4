"""One event of the record as one commit: without a signature, or with one by the key that the event names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.event import FILE, SUBJECT
from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode
from gitfix.core.value import replace
from gitfix.core.when import seconds
from gitfix.git.objects import Commit, Entry, Signature
from gitfix.git.process import GitFailed

if TYPE_CHECKING:
    from gitfix.core.event import Event
    from gitfix.git.repository import Repository


class EventCommits:
    """Makes the commits of events; the key that signs is asked for once."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._key: str | None = None

    def _tree(self, event: Event) -> str:
        blob = self._repo.objects.write_blob(event.to_json())
        return self._repo.objects.write_tree([Entry(FILE, 0o100644, blob)])

    def commit(
        self, parent: Oid | None, event: Event, sign: str, notices: list[str]
    ) -> tuple[Oid, Event]:
        """The commit of `event` after `parent`, and the event as it is stored; `sign` as in `Record.append`."""
        wanted = sign in ("always", "try") or (
            sign == "auto" and self._repo.config.flag("commit.gpgsign")
        )
        if wanted:
            try:
                return self._signed(parent, event)
            except GitFailed as failed:
                if sign == "always":
                    raise Refusal(
                        "the record could not be signed",
                        found=failed.found,
                        hint="fix the key, then the same again; who asks for it: gitfix config record.sign",
                    ) from None
                notices.append("the signing key failed: the event is recorded without a signature")
        return self.unsigned(event, (parent,) if parent else ()), event

    def unsigned(self, event: Event, parents: tuple[Oid, ...]) -> Oid:
        """The same commit on every laptop that makes it."""
        who = Signature(event.actor.name, event.actor.email, seconds(event.time))
        commit = Commit(TreeId(self._repo.zero), parents, who, who, _subject(event))
        return self._repo.objects.write_sole(FILE, event.to_json(), commit)

    def _signed(self, parent: Oid | None, event: Event) -> tuple[Oid, Event]:
        """The event names the key that signs it; a key that only a signature tells is asked by signing twice."""
        from gitfix.git import signer

        who = event.actor
        if self._key is None:
            self._key = signer.fingerprint(self._repo, f"{who.name} <{who.email}>")
        if self._key:
            named = replace(event, actor=replace(who, key=self._key))
            return self._sign(parent, named), named
        commit = self._sign(parent, event)
        self._key = signer.signed_by(self._repo, commit)
        return self._signed(parent, event) if self._key else (commit, event)

    def _sign(self, parent: Oid | None, event: Event) -> Oid:
        stamp = f"{seconds(event.time)} +0000"
        env: dict[str, str] = {}
        for role in ("AUTHOR", "COMMITTER"):
            env |= {
                f"GIT_{role}_NAME": event.actor.name,
                f"GIT_{role}_EMAIL": event.actor.email,
                f"GIT_{role}_DATE": stamp,
            }
        parents = ["-p", parent] if parent else []
        arguments = ("commit-tree", "-S", self._tree(event), *parents)
        done = self._repo.git.run(*arguments, input=_subject(event).encode(), env=env)
        return Oid(decode(done.stdout).strip())


def _subject(event: Event) -> str:
    return f"{SUBJECT}{event.type}\n"
