"""Takes secrets out of text before it is shown, logged or recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence

HIDDEN = "***"
_URL_USER = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<who>[^/\s@'\"]+)@")
_TOKEN = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}"
    r"|ATATT[\w=-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,})"
)
_QUERY = re.compile(
    r"(?P<key>[?&;](?:access_token|token|api_?key|key|password|secret|sig|signature|private_token)=)[^&\s'\"]+",
    re.IGNORECASE,
)
_HOOKS = re.compile(r"(https://hooks\.slack\.com/(?:services|workflows)/)\S+")
_OPTION = re.compile(
    r"^--?(?:token|password|passwd|secret|api-?key|auth|authorization|private-?key|access-?key|credentials?)$",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"^(?P<key>-{0,2}[\w.-]*(?:token|password|passwd|secret|api-?_?key|authorization)[\w.-]*=).+$",
    re.IGNORECASE | re.DOTALL,
)


def redact_url(text: str) -> str:
    """`text` without URL passwords, secret query values and tokens of known shapes."""
    text = _URL_USER.sub(_hide_user, text)
    text = _QUERY.sub(lambda match: match["key"] + HIDDEN, text)
    text = _HOOKS.sub(lambda match: match[1] + HIDDEN, text)
    return _TOKEN.sub(HIDDEN, text)


def _hide_user(match: re.Match[str]) -> str:
    """A bare user name such as `git@` says who; anything with a password, or a token as user, is hidden."""
    who = match["who"]
    if ":" not in who and (len(who) < 20 or match["scheme"].lower() == "ssh://"):
        return f"{match['scheme']}{who}@"
    return f"{match['scheme']}{HIDDEN}@"


def redact_argv(argv: Sequence[str]) -> list[str]:
    """A command line without the values of secret options, secret assignments and URL passwords."""
    shown: list[str] = []
    hide_next = False
    for word in argv:
        if hide_next and not word.startswith("-"):
            shown.append(HIDDEN)
            hide_next = False
            continue
        hide_next = bool(_OPTION.match(word))
        assigned = _ASSIGNED.match(word)
        shown.append(assigned["key"] + HIDDEN if assigned else redact_url(word))
    return shown
