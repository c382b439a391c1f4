"""How a computed backport ends: offered by requests, kept for a look, pushed, or local; all of it or a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.operations import backport_landing

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult
    from gitfix.operations.backport_held import Held
    from gitfix.operations.backport_landing import Ending
    from gitfix.operations.backport_wish import Wish
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


def in_part(
    work: Workspace, wish: Wish, carried: Carried, result: BackportResult
) -> BackportResult:
    """What can be done although a target conflicts: requests for all of them, or what is clean lands."""
    if wish.pr:
        from gitfix.operations import pull_requests

        return pull_requests.propose(work, carried, result)
    if wish.keep_going:
        from gitfix.operations.backport_keep_going import land_clean

        return land_clean(work, carried, result, push=wish.push, one_by_one=wish.one_by_one)
    return result


def all_of_it(
    work: Workspace, wish: Wish, carried: Carried, result: BackportResult, before: Held
) -> BackportResult:
    """Nothing is in the way: it ends as it was wished, and a pause before it ends, too."""
    remote = work.truth.remote
    ending: Ending = ((), ())
    if before.pause:
        from gitfix.operations.backport_pause import ending_of

        keep = bool(remote) and not (wish.push or wish.pr)
        ending = ending_of(work, before, result, keep=keep)
    if wish.pr:
        from gitfix.operations import pull_requests

        return pull_requests.propose(work, carried, result, ending)
    if remote and not wish.push:
        return backport_landing.prepare(work, carried, result, ending)
    if remote and wish.one_by_one:
        from gitfix.operations.one_by_one import land_each

        return land_each(work, carried, result, ending)
    return backport_landing.land(work, carried, result, ending)
