"""Reads the `[[channels]]` of a team's file: who is told of what, and where the address is kept, never the address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.channel import EVENTS, KINDS, SHAPES, TEXTS, Channel, Kind
from gitfix.core.playbook import SEVERITIES
from gitfix.core.table_read import PlaybookError, Reader

_KEYS = ("name", "kind", "severities", "events", "text", "private")
_OF: dict[Kind, tuple[str, ...]] = {
    "webhook": ("url_env", "shape"),
    "smtp": ("url_env", "to", "from"),
    "command": ("command",),
    "apprise": ("url_env",),
}
_NEEDS: dict[Kind, tuple[str, ...]] = {"smtp": ("from",), "command": ("command",)}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


def read_channels(tables: Sequence[Mapping[str, Any]]) -> tuple[Channel, ...]:
    """The channels; PlaybookError names the key that is wrong."""
    found = tuple(_channel(number, table) for number, table in enumerate(tables))
    names = [channel.name for channel in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise PlaybookError(("channels", number, "name"), f"there are two channels {name}")
    return found


def _channel(number: int, table: Mapping[str, Any]) -> Channel:
    path = ("channels", number)
    kind = Reader(path, {"kind": table.get("kind")}, ("kind",)).choice("kind", KINDS, None)
    if "url" in table:
        raise PlaybookError(
            (*path, "url"),
            "an address would be readable by everybody here: name the variable that holds it in url_env",
        )
    read = Reader(path, table, (*_KEYS, *_OF[kind]))
    for key in _NEEDS.get(kind, ()):
        read.text(key, None)
    name = read.text("name", None)
    if not _NAME.fullmatch(name):
        raise PlaybookError((*path, "name"), "a name has lower-case letters, digits and hyphens")
    to = read.texts("to", ())
    if kind == "smtp" and not to:
        raise PlaybookError((*path, "to"), 'mail needs to = ["oncall@example.com"]')
    return Channel(
        name,
        kind,
        read.severities("severities", SEVERITIES),
        read.some("events", EVENTS, EVENTS),
        read.variable("url_env", ""),
        to,
        read.text("from", ""),
        read.text("command", ""),
        read.choice("shape", SHAPES, "slack"),
        read.choice("text", TEXTS, "message"),
        read.flag("private", False),
    )
