"""Sends one message to one channel: a webhook, mail, a command of the project's, or what apprise knows.

An address is a secret: it goes to no command line, no log and no error; what goes wrong is said without it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from gitfix.core.channel import Channel
from gitfix.core.secrets import hide, secret_values
from gitfix.core.value import dataclass
from gitfix.services.http import HttpError, fetch, host_of

TRIES = 3
PAUSE = 0.5
"""Seconds before the second try; twice as long before the third."""
_LOCAL = ("localhost", "127.0.0.1", "::1")


class NotSent(Exception):
    """A channel did not take it. `final`: trying again is no use."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@dataclass(frozen=True)
class Message:
    """What is said. `values`: about what, for whoever wants more than text (variables of a command, a JSON webhook)."""

    subject: str
    body: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """What became of it: `why` is empty when it was taken."""

    why: str
    attempts: int
    ms: int


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
    return hide(text, secret_values({k: v for k, v in more.items() if v}))[:300]


def _once(channel: Channel, message: Message, address: str, cwd: Path, timeout: float) -> None:
    if channel.kind == "command":
        _command(channel, message, cwd, timeout)
    elif not address:
        raise NotSent("its address is not known here", final=True)
    elif channel.kind == "webhook":
        _webhook(channel, message, address, timeout)
    elif channel.kind == "smtp":
        _bounded(lambda: _mail(channel, message, address, timeout), timeout)
    else:
        _bounded(lambda: _apprise(message, address), timeout)


def _webhook(channel: Channel, message: Message, address: str, timeout: float) -> None:
    try:
        if urlsplit(address).scheme not in ("http", "https") or not host_of(address):
            raise NotSent("its address is no http or https address", final=True)
        document: dict[str, object] = {"text": f"{message.subject}\n{message.body}"}
        if channel.shape == "json":
            document = {"subject": message.subject, "body": message.body, **message.values}
        body = json.dumps(document).encode()
        answer = fetch(address, hosts={host_of(address)}, timeout=timeout, body=body)
    except HttpError as error:
        raise NotSent(str(error)) from None
    except ValueError:
        raise NotSent("its address is no http or https address", final=True) from None
    if not 200 <= answer.status < 300:
        # 4xx stays what it is, but for "later" and "too many".
        final = 400 <= answer.status < 500 and answer.status not in (408, 425, 429)
        raise NotSent(f"status {answer.status}", final=final)


def _mail(channel: Channel, message: Message, address: str, timeout: float) -> None:
    import smtplib
    import ssl
    from email.message import EmailMessage

    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise NotSent("its address is not smtp://… or smtps://…", final=True)
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.subject.split())
    mail["From"], mail["To"] = channel.sender, ", ".join(channel.to)
    mail.set_content(message.body)
    context = ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                parts.hostname, parts.port or 465, timeout=timeout, context=context
            )
        else:
            server = smtplib.SMTP(parts.hostname, parts.port or 25, timeout=timeout)
        with server:
            server.ehlo()
            safe = parts.scheme == "smtps" or parts.hostname in _LOCAL
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
                safe = True
            if parts.username:
                if not safe:
                    raise NotSent("a password is not sent without TLS", final=True)
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)
    except smtplib.SMTPResponseException as error:
        code = int(error.smtp_code)
        raise NotSent(f"the mail server said {code}", final=500 <= code < 600) from None
    except smtplib.SMTPRecipientsRefused:
        raise NotSent("the mail server takes none of the recipients", final=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(getattr(error, "strerror", None) or type(error).__name__) from None


def _command(channel: Channel, message: Message, cwd: Path, timeout: float) -> None:
    from gitfix.core.outcome import Refusal
    from gitfix.services.commands import run_shell

    values = {
        "GITFIX_SUBJECT": message.subject,
        "GITFIX_MESSAGE": message.body,
        **{f"GITFIX_{name.upper()}": value for name, value in message.values.items()},
    }
    try:
        done = run_shell(channel.command, cwd=cwd, limit=timeout, env=values)
    except Refusal:
        raise NotSent(f"it did not end within {timeout:.0f} s") from None
    if done.code:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NotSent(f"exit code {done.code}" + (f": {said[-1]}" if said else ""))


def _apprise(message: Message, address: str) -> None:
    import logging

    try:
        import apprise
    except ImportError:
        raise NotSent("it needs apprise: pip install 'git-hotfix[notify]'", final=True) from None
    # Its own log names addresses.
    log = logging.getLogger("apprise")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    sender = apprise.Apprise()
    if not sender.add(address):
        raise NotSent("its address is none that apprise knows", final=True)
    if not sender.notify(body=message.body, title=message.subject):
        raise NotSent("apprise could not deliver it")


def _bounded(work: Any, timeout: float) -> None:
    """Run `work` for at most `timeout` seconds, whatever a server does to its sockets."""
    box: list[Exception | None] = []

    def run() -> None:
        try:
            work()
            box.append(None)
        except Exception as error:
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
