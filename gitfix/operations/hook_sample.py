"""`gitfix hook sample`: hooks that a server needs, shown to whoever may install them there."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from gitfix.core.hook_result import HookSample
from gitfix.core.outcome import Outcome

if TYPE_CHECKING:
    from gitfix.core.settings import Settings

FILE = "update-record.sh"


def update_hook(settings: Settings) -> Outcome:
    """The update hook that keeps the record append-only."""
    text = files("gitfix.templates").joinpath(FILE).read_text("utf-8")
    return Outcome(HookSample("update", "hooks/update", text))
