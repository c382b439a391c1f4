"""`gitfix production`: which tag runs in production, and why that one."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from gitfix.core.names import TAGS, Oid, TagName
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.production import NO_COMMIT, Choice, choose
from gitfix.core.production_result import (
    ProductionResult,
    RemoteState,
    RemoteView,
    Skipped,
    TagAt,
)
from gitfix.core.tag_index import index_tags
from gitfix.core.text import printable
from gitfix.core.value import dataclass, replace
from gitfix.host import clock
from gitfix.operations import tag_sides
from gitfix.operations.truth import bring
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings
    from gitfix.core.tag_scheme import ReleaseTag
    from gitfix.operations.running import Told
    from gitfix.operations.tag_sides import TrustTag


@dataclass(frozen=True)
class Found:
    """The production tag with all that was learnt on the way. `release` is None for a bare commit."""

    tag: str
    commit: Oid
    release: ReleaseTag | None
    choice: Choice | None
    source: Literal["tags", "ref", "command"]
    state: RemoteState
    skipped: tuple[Skipped, ...] = ()


def production(
    settings: Settings,
    *,
    component: str | None = None,
    line: str | None = None,
    trust_tag: TrustTag | None = None,
) -> Outcome:
    """The production tag; Refusal when nothing says which it is, or when it was moved on the remote."""
    work = open_workspace(settings)
    found = find(work, component, line, trust_tag)
    choice = found.choice
    previous = None
    if choice and choice.previous:
        previous = TagAt(choice.previous.name, Oid(choice.previous_commit))
    made = when(work, found)
    result = ProductionResult(
        tag=found.tag,
        commit=found.commit,
        version=str(found.release.version) if found.release else "",
        component=found.release.component if found.release else "",
        source=found.source,
        tagged_at=clock.iso(made) if made else "",
        previous=previous,
        remote=RemoteView(work.truth.remote, found.state),
        skipped=found.skipped,
        age=max(clock.now() - made, 0) if made else 0,
    )
    return Outcome(result, notices=tuple(work.notices))


def find(
    work: Workspace,
    component: str | None = None,
    line: str | None = None,
    trust_tag: TrustTag | None = None,
) -> Found:
    """The production tag by the team's word where there is one, else the highest release."""
    wanted = (
        component if component is not None else work.config.text("production.component") or None
    )
    if line is None:
        told = _told(work)
        if told:
            return _of_told(work, told, wanted)
    choice, gone = _running(work, wanted, line)
    found = _checked(work, choice, trust_tag)
    return replace(found, skipped=(*gone, *found.skipped)) if gone else found


def _running(
    work: Workspace, component: str | None, line: str | None
) -> tuple[Choice, tuple[Skipped, ...]]:
    """The highest release that production was not taken back from, and those that it was."""
    from gitfix.operations.rolled_back import rolled_back

    gone: list[Skipped] = []
    while True:
        choice = _choose(work, component, line, without={one.tag for one in gone})
        why = rolled_back(work, choice.tag.name)
        if not why:
            return choice, tuple(gone)
        gone.append(Skipped(choice.tag.name, why))


def _told(work: Workspace) -> Told | None:
    """The team's own word for what is running, where it has one."""
    if not (work.config.text("production.command") or work.config.text("production.ref")):
        return None
    from gitfix.operations.running import told

    return told(work)


def _of_told(work: Workspace, told: Told, component: str | None) -> Found:
    """What the team's ref or command says; the tags around it are a help, not a condition."""
    choice = None
    try:
        choice = _choose(work, component, None)
    except Refusal:
        work.note("the tags here do not say what came before")
    release = None
    if told.tag:
        release = next(index_tags([told.tag], repository_name(work)).releases(), None)
    if choice:
        choice = _with_previous(work, choice, release, told.commit)
    return Found(
        told.tag, told.commit, release, choice, told.source, tag_sides.state(work, told.tag)
    )


def _with_previous(
    work: Workspace, choice: Choice, release: ReleaseTag | None, commit: Oid
) -> Choice:
    """`choice` with the release before the one that runs: the next lower one, or the last that `commit` has."""
    if release is None:
        merged = [] if work.repo.shallow else work.repo.refs.names("--merged", commit, TAGS)
        contained = {ref[len(TAGS) :] for ref in merged}
        before = (tag for tag in choice.releases() if tag.name in contained)
    else:
        running = release.version
        before = (tag for tag in choice.releases() if tag.version < running)
    for tag in before:
        found = work.truth.advertised.commit(TAGS + tag.name)
        found = found or work.repo.refs.commit(TAGS + tag.name)
        if found and found != commit:
            return replace(choice, previous=tag, previous_commit=found)
    return replace(choice, previous=None, previous_commit="")


def repository_name(work: Workspace) -> str:
    """The project's name: the last part of the remote's URL, else of the folder."""
    if work.remote and work.remote.urls:
        url = work.remote.urls[0].rstrip("/").removesuffix("/.git").removesuffix(".git")
        return url.replace(":", "/").rsplit("/", 1)[-1]
    return work.repo.name


def _choose(
    work: Workspace, component: str | None, line: str | None, without: Collection[str] = ()
) -> Choice:
    local = [ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)]
    theirs = work.truth.advertised.tags() if work.truth.known else []
    if without:
        local = [name for name in local if name not in without]
        theirs = [name for name in theirs if name not in without]
    remote_counts = bool(theirs) and bool(index_tags(theirs, repository_name(work)).shapes)
    choice = choose(
        theirs if remote_counts else local,
        commits=(lambda names: tag_sides.remote_commits(work, names))
        if remote_counts
        else (lambda names: tag_sides.local_commits(work, names)),
        dates=work.repo.refs.tag_dates,
        repository_name=repository_name(work),
        component=component,
        line=line,
        remote=work.truth.remote if work.truth.known else "",
    )
    for skip in choice.skipped:
        if skip.reason == NO_COMMIT:
            work.note(f"{printable(skip.tag)} has {NO_COMMIT} and is passed over")
    return choice


def _checked(work: Workspace, choice: Choice, trust_tag: TrustTag | None) -> Found:
    tag = TagName(choice.tag.name)
    state = tag_sides.state(work, tag)
    commit = Oid(choice.commit)
    if state == "moved":
        commit = tag_sides.which_side(work, tag, trust_tag)
    elif state == "only_remote":
        commit = bring(work.repo, work.truth, [tag.ref], keep_refs=not work.settings.dry_run)[
            tag.ref
        ]
        work.note(f"{tag} is on {work.truth.remote} only; your own tags are left as they are")
    elif state == "only_local":
        work.note(f"{tag} is only in this clone: {work.truth.remote} has no release tags")
    return Found(
        tag,
        commit,
        choice.tag,
        choice,
        "tags",
        state,
        (*tag_sides.unpublished(work, choice, repository_name(work)), *choice.skipped),
    )


def when(work: Workspace, found: Found) -> int:
    """Seconds since 1970 at which production was tagged; the commit's own date where the tag is not here."""
    if found.tag:
        made = work.repo.refs.tag_dates([found.tag]).get(found.tag, 0)
        if made and found.state != "moved":
            return made
    return work.repo.objects.read_commit(found.commit).committer.when
