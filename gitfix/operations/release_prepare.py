"""`gitfix release --prepare`: version files and changelog of the release, as one commit on the hotfix branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.changelog import Entry
from gitfix.core.components import count_releases
from gitfix.core.incident import SECURITY
from gitfix.core.markdown import inert
from gitfix.core.names import HEADS, INCIDENTS, TAGS, BranchName
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.preparation import SUBJECT
from gitfix.core.release import PreparedFile, ReleaseResult
from gitfix.core.tag_index import index_tags
from gitfix.core.text import encode, listing, printable
from gitfix.core.trailers import with_trailers
from gitfix.core.value import replace
from gitfix.git.anchors import INCIDENT
from gitfix.git.execute import execute
from gitfix.git.tree_edit import edit_tree
from gitfix.host import clock
from gitfix.operations import release_files as files_of
from gitfix.operations.commits import make_commit, require_identity
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.landing import Landing, local_steps
from gitfix.operations.playbook import load_playbook
from gitfix.operations.production import repository_name
from gitfix.operations.recording import Draft, record
from gitfix.operations.release_doubts import none_in
from gitfix.operations.release_files import Writing, Written
from gitfix.operations.release_gate import opened
from gitfix.operations.release_number import standing, tag_of
from gitfix.operations.release_prepared import entries_before
from gitfix.operations.status import status_of_incident
from gitfix.operations.subject import Subject, subject_of
from gitfix.operations.which import load
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings

NEUTRAL = "A fault in production"
"""What a changelog says of a security incident: that something was fixed is no secret, what it was may be one."""
PREPARE = "release --prepare"


def prepare(settings: Settings, *, incident: str | None = None) -> Outcome:
    """Write the new version and a changelog entry, as a commit of their own; nothing to do is no refusal.

    What was approved before is stale then: it belongs before the review, and that is said.
    """
    work = open_workspace(settings)
    require_identity(work.repo)
    found = opened(work, incident)
    subject = _subject(work, found)
    writing = _writing(work, found)
    written = _written(work, found, subject, writing)
    if not written:
        return _outcome(work, found, subject, (), "unchanged")
    blobs = {one.path: work.repo.objects.write_blob(encode(one.after)) for one in written}
    tree = edit_tree(work.repo, subject.tree, blobs)
    commit = make_commit(work.repo, tree, (subject.head,), _message(found, writing, written))
    branch = BranchName(found.branch)
    data = {
        "commit": str(commit),
        "old": writing.olds[0],
        "olds": list(writing.olds),
        "new": writing.entry.new,
        "paths": [one.path for one in written],
        "date": writing.entry.date,
        "what": writing.entry.what,
    }
    about = {"branch": branch.ref, "head": str(commit), "tree": str(tree)}
    draft = Draft("release-prepared", data, phase="development", git=about)
    steps = local_steps(work.repo, [Landing(branch, subject.head, commit)])
    plan = Plan(PREPARE, (*steps, record(work, found.id, draft)), found.id)
    _say_what_is_stale(work, found, subject)
    made = replace(subject, head=commit, tree=tree)
    if settings.dry_run:
        return _outcome(work, found, made, written, "planned", plan)
    execute(work.repo, plan)
    return _outcome(work, found, made, written, "prepared")


def _subject(work: Workspace, incident: Incident) -> Subject:
    """The hotfix branch's tip in this clone; Refusal where a commit on it would come too late, or nowhere."""
    tag = tag_of(work, incident)
    if tag is None or not incident.version:
        raise Refusal(
            "releases are no tags here, so that there is no version to write",
            hint="a version for each release: gitfix config release.mode tag",
        )
    subject = subject_of(work, incident)
    there = standing(work, incident, tag, subject.head)
    if there.local or there.remote:
        raise Refusal(
            f"{printable(tag)} is released already: what is written now would not be in it",
            hint=f"where it stands: gitfix status --incident {incident.id}",
        )
    local = work.repo.refs.get(HEADS + incident.branch)
    if local != subject.head:
        name = printable(incident.branch)
        raise Refusal(
            f"{name} is not here" if local is None else f"{name} is behind {work.truth.remote}",
            hint=f"gitfix resume {incident.id}"
            if local is None
            else f"git pull --ff-only {work.truth.remote} {name}, then again: gitfix {PREPARE}",
        )
    return subject


def _writing(work: Workspace, incident: Incident) -> Writing:
    secret = incident.embargoed or incident.kind == SECURITY
    what = NEUTRAL if secret or not incident.summary.strip() else inert(incident.summary)
    known = [one.new for one in incident.preparations]
    olds = dict.fromkeys((incident.base.version, *reversed(known)))
    olds.pop(incident.version, None)
    if not incident.base.version or not olds:
        raise Refusal(
            f"the hotfix starts at {incident.base.commit[:7]}, which has no version that could be replaced",
            hint="write the version into its files yourself, as a commit of its own",
        )
    names = [ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)]
    known_components = count_releases(index_tags(names, repository_name(work)))
    others = tuple(name for name in known_components if name and name != incident.component)
    entry = Entry(incident.version, incident.base.version, clock.iso(clock.now())[:10], what)
    again = frozenset(path for one in incident.preparations for path in one.paths)
    return Writing(entry, tuple(olds), again, incident.component, others)


def _written(
    work: Workspace, incident: Incident, subject: Subject, writing: Writing
) -> tuple[Written, ...]:
    paths = files_of.paths_in(work, subject.tree, writing)
    files = files_of.texts(work, subject.tree, paths.version)
    base = files_of.texts(work, subject.base, paths.version)
    written = list(files_of.versions(work, files, writing, base))
    none_in(work, files, base, writing, {one.path for one in written})
    if not written and not any(files_of.versions(work, base, writing)):
        work.note(f"no file said that it was version {writing.olds[0]}")
    for path, text in files_of.texts(work, subject.tree, paths.changelog).items():
        earlier = entries_before(work, incident, path, writing.entry.new)
        one = files_of.changelog(path, text, writing.entry, earlier)
        if one:
            written.append(one)
    return tuple(written)


def say_what_is_unprepared(work: Workspace, incident: Incident, subject: Subject) -> None:
    """A release whose files say that it is the one before: said, for it may be meant."""
    if not (incident.version and incident.base.version):
        return
    writing = _writing(work, incident)
    paths = files_of.paths_in(work, subject.tree, writing).version
    files, base = (files_of.texts(work, tree, paths) for tree in (subject.tree, subject.base))
    left = [one for one in files_of.versions(work, files, writing, base) if one.kind == "version"]
    if left:
        names = listing([printable(one.path) for one in left[:3]])
        work.note(
            f"{names} {'says' if len(left) == 1 else 'say'} {writing.olds[0]} in this release: "
            f"gitfix {PREPARE}, then the review"
        )


def _message(incident: Incident, writing: Writing, written: tuple[Written, ...]) -> str:
    kinds = {one.kind for one in written}
    names = (("the version", "version"), ("a changelog entry", "changelog"))
    what = [name for name, kind in names if kind in kinds]
    text = f"{SUBJECT}{writing.entry.new}\n\nNothing but {' and '.join(what)}, by gitfix {PREPARE}."
    return with_trailers(text, [f"{INCIDENT}: {incident.id}"])


def _say_what_is_stale(work: Workspace, incident: Incident, subject: Subject) -> None:
    """An approval and every run is for a tree, and this makes another one."""
    for_tree = [one for one in incident.reviews if one.tree == subject.tree]
    if any(one.kind in ("approved", "self-approved") for one in for_tree):
        work.note("the fix was approved without this commit: it has to be approved once more")
    elif any(step.tree == subject.tree for step in incident.steps.values()):
        work.note(
            "what was run for the fix so far was run without this commit, and is run once more"
        )


def _outcome(
    work: Workspace,
    incident: Incident,
    subject: Subject,
    written: tuple[Written, ...],
    state: Literal["prepared", "unchanged", "planned"],
    plan: Plan | None = None,
) -> Outcome:
    following = None
    if state != "planned":
        only = len(open_rows(work)) == 1
        now = load(work, incident.id)
        following = status_of_incident(work, load_playbook(work), now, only=only).next
    result = ReleaseResult(
        incident.id,
        incident.branch,
        incident.version,
        incident.tag,
        None,
        subject.head,
        subject.tree,
        state,
        False,
        False,
        work.remote_name,
        work.repo.refs.get(INCIDENTS + incident.id),
        tuple(PreparedFile(one.path, one.kind) for one in written),
        following,
        base=incident.base.tag,
        plan=plan.rows() if plan else (),
    )
    return Outcome(result, notices=tuple(work.notices))
