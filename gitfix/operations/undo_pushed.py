"""What others may have is never rewound by an undo: it is refused, and what reverts it is said."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, TAGS, short_ref
from gitfix.core.outcome import Refusal
from gitfix.core.plan import Push

if TYPE_CHECKING:
    from gitfix.core.plan import Plan, UpdateRef
    from gitfix.git.journal import Operation
    from gitfix.git.repository import Repository
    from gitfix.operations.workspace import Workspace


def never_rewound(repo: Repository, operation: Operation) -> None:
    """Refusal for an operation that pushed, with what reverts it."""
    everything = [step for step in operation.plan.steps if isinstance(step, Push)]
    pushes = [step for step in everything if not step.lease]
    rewritten = [u for push in everything if push.lease for u in push.updates if not u.old.is_zero]
    if rewritten and not pushes:
        remote, names = everything[0].remote, [short_ref(u.ref) for u in rewritten]
        raise Refusal(
            f"gitfix {operation.plan.command} brought branches of {remote} up to date: they stay so",
            found=tuple(names),
            hint=f"to take them away: git push {remote} --delete {' '.join(map(quote, names))}",
        )
    if not pushes:
        return
    tags = [u for push in pushes for u in push.updates if u.ref.startswith(TAGS)]
    if tags:
        named = ", ".join(short_ref(update.ref) for update in tags)
        raise Refusal(
            f"{named} was pushed to {pushes[0].remote}: a tag that others may have is never moved",
            hint="what is wrong with it goes away with the next release, or by going back: gitfix rollback plan",
        )
    branches = [u for push in pushes for u in push.updates if u.ref.startswith(HEADS)]
    moved = [u for u in branches if not u.old.is_zero] or branches
    width = max(len(short_ref(u.ref)) for u in moved)
    raise Refusal(
        f"gitfix {operation.plan.command} was pushed to {pushes[0].remote}, and that is never rewound",
        found=tuple(f"{short_ref(u.ref):<{width}}   {_revert(repo, u)}" for u in moved),
        hint="take it out by a commit of its own: on each branch, what stands beside it",
    )


def nowhere_else(work: Workspace, plan: Plan) -> None:
    """A tag that was made here, and pushed by hand since, is everybody's now."""
    made = [u.ref for u in plan.refs() if u.ref.startswith(TAGS) and u.old.is_zero]
    there = [ref for ref in made if ref in work.truth.advertised.refs] if made else []
    if there:
        raise Refusal(
            f"{short_ref(there[0])} is on {work.truth.remote} by now: a tag that others may have is never moved",
            hint="what is wrong with it goes away with the next release",
        )


def _revert(repo: Repository, update: UpdateRef) -> str:
    """The command that takes all of `update` out again with new commits, the newest first."""
    if update.old.is_zero:
        return "made by it"
    brought = repo.history.between(f"{update.old}..{update.new}", options=("--first-parent",))
    # git takes -m 1 for a plain commit, too, so that one command serves both kinds.
    mainline = "-m 1 " if any(len(one.parents) > 1 for one in brought) else ""
    return f"git revert {mainline}{' '.join(one.oid.short for one in brought)}"
