"""The way out when a branch is protected: the results on branches of their own, and where to open the requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult
from gitfix.core.forge import compare_url
from gitfix.core.names import HEADS, Oid
from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, Push, Step, UpdateRef
from gitfix.git.execute import execute

if TYPE_CHECKING:
    from gitfix.operations.backport_landing import Ending
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


def branch_of(carried: Carried, target: str) -> str:
    """The branch that carries the fix to `target` by a request."""
    return f"backport/{carried.name}/{target}"


def proposed(work: Workspace, carried: Carried, names: Sequence[str]) -> dict[str, Oid]:
    """Target → the tip of its request's branch on the remote, as far as those commits are here.

    The same result is never pushed twice: a reviewer's approval would be lost.
    """
    refs = work.truth.advertised.refs
    tips = {name: refs.get(HEADS + branch_of(carried, name)) for name in names}
    return {name: tip for name, tip in tips.items() if tip and work.repo.refs.commit(tip)}


def propose(
    work: Workspace, carried: Carried, result: BackportResult, ending: Ending = ((), ())
) -> Outcome:
    """Push `backport/<incident>/<target>` branches, all or none; these alone may be rewritten by us."""
    assert work.remote is not None
    remote = work.repo.remote(work.config.text("push.remote") or work.truth.remote)
    updates, rows = [], []
    for row in result.targets:
        if not row.moves:
            rows.append(row)
            continue
        branch = branch_of(carried, row.branch)
        theirs = work.truth.advertised.refs.get(HEADS + branch) or work.repo.zero
        if theirs != row.after:
            updates.append(UpdateRef(HEADS + branch, theirs, row.after))
        url = compare_url(remote.urls[0] if remote.urls else "", row.branch, branch)
        rows.append(replace(row, pr=url or branch))
    steps: list[Step] = [Push(remote.name, tuple(updates), lease=True)] if updates else []
    steps += [replace(update, follow=True) for update in ending[0]]
    steps += ending[1]
    if steps:
        work.settings.progress(f"pushing to {remote.name}")
        execute(work.repo, Plan("backport --pr", tuple(steps), carried.incident))
    done = replace(result, targets=tuple(rows), proposed=len(updates))
    return Outcome(done, notices=tuple(work.notices))
