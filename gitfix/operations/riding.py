"""What a command records of its push goes along with it: the event is true exactly where the push has landed.

Only where nothing speaks against it. All else goes the usual way, when the command has ended (auto_sync.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import BLOBS, INCIDENTS, seen_ref
from gitfix.core.plan import UpdateRef
from gitfix.git import pre_push
from gitfix.operations.auto_sync import goes_by_itself

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def riding(work: Workspace, told: UpdateRef) -> tuple[UpdateRef, ...]:
    """`told` as a push to the remote's record, where it may go along.

    The remote has taken this incident's record before, and holds now what this clone has last seen there: no union
    has to be made, and no server that keeps no record refuses the fix because of it. A hook of somebody else's is never
    shown the record, and logs come before the events that name them.
    """
    incident = told.ref.removeprefix(INCIDENTS)
    theirs = work.truth.advertised.refs.get(told.ref)
    if theirs is None or incident in work.secret or not goes_by_itself(work):
        return ()
    if (work.config.text("push.remote") or work.remote_name) != work.remote_name:
        return ()
    if BLOBS + incident in work.repo.recorded or pre_push.of_others(work.repo):
        return ()
    if work.repo.refs.get(seen_ref(work.remote_name, told.ref)) != theirs:
        return ()
    if told.old != theirs and not work.repo.history.contains(told.new, theirs):
        return ()
    return (UpdateRef(told.ref, theirs, told.new),)
