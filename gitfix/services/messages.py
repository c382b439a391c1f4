"""Sends one message to one channel: a webhook, mail, a command of the project's, or what apprise knows.

An address is a secret: it goes to no command line, no log and no error; what goes wrong is said without it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from gitfix.core.channel import Channel
from gitfix.core.secrets import hide, secret_values
from gitfix.host.secret_names import masked
from gitfix.services.message import Message, NotSent, Sent

TRIES = 3
PAUSE = 0.5
"""Seconds before the second try; twice as long before the third."""


def send(channel: Channel, message: Message, address: str, *, cwd: Path, timeout: float) -> Sent:
    """Send it, at most TRIES times and `timeout` seconds altogether; never raises for what a channel does."""
    began = time.monotonic()
    why, tries = "", 0
    while tries < TRIES:
        left = timeout - (time.monotonic() - began)
        if left <= 0:
            break
        tries += 1
        try:
            _once(channel, message, address, cwd, left)
            return Sent("", tries, round((time.monotonic() - began) * 1000))
        except NotSent as error:
            why = _plain(str(error), address)
            if error.final:
                break
        pause = PAUSE * 2 ** (tries - 1)
        if tries == TRIES or timeout - (time.monotonic() - began) <= pause:
            break
        time.sleep(pause)
    return Sent(
        why or f"no answer within {timeout:g} s", tries, round((time.monotonic() - began) * 1000)
    )


def _plain(text: str, address: str) -> str:
    """`text` without the address and its parts."""
    parts = urlsplit(address) if "://" in address else None
    more = {"CHANNEL_SECRET": address}
    if parts is not None:
        more |= {"PATH_SECRET": parts.path.strip("/"), "PASSWORD": unquote(parts.password or "")}
    return masked(hide(text, secret_values({k: v for k, v in more.items() if v})))[:300]


def _once(channel: Channel, message: Message, address: str, cwd: Path, timeout: float) -> None:
    if channel.kind == "command":
        from gitfix.services.message_command import hand_over

        hand_over(channel, message, cwd, timeout)
    elif not address:
        raise NotSent("its address is not known here", final=True)
    elif channel.kind == "webhook":
        from gitfix.services.message_webhook import post

        post(channel, message, address, timeout)
    elif channel.kind == "smtp":
        from gitfix.services.message_mail import mail

        _bounded(lambda: mail(channel, message, address, timeout), timeout)
    else:
        from gitfix.services.message_apprise import deliver

        _bounded(lambda: deliver(message, address), timeout)


def _bounded(work: Callable[[], None], timeout: float) -> None:
    """Run `work` for at most `timeout` seconds, whatever a server does to its sockets."""
    box: list[Exception | None] = []

    def run() -> None:
        try:
            work()
            box.append(None)
        except Exception as error:
            # Told to whoever waits for this thread, whatever it is.
            box.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(timeout)
    if not box:
        raise NotSent(f"no answer within {timeout:.0f} s")
    if isinstance(box[0], NotSent):
        raise box[0]
    if box[0] is not None:
        raise NotSent(f"it broke ({type(box[0]).__name__})")
