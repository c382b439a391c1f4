"""Which incident `gitfix branch` goes on with: the one that is named, the one of here, or one with the same summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.slug import slugify
from gitfix.operations import which

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.branch import Wish
    from gitfix.operations.workspace import Workspace


def known_incident(work: Workspace, wish: Wish) -> Incident | None:
    """The incident that is meant, None for a new one; Refusal when it could be any of several."""
    if wish.incident:
        return which.which_incident(work, wish.incident)
    if not wish.summary:
        here = which.incident_here(work)
        return here if here and not here.closed else _only(work, wish)
    same = [i for i in which.open_incidents(work) if slugify(i.summary) == slugify(wish.summary)]
    if same and not work.settings.interactive:
        work.note(
            f"incident {same[-1].id} has the same summary; a new one is opened. To go on with that one: "
            f"gitfix branch --incident {same[-1].id}"
        )
    elif same:
        last = same[-1]
        has = f"its branch is {last.branch}" if last.branch else "it has no branch yet"
        if work.settings.confirm(f"incident {last.id} has the same summary, {has}\ngo on with it?"):
            return last
    return None


def _only(work: Workspace, wish: Wish) -> Incident | None:
    """The incident that is meant by `gitfix branch` alone: the one whose fix is not everywhere yet."""
    if wish.tag or wish.revision or wish.line or wish.component or wish.name:
        return None
    going = [one for one in which.open_incidents(work) if "backport" not in one.steps]
    if len(going) > 1:
        raise which.several(
            going,
            hint=f'gitfix branch --incident {going[-1].id}    or a new one: gitfix branch "what is broken"',
        )
    return going[0] if going else None
