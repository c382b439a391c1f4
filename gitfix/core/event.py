"""One event of the record: who did what when, in a canonical form that a later version can still read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.value import dataclass, field

FORMAT = 1
FILE = "event.json"
"""What the tree of an event's commit holds."""
SUBJECT = "gitfix: "
"""What the message of such a commit begins with; the event's type follows."""
MERGED = "merged"
"""The type of the event in which the records of two laptops meet."""
LAST_CLOCK = 1 << 53
"""The largest whole number that every reader of JSON agrees on."""


@dataclass(frozen=True)
class Actor:
    """Who acted. `key` is the fingerprint of the signing key, empty when unsigned."""

    name: str
    email: str
    key: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """An event. `clock` (Lamport) orders events; `time` (ISO 8601, UTC) is for people only.

    `git`: branch, head, tree where it is about a commit. `command`: argv (redacted), exit_code, ms, digest.
    `extra`: what a newer version wrote beside the known keys; given back unchanged.
    """

    incident: str
    type: str
    actor: Actor
    time: str
    clock: int
    nonce: str
    phase: str = ""
    step: str = ""
    git: Mapping[str, Any] = field(default_factory=dict)
    command: Mapping[str, Any] | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int = FORMAT
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """The canonical bytes: sorted keys, ASCII (so that any byte survives), one line end.

        ValueError for a number that JSON does not have (NaN, infinity).
        """
        import json

        who = self.actor
        document = {
            **self.extra,
            "actor": {**who.extra, "name": who.name, "email": who.email, "key": who.key},
            "clock": self.clock,
            "command": self.command,
            "data": self.data,
            "git": self.git,
            "incident": self.incident,
            "nonce": self.nonce,
            "phase": self.phase,
            "step": self.step,
            "time": self.time,
            "type": self.type,
            "version": self.version,
        }
        text = json.dumps(document, sort_keys=True, ensure_ascii=True, indent=1, allow_nan=False)
        return text.encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Event:
        """The event in `data`; ValueError says what is wrong with it."""
        import json

        try:
            document = json.loads(data, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise ValueError("event.json is not JSON") from None
        if not isinstance(document, dict):
            raise ValueError("event.json is not an object")
        values = {key: _typed(document, key, kind) for key, kind in _KINDS.items()}
        if not 0 <= values["clock"] <= LAST_CLOCK:
            raise ValueError("clock in event.json is out of range")
        extra = {key: value for key, value in document.items() if key not in _KINDS}
        return cls(**{**values, "actor": _actor(values["actor"]), "extra": extra})


def merge_of(incident: str, parents: Sequence[str], time: str, clock: int) -> Event:
    """The event in which two histories meet: the same on every laptop that makes it.

    `time`: the latest of all events of both; `clock`: one after the highest.
    """
    return Event(
        incident=incident,
        type=MERGED,
        actor=Actor("gitfix", "gitfix@localhost"),
        time=time,
        clock=clock,
        nonce="",
        data={"parents": list(parents)},
    )


def _actor(document: dict[str, Any]) -> Actor:
    names = ("name", "email", "key")
    if not all(isinstance(document.get(name), str) for name in names):
        raise ValueError("actor in event.json has no name, email and key")
    extra = {key: value for key, value in document.items() if key not in names}
    return Actor(document["name"], document["email"], document["key"], extra)


def _no_number(name: str) -> Any:
    raise ValueError(name)


_KINDS: dict[str, tuple[type, ...]] = {
    "actor": (dict,),
    "clock": (int,),
    "command": (dict, type(None)),
    "data": (dict,),
    "git": (dict,),
    "incident": (str,),
    "nonce": (str,),
    "phase": (str,),
    "step": (str,),
    "time": (str,),
    "type": (str,),
    "version": (int,),
}


def _typed(document: dict[str, Any], key: str, kinds: tuple[type, ...]) -> Any:
    if key not in document:
        raise ValueError(f"event.json has no {key}")
    value = document[key]
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise ValueError(f"{key} in event.json is {type(value).__name__}")
    return value
