"""What runs in production, and the release that it would go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY
from gitfix.core.names import TAGS, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.rollback import Release
from gitfix.core.tag_scheme import parse_tag
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.operations import base as bases
from gitfix.operations.load import head_of
from gitfix.operations.production import repository_name

if TYPE_CHECKING:
    from gitfix.core.incident import Base, Incident
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Sides:
    """From where to where. `fix`: the hotfix itself is what would be taken out."""

    start: Release
    target: Release
    fix: bool


def sides(work: Workspace, incident: Incident, to: str | None = None) -> Sides:
    """What runs now and what ran before; `to`: another tag to go back to.

    The hotfix runs from the moment that its deploy was begun, whoever made the release; before that it is the
    production tag. Refusal where nothing says what ran before.
    """
    released, back = incident.released, incident.went_back
    begun = any(released is None or one.tree == released.tree for one in incident.deploys)
    fix = begun or DEPLOY in incident.steps
    if back is not None and not fix and to is None:
        raise Refusal(
            f"production went back to {printable(back.target)} already, at {back.at}",
            found=("nothing was deployed since",),
            hint="further back: the same with --to TAG",
        )
    target: Release | None
    if fix:
        start = _of_fix(work, incident)
        # Where production had gone back before the fix, that is what ran before it.
        target = _of_base(work, incident.base)
        if back is not None and back.commit:
            target = _release(work, back.target, Oid(back.commit))
    else:
        start, target = _before_the_fix(work, incident)
        if back is not None and back.commit:
            start = _release(work, back.target, Oid(back.commit))
    if to is not None:
        target = _named(work, to)
    if target is None:
        raise Refusal(
            f"nothing says what ran before {printable(start.name)}",
            hint="name it: gitfix rollback plan --to TAG",
        )
    if target.commit == start.commit:
        raise Refusal(
            f"{printable(target.name)} is what runs now",
            hint="name another: gitfix rollback plan --to TAG",
        )
    return Sides(start, target, fix)


def _of_fix(work: Workspace, incident: Incident) -> Release:
    """The hotfix as it was released; where that is not on record, its tag, else the tip of its branch."""
    released = incident.released
    if released:
        return Release(released.tag, Oid(released.commit), released.version)
    tagged = work.repo.refs.commit(TAGS + incident.tag) if incident.tag else None
    if tagged:
        return Release(incident.tag, tagged, incident.version)
    return Release("", head_of(work, incident), incident.version)


def _before_the_fix(work: Workspace, incident: Incident) -> tuple[Release, Release | None]:
    start = _of_base(work, incident.base)
    if start is not None:
        return start, _of_base(work, incident.previous)
    found = bases.choose(work, None, None, None, incident.component or None)
    before = found.previous_commit
    earlier = _release(work, found.previous_tag, before) if before else None
    return Release(found.tag, found.commit, found.version), earlier


def _of_base(work: Workspace, base: Base) -> Release | None:
    return _release(work, base.tag, Oid(base.commit)) if base.commit else None


def _named(work: Workspace, name: str) -> Release:
    tag = name.removeprefix(TAGS)
    commit = work.repo.refs.commit(TAGS + tag)
    if commit is None:
        raise Refusal(
            f"{printable(tag)} is no tag here",
            hint=f"git fetch {work.remote_name or 'origin'} tag {printable(tag)} --no-tags",
        )
    return _release(work, tag, commit)


def _release(work: Workspace, tag: str, commit: Oid) -> Release:
    parsed = parse_tag(tag, repository_name(work))
    return Release(tag, commit, str(parsed.version) if parsed else "")
