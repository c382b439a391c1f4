"""A tag as it is in this clone and as it is on the remote, and which of the two counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from gitfix.core.names import TAGS, Oid, TagName
from gitfix.core.outcome import Refusal
from gitfix.core.production_result import RemoteState, Skipped
from gitfix.core.tag_index import index_tags
from gitfix.operations.truth import bring

if TYPE_CHECKING:
    from gitfix.core.production import Choice
    from gitfix.operations.workspace import Workspace

TrustTag = Literal["local", "remote"]


def local_commits(work: Workspace, names: Sequence[str]) -> Mapping[str, str]:
    """What this clone's tags lead to."""
    found = work.repo.refs.commits([TAGS + name for name in names])
    return {name: oid for name, oid in zip(names, found, strict=True) if oid}


def remote_commits(work: Workspace, names: Sequence[str]) -> Mapping[str, str]:
    """What the remote's tags lead to. An object that is not here is taken for a commit until it is fetched."""
    told = {name: work.truth.advertised.commit(TAGS + name) for name in names}
    types = work.repo.refs.types([oid for oid in told.values() if oid])
    return {name: oid for name, oid in told.items() if oid and types.get(oid, "commit") == "commit"}


def state(work: Workspace, tag: str) -> RemoteState:
    """Where a tag is, and whether both sides agree what it is."""
    answer = work.truth.answer
    if answer != "answered":
        return answer
    ref = TAGS + tag
    theirs = work.truth.advertised.refs.get(ref)
    local = work.repo.refs.get(ref)
    if theirs is None:
        return "only_local"
    if local is None:
        return "only_remote"
    if local == theirs or work.repo.refs.commit(ref) == work.truth.advertised.commit(ref):
        return "same"
    return "moved"


def which_side(work: Workspace, tag: TagName, trust_tag: TrustTag | None) -> Oid:
    """The commit of a moved tag on the side that is trusted; Refusal that shows both when none is."""
    here = work.repo.refs.commit(tag.ref)
    there = work.truth.advertised.commit(tag.ref)
    if trust_tag == "local" and here:
        work.note(f"{tag} as in this clone is used; {work.truth.remote} has another commit there")
        return here
    if trust_tag == "remote":
        work.note(f"{tag} as on {work.truth.remote} is used; your own tag stays as it is")
        return bring(work.repo, work.truth, [tag.ref], keep_refs=not work.settings.dry_run)[tag.ref]
    raise Refusal(
        f"{tag} was moved: this clone and {work.truth.remote} do not agree what it is",
        found=(f"here                {here}", f"on {work.truth.remote:<16} {there}"),
        hint="ask whoever moved it, then name the side that runs in production:\n"
        "the same with --trust-tag remote    or with --trust-tag local",
    )


def unpublished(work: Workspace, choice: Choice, project: str) -> list[Skipped]:
    """Higher releases that nobody has pushed: these are not in production yet."""
    if not work.truth.known:
        return []
    refs = work.truth.advertised.refs
    names = [ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS) if ref not in refs]
    mine = index_tags(names, project).of_component(choice.component)
    found: list[Skipped] = []
    for tag in mine.releases():
        if tag.version <= choice.tag.version or len(found) == 5:
            break
        found.append(Skipped(tag.name, f"only in this clone, not on {work.truth.remote}"))
    return found
