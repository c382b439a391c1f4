"""`gitfix notify`: those who have to know are told, channel by channel; a dead channel is said and stops nothing."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Literal

from gitfix.core.channel import COMMUNICATION, EVENTS, Channel, NotifyResult, Target
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.operations import trust
from gitfix.operations.case import Case
from gitfix.operations.notify_event import last_event, stands
from gitfix.operations.notify_text import Texts, texts_of, values_of
from gitfix.operations.playbook import load_playbook
from gitfix.operations.run_record import write_event
from gitfix.operations.status import status_of_incident
from gitfix.operations.which import load, open_incidents, which_incident
from gitfix.operations.workspace import open_workspace
from gitfix.services.message import Message
from gitfix.services.messages import send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook
    from gitfix.core.settings import Settings


def notify(
    settings: Settings,
    about: str | None,
    *,
    preview: bool = False,
    again: bool = False,
    incident: str | None = None,
) -> Outcome:
    """Tell every channel that is for this incident of `about` (default: the last thing that happened).

    What was sent before is not sent again, unless `again`. REMOTE (exit 5) when no channel took it.
    """
    work = open_workspace(settings)
    playbook = load_playbook(work)
    case = Case(work, which_incident(work, incident))
    event = about or last_event(case.incident)
    if unsaid := stands(case.incident, event):
        work.note(unsaid)
    texts = texts_of(case, event)
    chosen = channels_for(playbook, case.incident, event)
    only = preview or settings.dry_run
    if not only and not chosen:
        raise _nobody(playbook, case.incident, event)
    if not only:
        _trusted(case, chosen)
        targets = tell(case, playbook, event, texts, chosen, again=again)
    else:
        targets = [Target(one.name, one.kind, "planned", _missing(case, one)) for one in chosen]
    only_open = len(open_incidents(work)) == 1
    now = case.incident if only else load(work, case.incident.id)
    following = status_of_incident(work, playbook, now, only=only_open).next
    result = NotifyResult(
        case.incident.id,
        event,
        texts.subject,
        texts.body,
        texts.status_page,
        tuple(targets),
        only,
        following,
    )
    failed = [target for target in targets if target.state == "failed"]
    if failed and len(failed) == len(targets):
        return Outcome(
            result,
            Exit.REMOTE,
            f"no channel took the message: {failed[0].channel}: {failed[0].why}",
            f"tell them yourself, then: gitfix run {COMMUNICATION} "
            '--statement "who was told, by whom, and how"',
            tuple(work.notices),
        )
    for target in failed:
        work.note(f"{target.channel} was not told: {target.why}")
    return Outcome(result, notices=tuple(work.notices))


def channels_for(playbook: Playbook, incident: Incident, event: str) -> list[Channel]:
    """The channels that are told of `event`; of an incident under embargo only private ones."""
    return [
        channel
        for channel in playbook.channels
        if event in channel.events
        and (incident.severity or "P1") in channel.severities
        and (channel.private or not incident.embargoed)
    ]


def tell(
    case: Case,
    playbook: Playbook,
    event: str,
    texts: Texts,
    channels: Sequence[Channel],
    *,
    again: bool = False,
) -> list[Target]:
    """Tell each channel, and record each as soon as it was told: a kill in between repeats one at most."""
    step = playbook.step(COMMUNICATION)
    if step is None:
        raise Refusal(f"the playbook has no step {COMMUNICATION}")
    found = []
    for channel in channels:
        body = texts.status_page if channel.text == "status-page" else texts.body
        whole = f"{texts.subject}\n\n{body}\n".encode("utf-8", "surrogateescape")
        digest = hashlib.sha256(whole).hexdigest()
        if not again and _told(case.incident, event, channel, digest):
            found.append(Target(channel.name, channel.kind, "before"))
            continue
        case.work.settings.progress(f"telling {channel.name}")
        target = _tell(case, channel, event, Message(texts.subject, body, values_of(case, event)))
        data = {
            "event": event,
            "channel": channel.name,
            "kind": channel.kind,
            "state": target.state,
            "why": target.why,
            "attempts": target.attempts,
        }
        write_event(case, step, "notified", data, whole, name="message")
        found.append(target)
    return found


def _told(incident: Incident, event: str, channel: Channel, digest: str) -> bool:
    return any(
        (one.event, one.channel, one.digest, one.sent) == (event, channel.name, digest, True)
        for one in incident.notified
    )


def _tell(case: Case, channel: Channel, event: str, message: Message) -> Target:
    missing = _missing(case, channel)
    if missing:
        return Target(channel.name, channel.kind, "failed", missing)
    repo = case.work.repo
    sent = send(
        channel,
        message,
        address_of(case, channel),
        cwd=repo.worktree or repo.git_dir,
        timeout=case.work.config.number("notify.timeout"),
    )
    state: Literal["failed", "sent"] = "failed" if sent.why else "sent"
    return Target(channel.name, channel.kind, state, sent.why, sent.attempts, sent.ms)


def address_of(case: Case, channel: Channel) -> str:
    """The channel's address: from its variable, else from git's configuration; empty where neither has one."""
    found = os.environ.get(channel.url_env, "") if channel.url_env else ""
    return found or case.work.repo.config.get(channel.key) or ""


def _missing(case: Case, channel: Channel) -> str:
    if channel.kind == "command" or address_of(case, channel):
        return ""
    variable = f"set {channel.url_env}, or: " if channel.url_env else ""
    return f"its address is not known here: {variable}git config --global {channel.key} ADDRESS"


def _trusted(case: Case, channels: Sequence[Channel]) -> None:
    keys = [trust.CHANNELS + channel.name for channel in channels]
    if all(trust.allowed(case.work, key) for key in keys):
        return
    rows = (one for one in trust.team_commands(case.work) if one.key in keys)
    raise Refusal(
        "the team's file names channels; they are not trusted in this clone",
        found=tuple(f"{one.key}   {one.command}" for one in rows),
        hint="read them, then: gitfix trust",
    )


def _nobody(playbook: Playbook, incident: Incident, event: str) -> Refusal:
    if not playbook.channels:
        return Refusal(
            "nobody has said whom to tell",
            found=(
                "for next time, in .gitfix.toml on the default branch:",
                "  [[channels]]",
                '  name = "oncall"',
                '  kind = "webhook"',
                '  url_env = "GITFIX_ONCALL_URL"',
            ),
            hint="the text, to be sent by hand: gitfix notify --preview\n"
            f'then: gitfix run {COMMUNICATION} --statement "who was told, by whom, and how"',
        )
    why = "it is under embargo, and no channel is private" if incident.embargoed else ""
    return Refusal(
        f"no channel is for {event} of a {incident.severity or 'P1'}",
        found=(why,) if why else (),
        hint="the text, to be sent by hand: gitfix notify --preview",
    )


__all__ = ["EVENTS", "channels_for", "last_event", "notify", "tell"]
