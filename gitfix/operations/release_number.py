"""The number of a release: its tag, where that is already, and what the line has released meanwhile."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.names import TAGS, Oid, TagName
from gitfix.core.outcome import Refusal
from gitfix.core.tag_scheme import parse_tag
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.core.version import parse_version
from gitfix.operations.newer_release import newer_release
from gitfix.operations.production import repository_name

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Standing:
    """Where the tag is already, on exactly this commit: its object here, and whether the remote has it."""

    local: Oid | None = None
    remote: bool = False


def standing(work: Workspace, incident: Incident, tag: TagName, head: Oid) -> Standing:
    """Refusal when the tag is something else here or there, or its version has another tag."""
    refs, told = work.repo.refs, work.truth.advertised
    local, theirs = refs.get(tag.ref), told.refs.get(tag.ref)
    here = refs.commit(tag.ref) if local else None
    there = told.commit(tag.ref) if theirs else None
    if local and theirs and local != theirs:
        raise _taken(tag, f"{printable(tag)} here is another tag than on {work.truth.remote}", work)
    for commit, where in ((there, f"on {work.truth.remote}"), (here, "in this clone")):
        if commit and commit != head:
            said = f"{where}, at {commit.short}; the hotfix is at {head.short}"
            raise _taken(tag, said, work)
    if local and local == head and not theirs:
        raise Refusal(
            f"{printable(tag)} is a tag without a message: nobody could tell who released what",
            hint=f"git tag -d {quote(tag)}, then: gitfix release",
        )
    if not local and not theirs:
        _version_free(work, incident, tag)
    return Standing(local, there is not None)


def _taken(tag: TagName, found: str, work: Workspace) -> Refusal:
    mine = f"made by mistake, and nobody has it yet: git tag -d {quote(tag)}"
    return Refusal(
        f"{printable(tag)} is taken",
        found=(found,),
        hint="take the other release in, and the next number: gitfix refresh"
        + ("" if tag.ref in work.truth.advertised.refs else f"\n{mine}"),
    )


def _version_free(work: Workspace, incident: Incident, tag: TagName) -> None:
    """The same version under another spelling is the same release to everybody but git."""
    version = parse_version(incident.version)
    names = {ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)}
    names |= set(work.truth.advertised.tags())
    mine = parse_tag(tag, repository_name(work))
    if version is None or mine is None:
        return
    for name in sorted(name for name in names if incident.version in name):
        other = parse_tag(name, repository_name(work))
        if other and (other.component, other.version) == (mine.component, mine.version):
            raise Refusal(
                f"version {incident.version} is released already, as {printable(name)}",
                hint="take it in, and the next number: gitfix refresh",
            )


def nothing_newer(work: Workspace, incident: Incident, head: Oid) -> None:
    """Refusal when the line has a newer release in production that the hotfix would take out again."""
    newer = newer_release(work, incident)
    if newer is None or newer.tag == incident.tag:
        return
    if work.repo.history.contains(head, newer.commit) is True:
        return
    raise Refusal(
        f"{printable(newer.tag)} was released meanwhile, and is not in {printable(incident.branch)}",
        found=(f"it starts at {incident.base.tag}: its release would take the other one back",),
        hint="take it in: gitfix refresh",
    )


def tag_of(work: Workspace, incident: Incident) -> TagName | None:
    """The tag of the hotfix's version, in the repository's own spelling; None where releases are no tags."""
    if work.config.text("release.mode") == "none":
        work.note(
            "releases are no tags here (release.mode = none): the hotfix branch's commit is the release"
        )
        return None
    if not incident.tag:
        base = incident.base.commit[:7] or "no release"
        raise Refusal(
            f"the hotfix has no version: it starts at {base}, which no release tag names",
            hint="tag it yourself, then say so: "
            'gitfix run release --statement "which tag"\n'
            "releases are no tags here? gitfix config release.mode none",
        )
    return TagName(incident.tag)
