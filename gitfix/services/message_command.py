"""A message through a command of the project's own."""

from __future__ import annotations

from pathlib import Path

from gitfix.core.channel import Channel
from gitfix.core.endings import exit_words
from gitfix.services.message import Message, NotSent


def hand_over(channel: Channel, message: Message, cwd: Path, timeout: float) -> None:
    """Run it, with the message in its environment and never on its command line; NotSent when it fails."""
    import secrets

    from gitfix.host.live import run_live
    from gitfix.host.secret_names import masked
    from gitfix.services.commands import SHELL, clean_environment

    values = {
        "GITFIX_SUBJECT": message.subject,
        "GITFIX_MESSAGE": message.body,
        **{f"GITFIX_{name.upper()}": value for name, value in message.values.items()},
    }
    done = run_live(
        [SHELL, "-c", channel.command],
        cwd=cwd,
        env={**clean_environment(), **values},
        mark=secrets.token_hex(8),
        limit=timeout,
        watch=lambda data: None,
        cap=4096,
    )
    if done.how == "interrupt":
        raise KeyboardInterrupt
    if done.how == "limit":
        raise NotSent(f"it did not end within {timeout:.0f} s")
    if done.code:
        said = done.output.head + done.output.tail
        lines = said.decode("utf-8", "replace").strip().splitlines()
        last = masked(lines[-1]) if lines else ""
        raise NotSent(exit_words(done.code) + (f": {last}" if last else ""))
