"""Where messages go, and what was sent: channels by alias; their addresses are secrets and never part of this."""

from __future__ import annotations

from typing import Literal

from gitfix.core.value import dataclass

Kind = Literal["webhook", "smtp", "command", "apprise"]
KINDS: tuple[Kind, ...] = ("webhook", "smtp", "command", "apprise")
Shape = Literal["slack", "json"]
SHAPES: tuple[Shape, ...] = ("slack", "json")
Text = Literal["message", "status-page"]
TEXTS: tuple[Text, ...] = ("message", "status-page")
EVENTS = ("opened", "released", "deployed", "confirmed", "rolled-back", "closed")
"""What people are told about, in the order of an emergency."""
COMMUNICATION = "communication"
"""The step that a message which arrived settles."""


@dataclass(frozen=True)
class Channel:
    """One channel. `url_env`: the variable that holds its address; `to`, `sender`: of mail.

    `severities`, `events`: when it is used. `private`: it may be told of an incident under embargo. `shape`: what a
    webhook gets; `text`: the message, or the text for a status page.
    """

    name: str
    kind: Kind
    severities: tuple[str, ...]
    events: tuple[str, ...]
    url_env: str = ""
    to: tuple[str, ...] = ()
    sender: str = ""
    command: str = ""
    shape: Shape = "slack"
    text: Text = "message"
    private: bool = False

    @property
    def key(self) -> str:
        """The key of git's configuration that may hold its address, of a person or a clone."""
        return f"gitfix-channels.{self.name}.url"


@dataclass(frozen=True)
class Notified:
    """That one channel was told of one event. `digest`: SHA-256 of what it was told."""

    event: str
    channel: str
    digest: str
    sent: bool
    at: str


@dataclass(frozen=True)
class Target:
    """What became of one channel. `before`: it was told exactly this already; `why` says what went wrong.

    `attempts`: how often it was tried; `ms`: milliseconds in all.
    """

    channel: str
    kind: Kind
    state: Literal["sent", "failed", "before", "planned"]
    why: str = ""
    attempts: int = 0
    ms: int = 0


@dataclass(frozen=True)
class NotifyResult:
    """What was said about `about`, and to whom. `status_page`: the text for a public status page."""

    incident: str
    about: str
    subject: str
    message: str
    status_page: str
    targets: tuple[Target, ...]
    preview: bool
    next: str | None
