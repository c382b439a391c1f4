"""`gitfix triage`: how bad it is, who is hit, since when; and whether going back is quicker than a fix."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.incident import SECURITY, Incident
from gitfix.core.incident_id import make as make_id
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.slug import slugify
from gitfix.core.value import dataclass, replace
from gitfix.core.when import ago
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations import base as bases
from gitfix.operations import which
from gitfix.operations.affected import affected
from gitfix.operations.archive import archive
from gitfix.operations.commits import require_identity
from gitfix.operations.embargo import marker
from gitfix.operations.recording import Draft, record
from gitfix.operations.triage_answer import answer
from gitfix.operations.triage_questions import ask
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings


@dataclass(frozen=True)
class Triage:
    """What was said on the command line. `since` as it was typed; `reason`: why a minor fault gets a hotfix."""

    summary: str = ""
    incident: str | None = None
    severity: str | None = None
    kind: str | None = None
    users: str = ""
    systems: tuple[str, ...] = ()
    since: str = ""
    workaround: str = ""
    reason: str = ""
    yes: bool = False
    disclose: bool = False
    detected: str = ""

    @property
    def about_the_fault(self) -> bool:
        """Whether anything was said besides which incident is meant, and that it is public now."""
        said = (self.severity, self.kind, self.users, self.systems, self.since, self.workaround)
        return any((*said, self.detected))

    @property
    def says_something(self) -> bool:
        """Whether anything was said besides which incident is meant."""
        return self.about_the_fault or self.disclose


def triage(settings: Settings, said: Triage) -> Outcome:
    """Open an incident, or say more about one that is open.

    Refusal where nothing is said, for a time that is none, and for a minor fault with a workaround, which can wait for
    the normal release, unless `yes` or a reason is given.
    """
    work = open_workspace(settings)
    require_identity(work.repo)
    known = _known(work, said)
    if settings.interactive:
        said = ask(settings, said, known)
    elif known is not None and not said.says_something:
        raise Refusal(
            f"nothing was said about incident {known.id}",
            hint=f'gitfix triage --incident {known.id} --severity P0 --users "who is hit" --since 40m',
            exit=Exit.USAGE,
        )
    since, detected = _past(said.since, "--since"), _past(said.detected, "--detected")
    _worth_a_hotfix(work, said, known)
    base = _production(work, known)
    incident = known.id if known else make_id(clock.date(clock.now()), clock.nonce(4))
    data = _data(work, said, known, since)
    data |= {"detected": detected} if detected else {}
    if base is not None and (since or known is None):
        data["affected"] = list(affected(work, base, since, known.culprit if known else None))
    drafts = _disclosed(known, said)
    if known is None or said.about_the_fault:
        what = "opened" if known is None else "triaged"
        drafts.insert(0, Draft(what, data, phase="triage", step="severity"))
    secret = said.kind == SECURITY and not said.disclose
    told = marker(work, plus=incident if secret else "", minus=incident if said.disclose else "")
    last = record(work, incident, *drafts)
    # What had ended under embargo kept a ref of its own until now.
    kept = archive(work, incident, last) if known is not None and known.closed else (last,)
    plan = Plan("triage", (*kept, *told), incident)
    if not settings.dry_run:
        execute(work.repo, plan)
    result = answer(work, incident, known, data, base)
    result = replace(result, plan=plan.rows() if settings.dry_run else ())
    return Outcome(result, notices=tuple(work.notices))


def _known(work: Workspace, said: Triage) -> Incident | None:
    """The incident that is meant; None for a new one."""
    if said.incident:
        found = which.which_incident(work, said.incident)
        if found.closed and not (said.disclose and found.embargoed):
            raise Refusal(
                f"incident {found.id} is closed",
                hint='open a new one: gitfix triage "what is broken"',
            )
        return found
    if not said.summary:
        here = which.incident_here(work)
        if here is not None and not here.closed:
            return here
        if not which.open_incidents(work):
            raise Refusal(
                "no incident is open, and nothing says what is broken",
                hint='gitfix triage "what is broken" --severity P0',
                exit=Exit.USAGE,
            )
        return which.which_incident(work, None)
    return _alike(work, said)


def _alike(work: Workspace, said: Triage) -> Incident | None:
    """An open incident with the same summary, when the person at the terminal means that one."""
    alike = [i for i in which.open_incidents(work) if slugify(i.summary) == slugify(said.summary)]
    if not alike:
        return None
    one = alike[-1]
    if work.settings.interactive:
        question = f"incident {one.id} has the same summary\nis it about that one?"
        return one if work.settings.confirm(question) else None
    work.note(
        f"incident {one.id} has the same summary; a new one is opened. "
        f"About that one: gitfix triage --incident {one.id}"
    )
    return None


def _past(text: str, option: str) -> str:
    if not text:
        return ""
    now = clock.now()
    try:
        moment = ago(text, now)
    except ValueError as error:
        hint = f"{option} 40m, or {option} 2026-11-23T20:04"
        raise Refusal(f"{option}: {error}", hint=hint, exit=Exit.USAGE) from None
    if moment > now:
        raise Refusal(
            f"{option} {text} is not past",
            found=(f"it is {clock.iso(now)} now",),
            hint=f"{option} 40m",
            exit=Exit.USAGE,
        )
    return clock.iso(moment)


def _worth_a_hotfix(work: Workspace, said: Triage, known: Incident | None) -> None:
    """A minor fault with a workaround can wait: an emergency costs more than it saves."""
    severity = said.severity or (known.severity if known else "")
    workaround = said.workaround or (known.impact.workaround if known else "")
    if severity != "P2" or not workaround or said.yes or said.reason:
        return
    question = "minor, and there is a workaround: the normal release may do.\nopen it as an emergency all the same?"
    if work.settings.interactive and work.settings.confirm(question):
        return
    again = f"gitfix triage {quote(said.summary)}" if said.summary else "gitfix triage"
    raise Refusal(
        "minor, and there is a workaround: a hotfix may not be warranted",
        found=("the normal release is tested better, and costs nobody's night",),
        hint=f'if it is all the same: {again} … --yes    or say why: --reason "…"',
    )


def _disclosed(known: Incident | None, said: Triage) -> list[Draft]:
    """The end of the embargo; Refusal where there is none."""
    if not said.disclose:
        return []
    if known is None or not known.embargoed:
        name = known.id if known else "a new incident"
        raise Refusal(
            f"{name} is not under embargo",
            hint="only an incident of --kind security is, until it is disclosed",
        )
    return [Draft("disclosed", {}, phase="triage")]


def _production(work: Workspace, known: Incident | None) -> bases.Base | None:
    """What runs in production; None, and said, where nothing tells."""
    try:
        return bases.choose(work, None, None, None, (known.component or None) if known else None)
    except Refusal as refusal:
        work.note(f"what runs in production is not known: {refusal.message}")
        return None


def _data(work: Workspace, said: Triage, known: Incident | None, since: str) -> dict[str, object]:
    data: dict[str, object] = {
        "summary": said.summary or (known.summary if known else ""),
        "kind": said.kind or "",
        "users": said.users,
        "systems": list(said.systems),
        "since": since,
        "workaround": said.workaround,
        "reason": said.reason or ("asked for all the same" if said.yes else ""),
    }
    data = {key: value for key, value in data.items() if value}
    if said.severity:
        data |= {"severity": said.severity, "severity_stated": True}
    elif known is None:
        data |= {"severity": work.config.text("severity.default"), "severity_stated": False}
    return data
