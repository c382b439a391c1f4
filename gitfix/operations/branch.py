"""`gitfix branch`: a hotfix branch at the production tag, and the incident that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gitfix.core.branch_template import DATED, render_branch
from gitfix.core.branching import BranchBase, BranchResult
from gitfix.core.incident import Incident
from gitfix.core.incident_id import make as make_id
from gitfix.core.names import HEADS, BranchName, Oid
from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, Step, UpdateRef
from gitfix.core.settings import Settings
from gitfix.core.slug import slugify
from gitfix.core.value import dataclass, replace
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations import base as bases
from gitfix.operations import place
from gitfix.operations.branch_again import come_back
from gitfix.operations.branch_known import known_incident
from gitfix.operations.branch_name import usable
from gitfix.operations.commits import require_identity
from gitfix.operations.furnish import furnish
from gitfix.operations.recording import Draft, record
from gitfix.operations.tag_sides import TrustTag
from gitfix.operations.version import Reserved, reserve
from gitfix.operations.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Wish:
    """What the command line asked for."""

    summary: str = ""
    incident: str | None = None
    severity: str | None = None
    tag: str | None = None
    revision: str | None = None
    line: str | None = None
    component: str | None = None
    trust_tag: TrustTag | None = None
    name: str | None = None
    where: place.Where = "auto"
    at: Path | None = None


def branch(settings: Settings, wish: Wish) -> Outcome:
    """Open a hotfix branch, or come back to the one that the incident has.

    Refusal when nothing says what runs in production, or the branch cannot be made; nothing is changed then.
    """
    work = open_workspace(settings)
    require_identity(work.repo)
    known = known_incident(work, wish)
    if known and known.branch and work.repo.refs.get(HEADS + known.branch):
        return come_back(work, known, wish.severity, wish.where, wish.at)
    base = bases.choose(work, wish.tag, wish.revision, wish.line, wish.component, wish.trust_tag)
    return _open(work, wish, base, known)


def _open(work: Workspace, wish: Wish, base: bases.Base, known: Incident | None) -> Outcome:
    repo = work.repo
    incident = known.id if known else make_id(clock.date(clock.now()), clock.nonce(4))
    summary = wish.summary or (known.summary if known else "")
    embargoed = known is not None and known.embargoed
    if embargoed:
        work.note(
            "under embargo: the branch's name says nothing, and nothing is claimed on the remote"
        )

    def made(reserved: Reserved) -> tuple[BranchName, place.Place]:
        fields = {
            "version": reserved.text,
            "slug": "" if embargoed else slugify(summary),
            "date": clock.date(clock.now()),
            "incident": incident,
            "line": wish.line or "",
            "component": base.component,
        }
        template = work.config.text("branch.template") if reserved.text else DATED
        name = wish.name or render_branch(template, fields)
        branch = usable(work, name.removeprefix(HEADS))
        return branch, place.choose(work, wish.where, branch, base.commit, wish.at, reserved.text)

    reserved = reserve(work, base, incident, made, place=not (work.settings.dry_run or embargoed))
    branch, spot = made(reserved)
    drafts = _drafts(work, wish, base, branch, reserved, known)
    step = UpdateRef(branch.ref, repo.zero, base.commit)
    recorded = record(work, incident, *drafts)
    told = _hook_told(work, branch, base.commit)
    plan = Plan("branch", (step, recorded, *told, *spot.steps(repo, branch, base.commit)), incident)
    result = _result(work, incident, branch, reserved.text, base, spot)
    stated = wish.severity or (known.severity if known else None)
    result = replace(
        result,
        severity=stated or work.config.text("severity.default"),
        severity_stated=bool(stated),
    )
    if work.settings.dry_run:
        result = replace(result, plan=plan.rows())
        return Outcome(result, notices=tuple(work.notices))
    execute(repo, plan)
    if spot.worktree:
        furnish(work, spot.worktree)
    return Outcome(replace(result, warnings=tuple(work.notices)), notices=tuple(work.notices))


def _hook_told(work: Workspace, branch: BranchName, base: Oid) -> Sequence[Step]:
    """An installed hook recognises the new branch under any name it is pushed to."""
    if not work.config.strings("hook.pattern"):
        return ()
    from gitfix.operations import hook_branches

    return hook_branches.steps(work, adding=(str(branch), base))


def _drafts(
    work: Workspace,
    wish: Wish,
    base: bases.Base,
    branch: BranchName,
    reserved: Reserved,
    known: Incident | None,
) -> list[Draft]:
    severity = wish.severity or work.config.text("severity.default")
    drafts = []
    if known is None:
        opened = {
            "summary": wish.summary,
            "severity": severity,
            "severity_stated": wish.severity is not None,
        }
        drafts.append(Draft("opened", opened, phase="triage", step="severity"))
    elif wish.severity and wish.severity != known.severity:
        stated = {"severity": wish.severity, "severity_stated": True}
        drafts.append(Draft("triaged", stated, phase="triage", step="severity"))
    branched = {
        "branch": str(branch),
        "version": reserved.text,
        "tag": reserved.tag,
        "component": base.component,
        "base": {"tag": base.tag, "commit": base.commit, "version": base.version},
        "previous": {"tag": base.previous_tag, "commit": base.previous_commit or ""},
        "targets": bases.target_tips(work),
    }
    about = {"branch": branch.ref, "head": base.commit}
    drafts.append(Draft("branched", branched, phase="development", step="branch", git=about))
    return drafts


def _result(
    work: Workspace,
    incident: str,
    branch: BranchName,
    version: str,
    base: bases.Base,
    spot: place.Place,
) -> BranchResult:
    shipped = bases.shipped_rows(work, base)
    return BranchResult(
        incident=incident,
        branch=str(branch),
        version=version,
        base=BranchBase(base.tag, base.commit, base.version),
        worktree=str(spot.worktree) if spot.worktree else None,
        checked_out=spot.worktree is not None or spot.switch is not None,
        reused=False,
        why_there=spot.why,
        tagged=bases.age_words(work, base),
        previous=base.previous_tag,
        shipped=shipped,
    )
