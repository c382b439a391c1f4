"""The push of a plan: what it tells the record goes along, and never keeps the fix from landing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import short_ref
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import Push
from gitfix.git import push as pushing
from gitfix.git.pushed import Pushed, refusal

if TYPE_CHECKING:
    from gitfix.git.execute import Executed
    from gitfix.git.remote import Remote
    from gitfix.git.repository import Repository


class Unsettled(Refusal):
    """A push of which nobody can tell whether it landed: the plan stays in the journal."""


def land(repo: Repository, step: Push, executed: Executed) -> None:
    """Land `step`, and note what came of it; Refusal where nothing landed, Unsettled where that is not known."""
    remote = repo.remote(step.remote)
    try:
        pushed = _pushed(repo, remote, step)
    except KeyboardInterrupt:
        raise _interrupted(remote.name) from None
    if not pushed.landed:
        refused = refusal(remote, pushed, "")
        if pushed.landed is None:
            raise Unsettled(
                refused.message, found=refused.found, hint=refused.hint, exit=refused.exit
            )
        raise refused
    executed.words += pushed.words
    # Only a lease could say "if it is still there", and a lease is a force.
    executed.left_alone += [
        f"{short_ref(update.ref)} had been deleted on {remote.name} meanwhile and is there again: "
        f"git push {remote.name} --delete {short_ref(update.ref)}"
        for update in step.updates
        if update.ref in pushed.created and not update.old.is_zero
    ]
    if pushed.along:
        repo.shared |= {update.ref: update.new for update in step.along}
        executed.notes += step.notes()


def _pushed(repo: Repository, remote: Remote, step: Push) -> Pushed:
    """The push, and once more without the record where that may be what the server does not take."""
    pushed = pushing.push(
        repo, remote, step.updates, lease=step.lease, options=step.options, along=step.along
    )
    if not step.along or not _blames_the_record(step, pushed):
        return pushed
    return pushing.push(repo, remote, step.updates, lease=step.lease, options=step.options)


def _blames_the_record(step: Push, pushed: Pushed) -> bool:
    """Whether the branches alone may fare better: nothing has landed, and nobody has moved one of them.

    A push that is all or nothing refuses all for the sake of one, and which one is said in words only.
    """
    if pushed.landed is not False or pushed.partly or pushed.moved:
        return False
    named = {one.ref for one in pushed.rejected}
    if any(update.ref in named for update in step.along):
        return True
    # One branch needs no atomic push; with the record it does, and the server may have none.
    return pushed.died and not named and len(step.updates) == 1


def _interrupted(remote: str) -> Unsettled:
    return Unsettled(
        f"interrupted during the push: {remote} may have taken it already",
        hint="the next gitfix command asks again, and finishes it or takes it back",
        exit=Exit.INTERRUPTED,
    )
