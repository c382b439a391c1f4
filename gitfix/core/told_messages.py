"""What the record says of the messages that were sent."""

from __future__ import annotations

from gitfix.core.fold_kit import text
from gitfix.core.incident_fold import taken_back
from gitfix.core.told import Events, rows
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class MessageRow:
    """A message that was sent. `audience`: internal, customers, …, as the channel says."""

    subject: str
    channel: str
    audience: str
    state: str
    who: str
    at: str
    event: str


def messages(events: Events) -> tuple[MessageRow, ...]:
    """The messages that were sent, one row per channel."""
    gone = taken_back(events)
    found: list[MessageRow] = []
    for oid, event in events:
        if event.type != "notified" or oid in gone:
            continue
        who, at = event.actor.name, event.time
        subject = text(event.data, "subject") or text(event.data, "event") or event.step
        sent = rows(event.data, "channels") or [event.data]
        found += [
            MessageRow(
                text(one, "subject") or subject,
                text(one, "channel") or text(one, "name"),
                text(one, "audience") or text(one, "kind"),
                text(one, "state"),
                who,
                at,
                oid,
            )
            for one in sent
        ]
    return tuple(found)
