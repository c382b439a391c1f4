"""A message by mail, through a server that speaks SMTP (RFC 5321)."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from gitfix.core.channel import Channel
from gitfix.services.message import Message, NotSent

_LOCAL = ("localhost", "127.0.0.1", "::1")


def mail(channel: Channel, message: Message, address: str, timeout: float) -> None:
    """Hand it to the mail server at `address`; NotSent with what that said. A password goes only over TLS."""
    import smtplib
    import ssl
    from email.message import EmailMessage

    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise NotSent("its address is not smtp://… or smtps://…", final=True)
    letter = EmailMessage()
    letter["Subject"] = " ".join(message.subject.split())
    letter["From"], letter["To"] = channel.sender, ", ".join(channel.to)
    letter.set_content(message.body)
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
            server.send_message(letter)
    except smtplib.SMTPResponseException as error:
        code = int(error.smtp_code)
        raise NotSent(f"the mail server said {code}", final=500 <= code < 600) from None
    except smtplib.SMTPRecipientsRefused:
        raise NotSent("the mail server takes none of the recipients", final=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(getattr(error, "strerror", None) or type(error).__name__) from None
