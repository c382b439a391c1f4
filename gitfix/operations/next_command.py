"""The exact command to type next, from the playbook's words and the state of this clone."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from gitfix.core.channel import COMMUNICATION
from gitfix.core.deploying import DEPLOY, without_end
from gitfix.core.when import seconds
from gitfix.host import clock
from gitfix.operations.prepared import backport_ref, postmortem_ref

if TYPE_CHECKING:
    from gitfix.core.playbook import Playbook, Step
    from gitfix.operations.case import Case

SAY = "what you did, and what you saw"
PATIENCE = 3600
"""Seconds for which somebody else's deploy is waited for."""


def command_for(case: Case, playbook: Playbook, step: Step, *, only: bool) -> str:
    """The command of `step`; `only`: no other incident is open, so that it need not be named."""
    incident = case.incident
    here = current_branch(case) == incident.branch != ""
    if step.computed == "backport" and paused(case):
        which = "" if only or here else f" --incident {incident.id}"
        return f"gitfix backport --continue{which}"
    which = "" if here or (only and not incident.closed) else f" --incident {incident.id}"
    if step.id == DEPLOY and _somebody_deploys(case):
        return f"gitfix status --watch{which}"
    words = {
        "incident": incident.id,
        "which": which,
        "revision": "" if here or not incident.branch else f" {shlex.quote(incident.branch)}",
        "push": _push(case, step),
        "severity": incident.severity,
        "release": _tagging(case, which),
    }
    return typed(playbook, step).format_map(words)


def _somebody_deploys(case: Case) -> bool:
    """Whether a deploy that another clone announced may still be going on; afterwards `run deploy` has the ways on."""
    from gitfix.operations.deploy import mine

    last = without_end(case.incident)
    return last is not None and clock.now() - seconds(last.at) < PATIENCE and not mine(case, last)


def _push(case: Case, step: Step) -> str:
    """What makes the prepared result of a step land; questions that wait are answered before that."""
    if step.computed == "postmortem":
        from gitfix.operations.postmortem_standing import unanswered

        written = case.incident.postmortem is not None or prepared(case, "postmortem")
        if written and unanswered(case.work, case.incident):
            return " --edit"
        if case.incident.postmortem_request:
            return " --pr"
    return PUSH.get(step.computed, "") if prepared(case, step.computed) else ""


def typed(playbook: Playbook, step: Step) -> str:
    """What a person types for `step`, with placeholders: as the playbook says, else by its kind of evidence."""
    if step.evidence == "command" and playbook.runs(step):
        return f"gitfix run {step.id}{{which}}"
    if step.id == COMMUNICATION and playbook.channels:
        return "gitfix notify{which}"
    if step.command:
        return step.command
    if step.evidence == "approval":
        return f"gitfix review approve --step {step.id}{{which}}"
    return f'gitfix run {step.id} --statement "{SAY}"{{which}}'


def _tagging(case: Case, which: str) -> str:
    """Makes the release tag and pushes it."""
    if not case.incident.tag:
        return f'gitfix run release --statement "{SAY}"{which}'
    push = " --push" if case.work.remote_name and not case.incident.embargoed else ""
    return f"gitfix release{push}{which}"


def before(case: Case) -> str:
    """What a person does before the fix can be looked at: where it is checked out, and that it is committed."""
    if not case.incident.branch or case.has_commits:
        return ""
    there = case.work.repo.worktrees.having(case.incident.branch)
    if current_branch(case) == case.incident.branch:
        go = ""
    elif there:
        go = f"cd {shlex.quote(os.path.relpath(there.path))}, "
    else:
        go = f"git switch {shlex.quote(case.incident.branch)}, "
    return f"{go}fix, commit, then"


def current_branch(case: Case) -> str:
    """The branch that is checked out here."""
    return "" if case.work.repo.bare else case.work.repo.worktrees.current_branch() or ""


def paused(case: Case) -> tuple[str, ...]:
    """Targets of the backport whose conflict waits in this clone."""
    from gitfix.git import pauses

    tip = case.work.repo.refs.get(pauses.ref_of(case.incident.id))
    if tip is None:
        return ()
    return tuple(stop.branch for stop in pauses.read(case.work.repo, tip).stops)


def prepared(case: Case, computed: str) -> bool:
    """Whether the result of a step waits for its push."""
    incident, refs = case.incident.id, case.work.repo.refs
    if computed == "postmortem":
        return refs.get(postmortem_ref(incident)) is not None
    return computed == "backport" and bool(refs.names(backport_ref(incident, "")))


PUSH = {"postmortem": " --commit --push", "backport": " --push"}
"""How the prepared result of a step is pushed."""
