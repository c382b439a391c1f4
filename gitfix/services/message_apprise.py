"""A message to any of the services that apprise knows (the extra `notify`)."""

from __future__ import annotations

from gitfix.services.message import Message, NotSent


def deliver(message: Message, address: str) -> None:
    """Deliver it; NotSent where apprise is not installed, does not know the address, or could not."""
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
