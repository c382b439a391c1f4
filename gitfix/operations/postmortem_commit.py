"""The post-mortem as a commit on the default branch, made in memory: no checkout is needed or touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.incident_fold import fold
from gitfix.core.names import HEADS, BranchName, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan, Push, Step, UpdateRef
from gitfix.core.postmortem_result import State
from gitfix.core.value import replace
from gitfix.git.execute import execute
from gitfix.operations import targets
from gitfix.operations.landing import Landing, follow_steps, local_steps
from gitfix.operations.postmortem_documents import compose
from gitfix.operations.postmortem_facts import gather
from gitfix.operations.postmortem_files import TreeFiles, paths_of
from gitfix.operations.postmortem_made import commit_of, make
from gitfix.operations.postmortem_standing import goes_on
from gitfix.operations.prepared import postmortem_ref
from gitfix.operations.recording import Draft, record, record_event
from gitfix.operations.truth import bring

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.postmortem_answers import Change
    from gitfix.operations.workspace import Workspace

ATTEMPTS = 3
"""How often it is made anew when the remote's branch moved meanwhile."""


def commit_postmortem(
    work: Workspace, incident: Incident, *, push: bool, change: Change | None = None
) -> Outcome:
    """Commit the post-mortem onto the default branch.

    Without a remote it lands at once; with one it is prepared, and `push` lands it. REMOTE (exit 5)
    when the remote refuses or cannot be reached.
    """
    if push:
        require_remote(work, "--push")
    for attempt in range(ATTEMPTS):
        branch, tip = target(work)
        try:
            return _once(work, incident, branch, tip, push=push, change=change)
        except Refusal as refusal:
            again = push and refusal.exit is Exit.REMOTE and attempt + 1 < ATTEMPTS
            if not again or not _moved(work, branch):
                raise
    raise AssertionError("the last attempt returns or raises")


def branch_of(work: Workspace) -> str:
    """The default branch, where post-mortems go."""
    return targets.default_name(work, targets.heads(work))


def on_top(
    work: Workspace, incident: str, tip: Oid, told: UpdateRef
) -> tuple[Oid, UpdateRef] | None:
    """The post-mortem committed on `tip`, and the record with it; None when there is nothing to write.

    `told` is the step that records what lands together with it, so that the report tells of its own landing.
    """
    events = work.record.events(incident, told.new)
    found = fold(events)
    facts = gather(work, found, events, tip)
    paths = paths_of(work.config)
    documents = compose(
        work,
        facts,
        paths,
        TreeFiles(work.repo, tip),
        before=goes_on(work, found, paths.of(incident), tip),
    )
    if not documents.changed or any(document.conflicted for document in documents.changed):
        return None
    commit = commit_of(work, found, documents, tip)
    data = {"path": documents.incident.path, "commit": str(commit)}
    draft = Draft("postmortem-written", data, step="root-cause")
    return commit, record(work, incident, draft, after=told)


def require_remote(work: Workspace, option: str) -> None:
    """Refusal where `option` (--push, --pr) cannot do anything: no remote, or none that answers (REMOTE)."""
    if work.remote is None:
        raise Refusal(
            "there is no remote to push to",
            hint="gitfix postmortem --commit lands on the local branch; or: git remote add origin URL",
        )
    if work.truth.answer == "offline":
        raise Refusal(f"{option} needs the remote", hint="leave out --offline")
    work.truth.require(f"try again when it is back: gitfix postmortem {option}")


def _moved(work: Workspace, branch: BranchName) -> bool:
    before = work.truth.branch(branch)
    del work.truth
    return work.truth.known and work.truth.branch(branch) != before


def target(work: Workspace) -> tuple[BranchName, Oid]:
    """The default branch and its tip: the remote's, or as far as this clone knows it."""
    branches = targets.heads(work)
    branch = BranchName(targets.default_name(work, branches))
    if work.truth.known and branch in branches:
        keep = not work.settings.dry_run
        return branch, bring(work.repo, work.truth, [branch.ref], keep_refs=keep)[branch.ref]
    tracking = f"refs/remotes/{work.remote_name}/{branch}" if work.remote_name else ""
    refs = () if work.truth.known else (tracking, branch.ref)
    tip = next((oid for ref in refs if ref and (oid := work.repo.refs.commit(ref))), None)
    if not branch or tip is None:
        raise Refusal(
            f"there is no branch {branch} to commit onto"
            if branch
            else "no default branch is known",
            found=tuple(sorted(branches)[:8]) or ("no branches",),
            hint="name it: gitfix config production.branch BRANCH",
        )
    return branch, tip


def _once(
    work: Workspace,
    incident: Incident,
    branch: BranchName,
    tip: Oid,
    *,
    push: bool,
    change: Change | None,
) -> Outcome:
    before = goes_on(work, incident, paths_of(work.config).of(incident.id), tip)
    documents, result = make(work, incident, branch, tip, change, before)
    if not documents.changed:
        return Outcome(result, notices=tuple(work.notices))
    commit = commit_of(work, incident, documents, tip)
    steps, state, left = _steps(work, incident, Landing(branch, tip, commit), push=push)
    if state != "prepared":
        data = {"path": documents.incident.path, "commit": str(commit)}
        steps.append(record_event(work, incident.id, "postmortem-written", data, "root-cause"))
    result = replace(result, commit=commit, state=state)
    plan = Plan("postmortem", tuple(steps), incident.id)
    if work.settings.dry_run:
        result = replace(result, state="planned", plan=plan.rows())
    elif steps:
        try:
            left += execute(work.repo, plan).left_alone
        except Refusal as refusal:
            raise _explained(refusal, incident, branch) from None
    return Outcome(replace(result, left_alone=tuple(left)), notices=tuple(work.notices))


def _push_remote(work: Workspace) -> str:
    return work.config.text("push.remote") or work.remote_name


def _steps(
    work: Workspace, incident: Incident, landing: Landing, *, push: bool
) -> tuple[list[Step], State, list[str]]:
    """How it lands, what that is called, and which local branches are left alone."""
    repo, ref = work.repo, postmortem_ref(incident.id)
    old = repo.refs.get(ref)
    if not work.remote_name:
        return local_steps(repo, [landing]), "committed", []
    if not push:
        moves = old != landing.new
        return [UpdateRef(ref, old or repo.zero, landing.new)] if moves else [], "prepared", []
    remote = _push_remote(work)
    update = UpdateRef(HEADS + landing.branch, landing.old, landing.new)
    follow, left = follow_steps(repo, [landing])
    forget = [UpdateRef(ref, old, repo.zero, follow=True)] if old else []
    return [Push(remote, (update,)), *follow, *forget], "pushed", left


def _explained(refusal: Refusal, incident: Incident, branch: str) -> Refusal:
    """A protected branch takes no push: the post-mortem can go the way of a pull request."""
    if refusal.exit is not Exit.REMOTE:
        return refusal
    which = f" --incident {incident.id}"
    return Refusal(
        refusal.message,
        found=refusal.found,
        hint=refusal.hint
        or f"if {branch} takes no pushes, open a request for it: gitfix postmortem --pr{which}",
        exit=refusal.exit,
        result=refusal.result,
    )
