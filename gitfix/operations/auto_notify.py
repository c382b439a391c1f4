"""Messages that go out by themselves, when a command that has recorded what `notify.auto` names has ended.

It never fails the command: what could not be said is said here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gitfix.core.names import INCIDENTS
from gitfix.core.outcome import Refusal
from gitfix.operations.workspace import Workspace

if TYPE_CHECKING:
    from gitfix.core.event import Event
    from gitfix.core.playbook import Playbook

_EVENTS = {
    "opened": "opened",
    "released": "released",
    "rolled-back": "rolled-back",
    "closed": "closed",
}
_STEPS = {"deploy": "deployed", "confirmation": "confirmed"}


def tell_by_itself(recorders: Iterable[object]) -> list[str]:
    """Tell what these workspaces have recorded, where the team wants that; what a person should know."""
    notices: list[str] = []
    for work in list(recorders):
        assert isinstance(work, Workspace)
        try:
            wanted = work.config.strings("notify.auto")
            if wanted and not work.settings.dry_run:
                notices += _told(work, wanted)
        except (Refusal, OSError) as error:
            notices.append(f"nobody was told: {error}")
        except KeyboardInterrupt:
            notices.append("nobody was told: stopped by you; say it yourself: gitfix notify")
    return notices


def _told(work: Workspace, wanted: tuple[str, ...]) -> list[str]:
    from gitfix.operations import trust
    from gitfix.operations.case import Case
    from gitfix.operations.notify import channels_for, tell
    from gitfix.operations.notify_text import texts_of
    from gitfix.operations.playbook import load_playbook
    from gitfix.operations.which import load

    said: list[str] = []
    playbook: Playbook = load_playbook(work)
    if not playbook.channels:
        return said
    for ref, update in list(work.repo.recorded.items()):
        if not ref.startswith(INCIDENTS):
            continue
        incident = ref.removeprefix(INCIDENTS)
        old = () if update.old.is_zero else work.record.events(incident, update.old)
        known = {oid for oid, _ in old}
        tip = None if update.new.is_zero else update.new
        new = [event for oid, event in work.record.events(incident, tip) if oid not in known]
        case = Case(work, load(work, incident))
        for event in dict.fromkeys(filter(None, map(_event, new))):
            channels = channels_for(playbook, case.incident, event) if event in wanted else []
            if not channels:
                continue
            if not all(trust.allowed(work, trust.CHANNELS + one.name) for one in channels):
                said.append(
                    "nobody was told: the team's channels are not trusted here: gitfix trust"
                )
                continue
            targets = tell(case, playbook, event, texts_of(case, event), channels)
            failed = [one for one in targets if one.state == "failed"]
            told = [one.channel for one in targets if one.state == "sent"]
            if told:
                said.append(f"told of {event}: {', '.join(told)}")
            said += [f"{one.channel} was not told of {event}: {one.why}" for one in failed]
    return said


def _event(event: Event) -> str:
    if event.data.get("of"):
        return ""  # the old release is confirmed, after a rollback: the fault may well be there
    if event.type in ("ran", "stated"):
        code = event.command.get("exit_code") if event.command else None
        passed = event.type == "stated" or code == 0
        return _STEPS.get(event.step, "") if passed else ""
    return _EVENTS.get(event.type, "")
