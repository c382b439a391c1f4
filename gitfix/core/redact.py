"""Takes secrets out of text before it is shown, logged or recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence

HIDDEN = "***"
_SECRET = (
    r"(?:token|password|passwd|passphrase|secret|api[_-]?key|private[_-]?key|access[_-]?key"
    r"|credentials?|authorization)"
)
_VALUE = r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s;&|'"\\]|["'][^\n]*)+"""
# Plain texts: `re` compiles and keeps each at its first use, which most runs never have.
_URL_USER = r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,20}://)(?P<who>[^/?#\s'\"]+)@"
_TOKEN = (
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|gl[a-z]{2,5}-[\w-]{16,}|xox[abeprs]-[\w-]{10,}"
    r"|A[KS]IA[0-9A-Z]{16}|ATATT[\w=-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}|hvs\.[\w-]{20,}|hf_[A-Za-z0-9]{30,}"
    r"|AIza[\w-]{35}|sk-[\w-]{20,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|dop_v1_[0-9a-f]{64}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,})"
)
_PRIVATE_KEY = r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
_QUERY = r"(?i)(?P<key>[?&;](?:access_token|token|api_?key|key|password|secret|sig|signature|private_token)=)[^&\s'\"]+"
_HOOKS = (
    r"(https://(?:hooks\.slack\.com/(?:services|workflows|triggers)|(?:\w+\.)?discord(?:app)?\.com/api/webhooks"
    r"|[\w.-]+\.webhook\.office\.com/webhookb2|outlook\.office\.com/webhook|[\w.:-]+/hooks)/)[^\s'\"]+"
)
_HEADER = (
    r"(?i)(?P<key>\b(?:(?:proxy-)?authorization\s*:\s*(?:(?:bearer|basic|token|digest|negotiate|apikey|bot)[ \t]+)?"
    r"|[\w-]{1,40}-(?:token|api-?key|secret)\s*:\s*))"
    r"[^\s'\",;]+"
)
_OPTION = rf"(?i)--?(?:[\w-]*{_SECRET}|auth)"
_USER = r"-u|--(?:proxy-)?user"
_USER_PASSWORD = r"(?s)(?!\d+:\d+$)(?P<user>[^:\s]+):(?!//).+"
_ASSIGNED = rf"(?is)(?P<key>-{{0,2}}[\w.-]*{_SECRET}[\w.-]*=).+"
_SHELL_ASSIGNED = rf"(?i)(?P<key>(?<![\w.-])-{{0,2}}[\w.-]*{_SECRET}[\w.-]*=){_VALUE}"
_SHELL_OPTION = rf"(?i)(?P<key>(?<!\S)--?(?:[\w-]*{_SECRET}|auth)\s+){_VALUE}"
_SHELL_USER = (
    rf"(?P<key>(?<!\S)(?:-u|--(?:proxy-)?user)[\s=]*)(?!\d+:\d+(?:\s|$))(?=[^\s:]+:){_VALUE}"
)
_SHELL = r"-[a-z]*c"


def redact_url(text: str) -> str:
    """`text` without URL passwords, webhook addresses, secret query values and headers, and tokens of known shapes."""
    text = re.sub(_URL_USER, _hide_user, text)
    text = re.sub(_QUERY, _hide_value, text)
    text = re.sub(_HOOKS, lambda match: match[1] + HIDDEN, text)
    text = re.sub(_HEADER, _hide_value, text)
    text = re.sub(_PRIVATE_KEY, lambda match: match[1] + HIDDEN, text)
    return re.sub(_TOKEN, HIDDEN, text)


def _hide_value(match: re.Match[str]) -> str:
    return match["key"] + HIDDEN


def _hide_user(match: re.Match[str]) -> str:
    """A bare user name such as `git@` says who; anything with a password, or a token as user, is hidden."""
    who = match["who"]
    if ":" not in who and (len(who) < 20 or match["scheme"].lower() == "ssh://"):
        return f"{match['scheme']}{who}@"
    return f"{match['scheme']}{HIDDEN}@"


def redact_argv(argv: Sequence[str]) -> list[str]:
    """A command line without the values of secret options, secret assignments, URL passwords and tokens.

    The word after `-c`, and a command line given as one word, are read as a shell would read them. Where it is
    not clear whether a word is secret, it is hidden.
    """
    shown: list[str] = []
    before = ""
    for word in argv:
        if re.fullmatch(_OPTION, before):
            # What follows a hidden value is an ordinary word again.
            shown.append(HIDDEN)
            before = ""
            continue
        if re.fullmatch(_USER, before) and (match := re.fullmatch(_USER_PASSWORD, word)):
            shown.append(f"{match['user']}:{HIDDEN}")
        elif re.fullmatch(_SHELL, before) or (len(argv) == 1 and " " in word):
            shown.append(redact_shell(word))
        else:
            assigned = re.fullmatch(_ASSIGNED, word)
            shown.append(_hide_value(assigned) if assigned else redact_url(word))
        before = word
    return shown


def redact_shell(command: str) -> str:
    """A shell's command line without secrets, quoted ones included."""
    command = redact_url(command)
    for pattern in (_SHELL_ASSIGNED, _SHELL_OPTION, _SHELL_USER):
        command = re.sub(pattern, _hide_value, command)
    return command
