"""What came of a push: the remote read again, ref by ref."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from gitfix.core.names import Oid, short_ref
from gitfix.core.plan import Push, UpdateRef
from gitfix.core.text import listing
from gitfix.core.value import dataclass
from gitfix.git.remote import Remote, Unreachable

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


State = Literal["landed", "absent", "gone", "unsure"]


@dataclass(frozen=True)
class Standing:
    """Which refs of one push are on the remote now.

    `absent`: as before the push, or without what was pushed. `gone`: deleted or hidden since. `unsure`: the history of
    a shallow clone cannot tell. A push is atomic, so the last two go with the others where nothing speaks against it.
    """

    landed: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """Those of the absent ones that somebody else has moved meanwhile."""

    def among(self, refs: Iterable[str]) -> Standing:
        """The same of these refs alone."""
        wanted = set(refs)
        groups = (self.landed, self.absent, self.gone, self.unsure, self.moved)
        return Standing(*(tuple(ref for ref in group if ref in wanted) for group in groups))

    @property
    def whole(self) -> bool:
        """Whether the push landed."""
        return bool(self.landed) and not self.absent

    @property
    def torn(self) -> bool:
        """Whether a part of it landed: a server takes an atomic push apart where it hides refs."""
        return bool(self.landed and self.absent)

    @property
    def certain(self) -> bool:
        """Whether it landed, also for somebody who did not see the server's answer: a ref that is gone was hidden
        from the push as well as deleted after it, for all that one can know."""
        return self.whole and not self.gone

    def words(self, remote: str) -> str:
        """The same in one phrase for people."""
        groups = (
            (self.landed, f"landed on {remote}", f"landed on {remote}"),
            (self.absent, "did not", "did not"),
            (self.gone, "is not there", "are not there"),
            (self.unsure, "has changed there since", "have changed there since"),
        )
        return ", ".join(
            f"{listing([short_ref(ref) for ref in refs])} {one if len(refs) == 1 else many}"
            for refs, one, many in groups
            if refs
        )


def standing(
    repo: Repository,
    remote: Remote,
    updates: Sequence[UpdateRef],
    *,
    lease: bool = False,
    refused: Collection[str] = (),
) -> Standing | None:
    """How `updates` stand on the remote now; None when it cannot be asked.

    A ref that somebody has moved on counts where it contains what was pushed (not under a `lease`, which rewrites).
    `refused`: refs of which the server itself said that it did not take them.
    """
    try:
        refs = remote.advertised(pushed=True).refs
        found: dict[str, State] = {
            u.ref: _stands(repo, remote, u, refs.get(u.ref, repo.zero), lease)
            for u in updates
            # One that moves nothing only guards the others, and tells nothing of them.
            if u.old != u.new
        }
    except Unreachable:
        return None
    found |= {ref: "absent" for ref in refused if ref in found and found[ref] != "landed"}

    def those(state: State) -> tuple[str, ...]:
        return tuple(ref for ref, now in found.items() if now == state)

    old = {update.ref: update.old for update in updates}
    moved = tuple(ref for ref in those("absent") if refs.get(ref, repo.zero) != old[ref])
    return Standing(those("landed"), those("absent"), those("gone"), those("unsure"), moved)


def of_step(repo: Repository, step: Push) -> Standing | None:
    """How a plan's push stands that nobody saw the end of.

    Its branches decide: where the record that went along is missing, a sync brings it. It counts where it is there
    and they are not, because it says that they are.
    """
    remote = repo.remote(step.remote)
    found = standing(repo, remote, (*step.updates, *step.along), lease=step.lease)
    if found is None or not step.along:
        return found
    branches = found.among(update.ref for update in step.updates)
    told = found.among(update.ref for update in step.along).landed
    return found if told and branches.absent else branches


def _stands(repo: Repository, remote: Remote, update: UpdateRef, now: Oid, lease: bool) -> State:
    if now == update.new:
        return "landed"
    if now == update.old:
        return "absent"
    if now.is_zero:
        return "gone"
    if lease or update.new.is_zero:
        return "unsure"
    if repo.refs.commit(now) is None:
        remote.fetch([update.ref], pushed=True)
    contains = repo.history.contains(now, update.new)
    return "unsure" if contains is None else "landed" if contains else "absent"
