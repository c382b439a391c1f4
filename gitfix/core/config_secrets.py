"""Which values of git's configuration are secrets, and which variables a team's file says hold one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gitfix.core.secrets import is_secret_name

_USER = r"(?i)\b(?:https?|ftps?|smtps?)://([^/?#\s'\"@]+)@"
_LONG = 20
"""Characters from which on a user's name in an address is taken for a token (as in core/redact.py)."""
_VARIABLE = r"\b(?:url|token)_env[\"']?\s*=\s*[\"']([A-Za-z_]\w*)[\"']"


def config_secrets(settings: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The secrets among settings (key and value): addresses of channels, passwords in URLs, headers, tokens."""
    for key, value in settings:
        name = key.rpartition(".")[2]
        if key.startswith("gitfix-channels.") and name == "url":
            yield value
        elif name == "extraheader":
            # `Authorization: Basic dXNlcjpwYXNz`: what follows the last space is what is secret.
            yield value.split()[-1] if value.split() else ""
        elif is_secret_name(name) or name.endswith(("pass", "token", "password", "secret")):
            yield value
        # `url.https://ada:secret@host/.insteadOf`: a key may hold an address, too.
        for found in re.finditer(_USER, f"{key} {value}"):
            yield from _of_user(found[1])


def _of_user(who: str) -> Iterator[str]:
    from urllib.parse import unquote

    user, colon, password = who.partition(":")
    for one in (password, user if not colon or len(user) >= _LONG else ""):
        if one and (one == password or len(one) >= _LONG):
            yield one
            yield unquote(one)


def named_variables(text: str) -> frozenset[str]:
    """The variables that a team's file names as holding an address or a token, however broken the rest of it is."""
    return frozenset(re.findall(_VARIABLE, text))
