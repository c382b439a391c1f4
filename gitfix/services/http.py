"""HTTP as gitfix speaks it: to configured hosts only, TLS verified, redirects, size and time bounded.

The standard library's opener is built by hand, so that there are no other schemes (`file:`, `ftp:`) in it. It takes
proxies from the environment, as curl does; certificates come from the system, or from SSL_CERT_FILE.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from gitfix.core.value import dataclass

LARGEST = 1 << 20
"""Bytes of an answer that are read."""
REDIRECTS = 3
AGENT = "gitfix"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_PLAIN_PORTS = {"http": 80, "https": 443}


class HttpError(Exception):
    """There is no answer; its text says why, and holds no address that could hold a secret."""


@dataclass(frozen=True)
class Answer:
    """An answer. `ms`: milliseconds until its body was there. `headers` are in lower case."""

    status: int
    body: bytes
    ms: int
    headers: Mapping[str, str]


def host_of(url: str) -> str:
    """`shop.example.com:8080`: what has to be configured; a usual port is left out."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    usual = parts.port is None or parts.port == _PLAIN_PORTS.get(parts.scheme)
    return host if usual else f"{host}:{parts.port}"


def fetch(
    url: str,
    *,
    hosts: Collection[str],
    timeout: float,
    token: str = "",
    body: bytes | None = None,
    content: str = "application/json",
) -> Answer:
    """Ask `url`, or send it `body`; HttpError when there is no answer within `timeout` seconds, whatever the reason.

    An answer that is an error of the server's is an answer. `token` goes to the first host alone, and never
    unencrypted to another machine. `hosts`: where it, and a redirect, may lead.
    """
    parts = urlsplit(url)
    if host_of(url) not in hosts:
        raise HttpError(f"{host_of(url)} is no configured host")
    if token and parts.scheme != "https" and (parts.hostname or "") not in _LOCAL:
        raise HttpError(f"a token is not sent to {host_of(url)} without TLS")
    box: list[Answer | Exception] = []
    began = time.monotonic()

    def ask() -> None:
        try:
            box.append(_asked(url, hosts, began, timeout, token, body, content))
        except Exception as error:
            # Told to whoever waits for this thread, whatever it is.
            box.append(error)

    # A server that sends a byte now and then, or a resolver that hangs, is not bounded by a socket's timeout.
    worker = threading.Thread(target=ask, daemon=True)
    worker.start()
    worker.join(timeout)
    if not box:
        raise HttpError(f"no answer within {timeout:.3g} s")
    found = box[0]
    if isinstance(found, Answer):
        return found
    if isinstance(found, HttpError):
        raise found
    raise HttpError(_words(found, timeout)) from None


def _asked(
    url: str,
    hosts: Collection[str],
    began: float,
    timeout: float,
    token: str,
    body: bytes | None,
    content: str,
) -> Answer:
    import ssl
    from urllib import request
    from urllib.error import HTTPError

    class Redirects(request.HTTPRedirectHandler):
        max_redirections = REDIRECTS
        max_repeats = REDIRECTS

        def redirect_request(
            self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
        ) -> Any:
            why = _no_redirect(req.type, newurl, hosts)
            if why:
                fp.close()
                raise HttpError(why)
            made = super().redirect_request(req, fp, code, msg, headers, newurl)
            if made is not None and host_of(newurl) != host_of(req.full_url):
                made.remove_header("Authorization")
            return made

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(context=ssl.create_default_context()),
        request.HTTPErrorProcessor(),
        request.HTTPDefaultErrorHandler(),
        Redirects(),
        request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    headers = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = content
    if token:
        headers["Authorization"] = f"Bearer {token}"
    asked = request.Request(url, data=body, headers=headers)
    try:
        found = opener.open(asked, timeout=timeout)
    except HTTPError as error:
        if 300 <= error.code < 400:
            error.close()
            raise HttpError(f"more than {REDIRECTS} redirects") from None
        found = error
    with found:
        data = _read(found, began + timeout)
        status = int(found.status or 0)
        lower = {str(name).lower(): str(value) for name, value in found.headers.items()}
    return Answer(status, data, round((time.monotonic() - began) * 1000), lower)


def _no_redirect(scheme: str, url: str, hosts: Collection[str]) -> str:
    """Why a redirect from `scheme` to `url` is not followed; nothing when it is."""
    to = urlsplit(url).scheme
    if to not in _PLAIN_PORTS:
        return f"it redirects to {to or 'nowhere'}:, which is not HTTP"
    if host_of(url) not in hosts:
        return f"it redirects to {host_of(url)}, which is no configured host"
    return "it redirects from TLS to none" if scheme == "https" and to != "https" else ""


def _read(found: Any, end: float) -> bytes:
    data = b""
    while chunk := found.read1(1 << 16):
        data += chunk
        if len(data) > LARGEST:
            raise HttpError(f"its answer is longer than {LARGEST:,} bytes")
        if time.monotonic() > end:
            raise TimeoutError
    return data


def _words(error: Exception, timeout: float) -> str:
    """Why there is no answer, in words; never the address, which may be a secret (webhooks)."""
    import ssl
    from urllib.error import URLError

    if isinstance(error, URLError) and isinstance(error.reason, Exception):
        error = error.reason
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout:.3g} s"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return f"the connection broke ({type(error).__name__})"
