"""`gitfix postmortem`: the post-mortem and the incident log, in the checkout or on the default branch."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, Step, WriteFile
from gitfix.core.postmortem import PostmortemResult
from gitfix.core.text import encode
from gitfix.core.value import dataclass
from gitfix.git.execute import execute
from gitfix.operations import which
from gitfix.operations.commits import require_identity
from gitfix.operations.postmortem_commit import commit_postmortem
from gitfix.operations.postmortem_documents import Document, compose
from gitfix.operations.postmortem_facts import gather
from gitfix.operations.postmortem_files import CheckoutFiles, paths_of
from gitfix.operations.recording import record_event
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings


@dataclass(frozen=True)
class Wish:
    """What the command line asked for."""

    incident: str | None = None
    commit: bool = False
    push: bool = False


def postmortem(settings: Settings, wish: Wish) -> Outcome:
    """Write or refresh the post-mortem of an incident, and the log of all.

    In a checkout they are written as files. On a hotfix branch, in a bare repository and with `commit`
    or `push` they are committed onto the default branch, without a checkout.
    """
    work = open_workspace(settings)
    require_identity(work.repo)
    incident = which.which_incident(work, wish.incident)
    if wish.commit or wish.push or work.repo.worktree is None or _on_hotfix(work, incident):
        return commit_postmortem(work, incident, push=wish.push)
    return _write(work, incident, work.repo.worktree)


def _on_hotfix(work: Workspace, incident: Incident) -> bool:
    """Whether a hotfix is checked out here: the report of a fix is no part of it."""
    branch = work.repo.worktrees.current_branch()
    if branch is None:
        tip = work.repo.refs.commit(f"refs/heads/{incident.branch}") if incident.branch else None
        return tip is not None and tip == work.repo.refs.commit("HEAD")
    patterns = work.config.strings("branch.pattern")
    known = which.incident_of_branch(work, branch) is not None
    return known or any(fnmatchcase(branch, pattern) for pattern in patterns)


def _write(work: Workspace, incident: Incident, root: Path) -> Outcome:
    source = CheckoutFiles(work.repo, root)
    documents = compose(work, gather(work, incident), paths_of(work.config), source)
    own, log = documents.incident, documents.log
    result = PostmortemResult(
        incident.id,
        own.path,
        log.path,
        "unchanged",
        to_write=documents.to_write,
        incidents=len(documents.entries),
        problems=documents.problems,
    )
    if not documents.changed:
        return Outcome(result, notices=tuple(work.notices))
    steps: list[Step] = [_step(work, source, document) for document in documents.changed]
    data = {"path": own.path, "commit": ""}
    steps.append(record_event(work, incident.id, "postmortem-written", data, "root-cause"))
    plan = Plan("postmortem", tuple(steps), incident.id)
    if work.settings.dry_run:
        return Outcome(
            replace(result, state="planned", plan=plan.rows()), notices=tuple(work.notices)
        )
    execute(work.repo, plan)
    return Outcome(replace(result, state="written"), notices=tuple(work.notices))


def _step(work: Workspace, source: CheckoutFiles, document: Document) -> WriteFile:
    place = source.place(document.path)
    # What a sparse checkout leaves out is not on disk, whatever was read.
    there = place.is_file()
    mode = place.stat().st_mode & 0o777 if there else 0o644
    objects = work.repo.objects
    old = objects.write_blob(place.read_bytes()) if there else work.repo.zero
    return WriteFile(str(place), old, objects.write_blob(encode(document.new)), mode, mode)
