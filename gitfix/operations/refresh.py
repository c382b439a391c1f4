"""`gitfix refresh`: the line's newest release, made meanwhile, is taken into the hotfix; its base moves there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.backport import Conflict
from gitfix.core.names import HEADS, BranchName, Oid
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan, Step
from gitfix.core.refresh import RefreshBase, RefreshResult
from gitfix.core.value import replace
from gitfix.core.version import parse_version
from gitfix.git.execute import execute
from gitfix.operations import base as bases
from gitfix.operations import which
from gitfix.operations.commits import make_commit, require_identity
from gitfix.operations.landing import Landing, local_steps
from gitfix.operations.load import head_of
from gitfix.operations.missing_history import missing_history
from gitfix.operations.newer_release import newer_release, say_other_line
from gitfix.operations.recording import Draft, record
from gitfix.operations.subject import whole
from gitfix.operations.version import reserve
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings


def refresh(settings: Settings, *, incident: str | None = None) -> Outcome:
    """Merge the newest release of the incident's line into its hotfix branch, and measure against it from now on.

    CONFLICT (exit 3) when that does not merge: nothing has moved, and the result says where.
    """
    work = open_workspace(settings)
    work.repo.merges.require()
    require_identity(work.repo)
    found = which.which_incident(work, incident)
    local = _local(work, found)
    head = head_of(work, found)
    newer = newer_release(work, found)
    if newer is None:
        say_other_line(work, found)
        return Outcome(_blank(found, _base(found), head), notices=tuple(work.notices))
    whole(work, found, head)
    return _take(work, found, newer, local, head)


def _local(work: Workspace, found: Incident) -> Oid:
    if found.closed:
        raise Refusal(f"incident {found.id} is closed", hint=f"gitfix log --incident {found.id}")
    if not found.branch:
        raise Refusal(
            f"incident {found.id} has no hotfix branch yet",
            hint=f"gitfix branch --incident {found.id}",
        )
    if not found.base.tag:
        raise Refusal(
            f"{found.branch} does not start at a release tag, so no tag can follow it",
            hint=f"merge what runs in production yourself, in {found.branch}",
        )
    local = work.repo.refs.get(HEADS + found.branch)
    if local is None:
        raise Refusal(
            f"the hotfix branch {found.branch} is not here", hint=f"gitfix resume {found.id}"
        )
    return local


def _take(work: Workspace, found: Incident, newer: bases.Base, local: Oid, head: Oid) -> Outcome:
    repo = work.repo
    branch = BranchName(found.branch)
    result = replace(
        _blank(found, RefreshBase(newer.tag, newer.commit, newer.version), head),
        pushed_before=bool(work.truth.branch(branch)),
        version_was=found.version,
    )
    if repo.history.contains(newer.commit, found.base.commit) is None:
        raise Refusal(
            f"this clone is shallow: what {newer.tag} and {branch} have in common is not here",
            hint=missing_history(work),
        )
    merges: list[str] = []
    if repo.history.contains(head, newer.commit):
        # Somebody has merged it by hand, as after a conflict.
        after = head
        merges = _by_hand(work, newer.commit, head)
        result = replace(result, state="adopted", merge=merges[-1] if merges else "")
    elif repo.history.contains(newer.commit, head):
        after = newer.commit
        result = replace(result, state="refreshed")
    else:
        merged = repo.merges.merge(head, newer.commit)
        if not merged.clean:
            rows = tuple(Conflict(one.path, one.kind) for one in merged.conflicts)
            from gitfix.operations.refresh_conflict import stopped

            return stopped(work, found, newer, replace(result, conflicts=rows))
        message = f"Merge {newer.tag} into {branch}\n\nGitfix-Incident: {found.id}\n"
        after = make_commit(repo, merged.tree, (head, newer.commit), message)
        merges = [after]
        result = replace(result, state="refreshed", merge=after)
    version, tag = _version(work, found, newer)
    result = replace(result, after=after, version=version)
    steps: list[Step] = []
    landings = [Landing(branch, local, after)] if after != local else []
    steps += local_steps(repo, landings)
    data = {
        "base": {"tag": newer.tag, "commit": str(newer.commit), "version": newer.version},
        "old": {
            "tag": found.base.tag,
            "commit": found.base.commit,
            "version": found.base.version,
        },
        "version": version,
        "tag": tag,
        "merges": merges,
    }
    tree = repo.objects.read_commit(after).tree
    about = {"branch": branch.ref, "head": str(after), "tree": str(tree)}
    told = record(
        work, found.id, Draft("refreshed", data, phase="development", step="branch", git=about)
    )
    # In one transaction with the branch, before its files.
    steps[len(landings) : len(landings)] = [told]
    plan = Plan("refresh", tuple(steps), found.id)
    if work.settings.dry_run:
        result = replace(result, state="planned", plan=plan.rows())
    else:
        execute(repo, plan)
    return Outcome(result, notices=tuple(work.notices))


def _base(found: Incident) -> RefreshBase:
    return RefreshBase(found.base.tag, found.base.commit, found.base.version)


def _blank(found: Incident, new: RefreshBase, head: Oid) -> RefreshResult:
    return RefreshResult(
        incident=found.id,
        branch=found.branch,
        state="nothing",
        old=_base(found),
        new=new,
        before=head,
        after=head,
        merge="",
        version=found.version,
    )


def _by_hand(work: Workspace, tag: Oid, head: Oid) -> list[str]:
    """Merges of the release, or of something older of the line, among the branch's own commits."""
    logged = work.repo.history.between(f"{tag}..{head}", options=("--merges", "--reverse"))
    return [
        str(one.oid)
        for one in logged
        if any(work.repo.history.contains(tag, parent) for parent in one.parents)
    ]


def _version(work: Workspace, found: Incident, newer: bases.Base) -> tuple[str, str]:
    """The hotfix's version, and its tag where it is another one now: the release may have taken the number."""
    mine = parse_version(found.version)
    assert newer.release is not None
    if mine is None or newer.release.version < mine:
        return found.version, ""
    reserved = reserve(
        work,
        newer,
        found.id,
        lambda reserved: None,
        place=not (work.settings.dry_run or found.embargoed),
    )
    work.note(
        f"{found.version} is taken by {newer.tag}: this hotfix is {reserved.text} now; "
        f"its branch keeps the name {found.branch}"
    )
    return reserved.text, reserved.tag
