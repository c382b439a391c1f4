"""A message to a webhook: the shape that Slack and its kin take, or JSON with every value."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from gitfix.core.channel import Channel
from gitfix.services.http import HttpError, fetch, host_of
from gitfix.services.message import Message, NotSent


def post(channel: Channel, message: Message, address: str, timeout: float) -> None:
    """Post it; NotSent with what the server said."""
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
