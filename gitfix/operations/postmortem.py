"""`gitfix postmortem`: the post-mortem and the incident log, in the checkout or on the default branch."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome
from gitfix.core.plan import Plan, Step, WriteFile
from gitfix.core.postmortem_result import Form, OpenItem, PostmortemResult, State
from gitfix.core.text import encode, plural
from gitfix.core.value import dataclass, field, replace
from gitfix.git.execute import execute
from gitfix.operations import which
from gitfix.operations.commits import require_identity
from gitfix.operations.embargo import require_public
from gitfix.operations.postmortem_answers import Change, answering
from gitfix.operations.postmortem_commit import commit_postmortem
from gitfix.operations.postmortem_documents import Document, Documents, compose
from gitfix.operations.postmortem_editor import editing
from gitfix.operations.postmortem_facts import gather
from gitfix.operations.postmortem_files import CheckoutFiles, paths_of
from gitfix.operations.postmortem_standing import PrivateFiles, source_of, waiting
from gitfix.operations.recording import record_event
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings
    from gitfix.operations.postmortem_files import Source


@dataclass(frozen=True)
class Wish:
    """What the command line asked for. `answers`: key → plain text; `output`: a file, or - for standard output."""

    incident: str | None = None
    commit: bool = False
    push: bool = False
    pr: bool = False
    check: bool = False
    edit: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    form: Form = "md"
    output: str = ""

    @property
    def lands(self) -> str:
        """What would show it outside of this clone's own files; empty for nothing."""
        if self.pr:
            return "a request for the post-mortem"
        return "a push of the post-mortem" if self.push else "a commit of the post-mortem"


def postmortem(settings: Settings, wish: Wish) -> Outcome:
    """Write or refresh the post-mortem of an incident, and the log of all.

    In a checkout they are written as files. On a hotfix branch, in a bare repository and with `commit`
    or `push` they are committed onto the default branch, without a checkout; `pr` offers that commit by a request.
    Under an embargo the post-mortem stays in this clone, and there is no log of it.
    """
    work = open_workspace(settings)
    if wish.check:
        return _check(work, which.which_incident(work, wish.incident))
    if wish.output or wish.form != "md":
        from gitfix.operations.postmortem_export import export

        incident = which.which_incident(work, wish.incident)
        checkout = not _on_hotfix(work, incident)
        return export(work, incident, wish.form, wish.output, checkout=checkout)
    require_identity(work.repo)
    incident = which.which_incident(work, wish.incident)
    change = _change(work, wish)
    if incident.embargoed:
        if wish.commit or wish.push or wish.pr:
            require_public(work, incident, wish.lands)
        return _write_private(work, incident, change)
    if wish.pr:
        from gitfix.operations.postmortem_request import propose

        return propose(work, incident, change)
    if wish.commit or wish.push or work.repo.worktree is None or _on_hotfix(work, incident):
        return commit_postmortem(work, incident, push=wish.push, change=change)
    return _write(work, incident, work.repo.worktree, change)


def _change(work: Workspace, wish: Wish) -> Change | None:
    """What people put in: first what they said on the command line, then what they write in their editor."""
    answer = answering(work, wish.answers) if wish.answers else None
    edit = editing(work) if wish.edit and not work.settings.dry_run else None
    if answer and edit:
        return lambda document: edit(answer(document))
    return edit or answer


def _on_hotfix(work: Workspace, incident: Incident) -> bool:
    """Whether a hotfix is checked out here: the report of a fix is no part of it."""
    if work.repo.worktree is None:
        return False
    branch = work.repo.worktrees.current_branch()
    if branch is None:
        tip = work.repo.refs.commit(f"refs/heads/{incident.branch}") if incident.branch else None
        return tip is not None and tip == work.repo.refs.commit("HEAD")
    patterns = work.config.strings("branch.pattern")
    known = which.incident_of_branch(work, branch) is not None
    return known or any(fnmatchcase(branch, pattern) for pattern in patterns)


def _check(work: Workspace, incident: Incident) -> Outcome:
    """What waits for people, and whether the fix's test is on the default branch; POLICY while something does."""
    source = source_of(work, incident, checkout=not _on_hotfix(work, incident))
    before = _before(work, incident, source)
    documents = compose(work, gather(work, incident), paths_of(work.config), source, before=before)
    facts = documents.facts
    missing = [
        OpenItem("", f"the test of the fix is not on {facts.default_branch}: {one.path}")
        for one in facts.regression
        if not one.there
    ]
    result = replace(_result(documents), state="checked", open=(*documents.open, *missing))
    if not result.open:
        return Outcome(result, notices=tuple(work.notices))
    return Outcome(
        result,
        exit=Exit.POLICY,
        message=f"{plural(len(result.open), 'thing')} of the post-mortem of {incident.id} wait for people",
        hint=_hint(result.open),
        notices=tuple(work.notices),
    )


def _before(work: Workspace, incident: Incident, source: Source) -> str | None:
    """What waits for its landing, where there is no document yet."""
    path = paths_of(work.config).of(incident.id)
    return None if source.read(path) is not None else waiting(work, incident, path)


def _hint(items: tuple[OpenItem, ...]) -> str:
    first = next((one.key for one in items if one.key), "")
    if not first:
        return "gitfix backport --push" if not any(one.key for one in items) else ""
    return f'gitfix postmortem --edit    or one by one: gitfix postmortem --answer {first}="…"'


def _result(documents: Documents) -> PostmortemResult:
    return PostmortemResult(
        documents.facts.id,
        documents.incident.path,
        documents.log.path,
        "unchanged",
        to_write=len(documents.open),
        incidents=len(documents.entries),
        problems=documents.problems,
        open=documents.open,
    )


def _write(work: Workspace, incident: Incident, root: Path, change: Change | None) -> Outcome:
    source = CheckoutFiles(work.repo, root)
    paths = paths_of(work.config)
    documents = compose(
        work, gather(work, incident), paths, source, change, _before(work, incident, source)
    )
    steps = [_step(work, source.place(document.path), document) for document in documents.changed]
    return _done(work, incident, _result(documents), steps, documents.incident.path)


def _write_private(work: Workspace, incident: Incident, change: Change | None) -> Outcome:
    source = PrivateFiles(work)
    documents = compose(work, gather(work, incident), paths_of(work.config), source, change)
    own = documents.incident
    place = source.place(own.path)
    steps = [_step(work, place, own)] if own.changed else []
    result = replace(_result(documents), path=str(place), log="", incidents=0)
    work.note(
        f"{incident.id} is under embargo: its post-mortem stays in this clone until it is disclosed"
    )
    return _done(work, incident, result, steps, "", "private")


def _done(
    work: Workspace,
    incident: Incident,
    result: PostmortemResult,
    files: list[WriteFile],
    path: str,
    state: State = "written",
) -> Outcome:
    """Write the files and record that; nothing where nothing changes."""
    if not files:
        return Outcome(result, notices=tuple(work.notices))
    steps: list[Step] = [*files]
    data = {"path": path, "commit": ""}
    steps.append(record_event(work, incident.id, "postmortem-written", data, "root-cause"))
    plan = Plan("postmortem", tuple(steps), incident.id)
    if work.settings.dry_run:
        return Outcome(
            replace(result, state="planned", plan=plan.rows()), notices=tuple(work.notices)
        )
    execute(work.repo, plan)
    return Outcome(replace(result, state=state), notices=tuple(work.notices))


def _step(work: Workspace, place: Path, document: Document) -> WriteFile:
    # What a sparse checkout leaves out is not on disk, whatever was read.
    there = place.is_file()
    mode = place.stat().st_mode & 0o777 if there else 0o644
    objects = work.repo.objects
    old = objects.write_blob(place.read_bytes()) if there else work.repo.zero
    return WriteFile(str(place), old, objects.write_blob(encode(document.new)), mode, mode)
