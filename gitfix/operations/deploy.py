"""`gitfix run deploy` never runs twice by accident: it is announced first, and one without an end stops the next."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY, Deploy, without_end
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.when import seconds
from gitfix.host import clock
from gitfix.host.files import locked, write_atomically
from gitfix.operations.announce import announce
from gitfix.operations.baseline import take_along
from gitfix.operations.recording import Draft
from gitfix.operations.run_record import about

if TYPE_CHECKING:
    from pathlib import Path

    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook, Step
    from gitfix.operations.case import Case

LOCK = "deploy.lock"
MINE = "deploying"
"""In gitfix's own folder: the lock that a running deploy holds, and the event that this clone announced last."""


def may_deploy(case: Case, *, again: bool) -> None:
    """Refusal for a deploy that would be the second one, and that nobody has asked for with `again`."""
    _may(case, case.incident, again=again)


def _may(case: Case, incident: Incident, *, again: bool) -> None:
    if again or not incident.deploys:
        return
    last = incident.deploys[-1]
    if not last.ended:
        raise Refusal(
            _in_flight(case, last),
            found=(f"it was announced {last.at}",),
            hint="look at production first\n"
            f'it went through: gitfix run {DEPLOY} --statement "how that was seen"\n'
            f"deploy once more: gitfix run {DEPLOY} --again",
            exit=Exit.POLICY,
        )
    if last.outcome == "failed" and last.tree == (case.tree or ""):
        raise Refusal(
            f"a deploy of this very fix has failed ({last.by}, {last.at})",
            found=("it may have changed a part of production",),
            hint=f"look, then: gitfix run {DEPLOY} --again",
            exit=Exit.POLICY,
        )


def _in_flight(case: Case, last: Deploy) -> str:
    """Killed here, or somebody else's: the two are told apart by what this clone has kept."""
    if mine(case, last):
        return "the deploy that was begun here was cut short: whether it went through is not known"
    passed = max(clock.now() - seconds(last.at), 0) // 60
    since = f"{passed} min" if passed else "less than a minute"
    return f"{last.by} is deploying since {since}, and has not recorded how it ended"


def mine(case: Case, deploy: Deploy) -> bool:
    """Whether this clone announced it."""
    try:
        return _kept(case).read_text(encoding="ascii").strip() == deploy.event
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _kept(case: Case) -> Path:
    return case.work.repo.private / MINE


@contextlib.contextmanager
def deploying(
    case: Case, playbook: Playbook, step: Step, *, again: bool, unlocked: str
) -> Iterator[str]:
    """Inside the block the deploy is announced, and no other of this clone runs; yields the event that says so."""
    with locked(case.work.repo.private / LOCK, patience=0.0) as held:
        if held is None:
            raise Refusal(
                "a deploy is running from this clone right now",
                hint="its progress: gitfix log --follow",
                exit=Exit.POLICY,
            )
        _may(case, case.incident, again=again)
        take_along(case, playbook)
        known = without_end(case.incident)

        def draft(reason: str) -> Draft:
            data = {
                "tag": case.incident.tag,
                "unlocked": reason,
                "again": known.event if known else "",
            }
            return Draft(
                "deploy-started", data, phase=step.phase, step=step.id, git=about(case, step)
            )

        def may(now: Incident) -> None:
            # What was known here when somebody said `--again` is forgiven; what came since is news.
            news = len(now.deploys) > len(case.incident.deploys)
            _may(case, now, again=again and not news)

        def keep(event: str) -> None:
            write_atomically(_kept(case), f"{event}\n".encode())

        case.work.settings.progress("announcing the deploy")
        yield announce(case.work, case.incident.id, draft, may, keep, unlocked=unlocked)
