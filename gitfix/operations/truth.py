"""What the remote says, asked once: or why it was not asked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Literal

from gitfix.core.names import HEADS, LOCAL, TAGS, Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.value import dataclass
from gitfix.git.advertised import Advertised
from gitfix.git.remote import Remote, Unreachable

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

NOTHING = Advertised()
"""What a remote that was not asked is known to have."""
Answer = Literal["answered", "unreachable", "offline", "none"]


@dataclass(frozen=True)
class Truth:
    """The remote's refs, when it answered. `remote` is empty where the repository has none."""

    remote: str
    answer: Answer
    advertised: Advertised = NOTHING
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether the remote answered."""
        return self.answer == "answered"

    def branch(self, name: str) -> Oid | None:
        """The remote's tip of branch `name`."""
        return self.advertised.refs.get(HEADS + name)

    def require(self, hint: str) -> None:
        """Refusal when the remote should have answered and did not."""
        if self.answer == "unreachable":
            raise Refusal(
                f"{self.remote} cannot be reached",
                found=(self.reason,),
                hint=hint,
                exit=Exit.REMOTE,
            )


def ask(remote: Remote | None, *, offline: bool) -> Truth:
    """One ls-remote, unless `offline` or there is no remote."""
    if remote is None:
        return Truth("", "none")
    if offline:
        return Truth(remote.name, "offline", reason="--offline")
    try:
        return Truth(remote.name, "answered", remote.advertised())
    except Unreachable as why:
        return Truth(remote.name, "unreachable", reason=why.reason)


def bring(
    repo: Repository, truth: Truth, refs: list[str], *, keep_refs: bool = True
) -> dict[str, Oid]:
    """The commits of the remote's `refs`, fetched where they are not here; kept under refs/gitfix-local/.

    `keep_refs=False` (a dry run) brings the objects and moves no ref at all.

    Refusal (REMOTE) when they cannot be fetched.
    """
    wanted = {ref: truth.advertised.refs[ref] for ref in refs}
    here = [repo.refs.commit(oid) for oid in wanted.values()]
    absent = [ref for ref, commit in zip(wanted, here, strict=True) if commit is None]
    if absent:
        remote = repo.remote(truth.remote)
        try:
            remote.fetch(absent)
        except Unreachable as why:
            raise Refusal(
                f"{truth.remote} did not give what was asked for",
                found=(why.reason, *absent[:5]),
                hint="try again, or work with what is here: --offline",
                exit=Exit.REMOTE,
            ) from None
        here = [repo.refs.commit(oid) for oid in wanted.values()]
    found: dict[str, Oid] = {}
    if keep_refs:
        _keep(repo, truth, absent)
    for ref, commit in zip(wanted, here, strict=True):
        if commit is None:
            raise Refusal(
                f"{ref} on {truth.remote} does not lead to a commit",
                found=(f"object {wanted[ref]}",),
                hint="name the commit to use: --from REV",
            )
        found[ref] = commit
    return found


def _keep(repo: Repository, truth: Truth, refs: list[str]) -> None:
    """Give what was fetched a name, so that `git gc` cannot eat it."""
    from gitfix.core.plan import UpdateRef
    from gitfix.git.execute import keep_house
    from gitfix.git.process import GitFailed

    updates = []
    for ref in refs:
        name = _kept(truth.remote, ref)
        updates.append(
            UpdateRef(name, repo.refs.get(name) or repo.zero, truth.advertised.refs[ref])
        )
    # A clash of names with an older one only costs the name: what is fetched is used at once.
    with contextlib.suppress(GitFailed):
        keep_house(repo, [update for update in updates if update.old != update.new], "fetch")


def _kept(remote: str, ref: str) -> str:
    kind = "tags" if ref.startswith(TAGS) else "heads"
    return f"{LOCAL}fetched/{remote}/{kind}/{ref.removeprefix(TAGS).removeprefix(HEADS)}"
