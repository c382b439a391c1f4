"""The one generic JSON view: frozen dataclasses in, one object out, on success and on failure alike."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import IntEnum
from pathlib import PurePath
from typing import Any

from gitfix.core.outcome import Exit
from gitfix.core.text import printable


def envelope(command: str, exit: Exit, result: object, message: str, hint: str) -> str:
    """The object that `--json` prints (docs/json.md), with a line end."""
    failed = exit is not Exit.OK
    document = {
        "command": command,
        "ok": not failed,
        "exit_code": int(exit),
        "result": plain(result),
        "error": {"code": exit.name, "message": plain(message), "hint": plain(hint)}
        if failed
        else None,
    }
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def plain(value: object) -> Any:
    """`value` as JSON data. Text that is not UTF-8 is escaped (`\\xe9`), so that any reader takes it.

    A dataclass may leave fields out by naming them in `_private`.
    """
    if is_dataclass(value) and not isinstance(value, type):
        hidden = getattr(value, "_private", ())
        return {
            f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in hidden
        }
    if isinstance(value, dict):
        return {_text(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, PurePath):
        return _text(str(value))
    if isinstance(value, IntEnum):
        return value.name
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(printable(char) if "\ud800" <= char <= "\udfff" else char for char in text)
    return str(text)
