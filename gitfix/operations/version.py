"""The version of the hotfix: the next free number, reserved where colleagues would otherwise take it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gitfix.core.branch_template import version_in_branch
from gitfix.core.names import HEADS, TAGS
from gitfix.core.next_version import next_version
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.operations import claim as claims
from gitfix.operations import targets, which

if TYPE_CHECKING:
    from gitfix.operations.base import Base
    from gitfix.operations.workspace import Workspace

ATTEMPTS = 8
"""Colleagues who may be quicker, one after the other, before gitfix gives up."""


@dataclass(frozen=True)
class Reserved:
    """The version as text, and the tag that will name it; both empty where there are no versions."""

    text: str = ""
    tag: str = ""


def reserve(
    work: Workspace, base: Base, incident: str, usable: Callable[[Reserved], object], *, place: bool
) -> Reserved:
    """The next version after `base`, claimed on the remote when `place`; nothing is placed on a dry run.

    `usable` raises a Refusal when nothing can be made with that version: it is not claimed then.
    """
    if base.release is None:
        return Reserved()
    known = claims.known(work, base.component)
    used = _of_incidents(work, base.component, incident)
    mine = known.mine - used
    taken = _taken(work) | used | (known.taken - mine)
    for _ in range(ATTEMPTS):
        siblings = base.choice.releases() if base.choice else ()
        try:
            version, tag = next_version(base.release, taken, siblings=siblings)
        except ValueError as error:
            raise Refusal(
                str(error), hint="name the branch yourself: gitfix branch --name NAME"
            ) from None
        text = str(version)
        usable(Reserved(text, tag))
        if text in mine or not place or claims.claim(work, base.component, text, incident):
            return Reserved(text, tag)
        work.note(f"a colleague has just taken {text}")
        taken = taken | {text}
    raise Refusal(
        f"{ATTEMPTS} versions after {base.tag} were taken one after the other",
        hint="run the same command again",
    )


def _of_incidents(work: Workspace, component: str, incident: str) -> frozenset[str]:
    """Versions of the other open incidents: their branch may have any name, or no claim on the remote."""
    others = [one for one in which.open_incidents(work) if one.id != incident]
    return frozenset(one.version for one in others if one.component == component and one.version)


def _taken(work: Workspace) -> frozenset[str]:
    """Tag names, and versions of hotfix branches, here and on the remote."""
    tags = {ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)} | set(
        work.truth.advertised.tags()
    )
    template = work.config.text("branch.template")
    tracking = f"refs/remotes/{work.remote_name}/" if work.remote_name else HEADS
    branches = [
        ref.removeprefix(HEADS).removeprefix(tracking)
        for ref in work.repo.refs.names(HEADS, tracking)
    ]
    names = {*branches, *targets.heads(work)}
    versions = {version_in_branch(template, name) for name in names} - {""}
    return frozenset(tags | versions)
