"""`gitfix postmortem --pr`: the post-mortem on a branch of its own, offered to the default branch by a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS
from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, Push, Step, UpdateRef
from gitfix.core.request import Request
from gitfix.core.value import replace
from gitfix.git.execute import exclusive, execute_locked
from gitfix.operations import postmortem_offered as offered
from gitfix.operations import requests
from gitfix.operations.forges import forge_at
from gitfix.operations.postmortem_commit import require_remote, target
from gitfix.operations.postmortem_files import paths_of
from gitfix.operations.postmortem_made import make
from gitfix.operations.prepared import postmortem_ref
from gitfix.operations.recording import Draft, record
from gitfix.operations.requests_known import Context, Known, Partly
from gitfix.render import postmortem_request_text

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.names import BranchName, Oid
    from gitfix.core.postmortem_result import PostmortemResult
    from gitfix.core.request import Opened
    from gitfix.operations.postmortem_answers import Change
    from gitfix.operations.postmortem_documents import Documents
    from gitfix.operations.workspace import Workspace

COMMAND = "postmortem --pr"


def propose(work: Workspace, incident: Incident, change: Change | None) -> Outcome:
    """Push the post-mortem to a branch of its own, and open or update its request; a draft while questions wait.

    Refusal (REMOTE) when the remote or its forge does not do it.
    """
    require_remote(work, "--pr")
    branch, tip = target(work)
    row = incident.postmortem_request
    known = Known(row.url, row.tips, row.draft) if row else Known()
    there = offered.there(work, incident, known, tip)
    path = paths_of(work.config).of(incident.id)
    before = offered.goes_on_from(work, incident, path, tip, there)
    documents, result = make(work, incident, branch, tip, change, before)
    result = replace(result, pr=known.url or None)
    if not documents.changed:
        return Outcome(result, notices=tuple(work.notices))
    commit = offered.commit_for(work, incident, documents, tip, there, known)
    request = _request(incident, documents, branch, commit)
    ref = postmortem_ref(incident.id)
    old = work.repo.refs.get(ref) or work.repo.zero
    keep = (UpdateRef(ref, old, commit),) if old != commit else ()
    result = replace(
        result, commit=commit, request_branch=request.branch, draft=request.draft, state="planned"
    )
    if work.settings.dry_run:
        plan = _plan(work, incident, request, there, keep)
        return Outcome(replace(result, plan=plan.rows()), notices=tuple(work.notices))
    context = Context(COMMAND, incident.id, {request.branch: known}, (keep, ()))
    try:
        (opened,) = requests.open_or_update(work, context, [request])
    except Partly as partly:
        for one in partly.opened:
            _record(work, incident, documents, one, known)
        raise
    _record(work, incident, documents, opened, known)
    return Outcome(_told(result, opened), notices=tuple(work.notices))


def _request(incident: Incident, documents: Documents, branch: BranchName, commit: Oid) -> Request:
    words = postmortem_request_text.words(
        documents.facts, documents.incident.path, documents.log.path, documents.open
    )
    draft = bool(documents.open)
    name = offered.branch_of(incident.id)
    return Request(branch, name, commit, words.title, words.body, words.line, draft)


def _plan(
    work: Workspace,
    incident: Incident,
    request: Request,
    there: Oid | None,
    keep: tuple[UpdateRef, ...],
) -> Plan:
    """What would be done, for a look."""
    remote = work.config.text("push.remote") or work.truth.remote
    update = UpdateRef(HEADS + request.branch, there or work.repo.zero, request.tip)
    if requests.by_agit(forge_at(work, work.remote)):
        from gitfix.operations.requests_agit import FOR

        update = UpdateRef(FOR + request.target, work.repo.zero, request.tip)
    push: tuple[Step, ...] = (Push(remote, (update,), lease=True),) if there != request.tip else ()
    return Plan(COMMAND, (*push, *keep), incident.id)


def _record(
    work: Workspace,
    incident: Incident,
    documents: Documents,
    opened: Opened,
    known: Known,
) -> None:
    """What is new about the request; nothing where all is as it was recorded."""
    request = opened.request
    now = (opened.url, request.draft, str(request.tip))
    if opened.how == "left" or now == (known.url, known.draft, "".join(known.tips[-1:])):
        return
    data = {
        "path": documents.incident.path,
        "branch": request.target,
        "request": request.branch,
        "url": opened.url,
        "tip": str(request.tip),
        "draft": request.draft,
    }
    step = record(work, incident.id, Draft("postmortem-proposed", data, step="root-cause"))
    with exclusive(work.repo) as held:
        execute_locked(held, Plan(COMMAND, (step,), incident.id), keep=False)


def _told(result: PostmortemResult, opened: Opened) -> PostmortemResult:
    return replace(
        result,
        state="proposed",
        pr=opened.url or None,
        request=opened.how,
        request_text=opened.text,
    )
