"""One event of the record: who did what when, in a canonical form that a later version can still read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class Actor:
    """Who acted. `key` is the fingerprint of the signing key, empty when unsigned."""

    name: str
    email: str
    key: str = ""


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
        """The canonical bytes: sorted keys, ASCII (so that any byte survives), one line end."""
        document = {
            **self.extra,
            "actor": {"name": self.actor.name, "email": self.actor.email, "key": self.actor.key},
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
        return json.dumps(document, sort_keys=True, ensure_ascii=True, indent=1).encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Event:
        """The event in `data`; ValueError says what is wrong with it."""
        try:
            document = json.loads(data)
        except ValueError:
            raise ValueError("event.json is not JSON") from None
        if not isinstance(document, dict):
            raise ValueError("event.json is not an object")
        values = {key: _typed(document, key, kind) for key, kind in _KINDS.items()}
        actor = document["actor"]
        known = Actor(*(str(actor.get(key, "")) for key in ("name", "email", "key")))
        extra = {key: value for key, value in document.items() if key not in _KINDS}
        return cls(**{**values, "actor": known, "extra": extra})


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
