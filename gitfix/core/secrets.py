"""Which values of the environment are secrets, and a text without them: for the output of a project's own commands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from gitfix.core.redact import HIDDEN, redact_shell

_NAMES = frozenset(
    (
        *("TOKEN", "TOKENS", "SECRET", "SECRETS", "PASSWORD", "PASSWORDS", "PASSWD", "PASS", "PASSPHRASE", "PASSCODE"),
        *("KEY", "KEYS", "APIKEY", "APITOKEN", "CREDENTIAL", "CREDENTIALS", "CREDS", "AUTH", "PAT", "PIN", "DSN"),
        *("WEBHOOK", "COOKIE", "JWT", "SIGNATURE"),
    )
)  # fmt: skip
_ENDS = ("TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "APIKEY")
_NO_SECRET = frozenset(("PATH", "FILE", "DIR", "SOCK", "NAME", "LENGTH", "COUNT", "TIMEOUT"))
"""Last words of names whose value says where a secret is, or how long, not what it is."""
_SHORTEST = 4
"""Characters; a shorter value would blank out half of every log."""
_COMMON = frozenset(("true", "false", "none", "null", "auto", "always", "never"))
_LINE = 8
"""Characters from which on a line of a value of several lines is taken for a secret alone."""
_NAME = r"[\w.-]{0,64}(?:token|password|passwd|passphrase|secret|api[_-]?key|private[_-]?key|credentials?)[\w.-]{0,64}"
_QUOTED = (
    rf"(?i)(?P<key>[\"']{_NAME}[\"']\s*[:=]\s*)"
    r"(?:\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|[^\s,}\]]+)"
)
"""`"password": "…"`, as programs print a configuration."""
_LINED = rf"(?im)(?P<key>^[ \t]*(?:-[ \t]+)?{_NAME}[ \t]*:[ \t]+)\S[^\n]*"
"""`password: …` as the first thing in a line."""
_BEARER = r"(?i)(?P<key>\b(?:bearer|basic)[ \t]+)(?=[\w.~+/=-]*[\d._=+/])[\w.~+/=-]{8,}"
_BEGIN = r"-----BEGIN [A-Z ]*PRIVATE KEY"
_KEY_END = r"(?s)\A(?:(?!-----BEGIN ).)*?-----END [A-Z ]*PRIVATE KEY-----"


def is_secret_name(name: str) -> bool:
    """Whether a variable called so holds a secret: `DEPLOY_TOKEN` does, `SSH_KEY_PATH` does not."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    words = [word for word in re.split(r"[^A-Za-z0-9]+", spaced.upper()) if word]
    if not words or words[-1] in _NO_SECRET:
        return False
    if words[-1] == "PWD" and len(words) > 1:  # MYSQL_PWD, not the shell's own PWD
        return True
    return any(word in _NAMES or word.endswith(_ENDS) for word in words)


def secret_values(environment: Mapping[str, str], named: Collection[str] = ()) -> tuple[str, ...]:
    """The values to hide wherever they appear, longest first: as they are, and as URLs, JSON and base64 spell them.

    `named`: variables that hold a secret whatever they are called; of an address its path is one, too.
    """
    found: set[str] = set()
    for name, value in environment.items():
        if name in named or is_secret_name(name):
            found.update(_spellings(value))
        if name in named:
            found.update(_paths(value))
    found |= set(_url_passwords(environment.values()))
    return tuple(sorted((v for v in found if _counts(v)), key=lambda v: (-len(v), v)))


def _spellings(value: str) -> Iterable[str]:
    import base64
    import json
    from urllib.parse import quote, quote_plus

    whole = value.strip()
    data = whole.encode("utf-8", "surrogateescape")
    yield whole
    if not _counts(whole):
        return
    yield from (quote(data, safe=""), quote_plus(data), json.dumps(whole)[1:-1])
    yield base64.b64encode(data).decode().rstrip("=")
    lines = whole.splitlines()
    if len(lines) > 1:
        yield from (line.strip() for line in lines if len(line.strip()) >= _LINE)


def _paths(value: str) -> Iterable[str]:
    """The path of an address, which is what is secret in a webhook's."""
    path = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]{0,20}://[^/?#]*", "", value.strip()).strip("/")
    if path != value.strip() and len(path) >= _LINE:
        yield path


def _url_passwords(values: Iterable[str]) -> Iterable[str]:
    """Passwords of addresses such as `postgres://shop:hunter2@db/shop`: the driver prints them alone."""
    from urllib.parse import unquote

    for value in values:
        for match in re.finditer(
            r"[A-Za-z][A-Za-z0-9+.-]{0,20}://[^/?#\s:@]*:([^/?#\s@]+)@", value
        ):
            yield match[1]
            yield unquote(match[1])


def _counts(value: str) -> bool:
    return len(value) >= _SHORTEST and value.lower() not in _COMMON


def hide(text: str, secrets: Iterable[str]) -> str:
    """`text` without these values (longest first), and without what looks like a secret by its shape."""
    for value in secrets:
        text = text.replace(value, HIDDEN)
    text = redact_shell(text)
    for pattern in (_QUOTED, _LINED, _BEARER):
        text = re.sub(pattern, lambda match: match["key"] + HIDDEN, text)
    return text


def hide_tail(text: str, secrets: Iterable[str]) -> str:
    """`hide` for a text whose beginning was cut off, perhaps inside a secret: its first line is left out."""
    text = re.sub(_KEY_END, HIDDEN, text.partition("\n")[2])
    return hide(text, secrets)


def opens_key(text: str) -> bool:
    """Whether a private key begins in `text` and does not end there."""
    begun = [match.start() for match in re.finditer(_BEGIN, text)]
    return bool(begun) and "-----END " not in text[begun[-1] :]
