"""`gitfix hook sample`: hooks that a server needs, shown to whoever may install them there."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from gitfix.core.hook_result import HookSample
from gitfix.core.hook_shim import render_server
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.text import decode

if TYPE_CHECKING:
    from gitfix.core.settings import Settings


def update_hook(settings: Settings) -> Outcome:
    """The update hook that keeps the record append-only."""
    return Outcome(HookSample("update", "hooks/update", decode(_template("update-record.sh"))))


def receive_hook(settings: Settings) -> Outcome:
    """The pre-receive hook that checks hotfixes, for this gitfix and the branch patterns of this repository."""
    from gitfix.operations.hook_install import executable

    text = render_server(
        _template("pre-receive.sh"), executable=executable(), patterns=_patterns(settings)
    )
    return Outcome(HookSample("pre-receive", "hooks/pre-receive", decode(text)))


def _patterns(settings: Settings) -> tuple[str, ...]:
    """What is configured here; outside of a repository, what gitfix has built in."""
    from gitfix.core.config import combine
    from gitfix.operations.hook_install import usable
    from gitfix.operations.workspace import open_workspace

    try:
        config = open_workspace(settings).config
    except Refusal:
        config = combine([])
    return usable(tuple(config.strings("branch.pattern")))


def _template(name: str) -> bytes:
    return files("gitfix.templates").joinpath(name).read_bytes()
