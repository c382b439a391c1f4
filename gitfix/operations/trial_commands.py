"""The commands of a test run, and what their answer depends on besides the tree."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Literal

from gitfix.core.value import dataclass

Stage = Literal["check", "test", "keep-green"]
FORMAT = 1
"""Of the kept answers; another one is not read."""
_VOLATILE = frozenset(
    (
        *("PWD", "OLDPWD", "SHLVL", "_", "TERM", "COLUMNS", "LINES", "WINDOWID", "COLORTERM", "TMUX", "TMUX_PANE"),
        *("STY", "WINDOW", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "INVOCATION_ID", "TMPDIR"),
        *("SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "PYTEST_CURRENT_TEST"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Commands:
    """What is run: `setup` once in each worktree; then `check`, `test` and `keep_green` on each candidate."""

    test: str
    check: str = ""
    keep_green: str = ""
    setup: str = ""
    reports: str = ""

    def stages(self) -> list[tuple[Stage, str]]:
        """The commands of one candidate, the cheap one first."""
        every: list[tuple[Stage, str]] = [
            ("check", self.check),
            ("test", self.test),
            ("keep-green", self.keep_green),
        ]
        return [(stage, command) for stage, command in every if command]

    def key(self) -> str:
        """What an answer depends on besides the tree: the commands, and the environment they run in."""
        env = {
            name: value
            for name, value in os.environ.items()
            if name not in _VOLATILE
            and not name.startswith(("GIT_", "GITFIX_", "XDG_SESSION", "LC_TERMINAL"))
        }
        said = json.dumps([FORMAT, vars(self), sorted(env.items())])
        return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()
