"""Text from anywhere (summaries, names, paths) as inert Markdown: it is shown and does nothing."""

from __future__ import annotations

import re

from gitfix.core.text import encode, printable, shorten

LIMIT = 400
"""Characters of one value: a longer one hides the document."""
_SPACE = re.compile(r"[\s\x1c-\x1f\x85]+")
_SPECIAL = re.compile(r"[\\`*_\[\]|~#$]")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LINK = re.compile(r":(?=//)|(?<=www)\.|@|(?<=mailto):|(?<=xmpp):", re.IGNORECASE)
"""Where GitHub Flavored Markdown would find a link in plain text (its extended autolinks)."""
_LIST = re.compile(r"^(?:([-+=:])|(\d+)([.)])(?= |$))")
_URL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._~-")
_PLAIN_CODE = re.compile(
    r"[\w./:@+=,#%(){}\[\]*!?^~$&;'\"-]+(?: [\w./:@+=,#%(){}\[\]*!?^~$&;'\"-]+)*"
)


def inert(text: str, limit: int = LIMIT) -> str:
    """`text` on one line as plain text of any paragraph, heading, list or table cell.

    Markdown, HTML and automatic links are escaped; control characters, direction overrides and
    bytes that are not UTF-8 are shown as `\\x1b`; what is longer than `limit` characters ends in an
    ellipsis.
    """
    line = shorten(printable(_SPACE.sub(" ", text).strip()), limit)
    line = _SPECIAL.sub(r"\\\g<0>", line.translate(_HTML))
    line = _LINK.sub(lambda found: f"&#{ord(found[0])};", line)
    return _LIST.sub(lambda m: "\\" + m[1] if m[1] else f"{m[2]}\\{m[3]}", line)


def code(text: str, limit: int = LIMIT) -> str:
    """`text` on one line in the type of code: paths, commands, ids."""
    line = shorten(printable(_SPACE.sub(" ", text).strip()), limit)
    if not line:
        return ""
    if line.isascii() and _PLAIN_CODE.fullmatch(line):
        return f"`{line}`"
    escaped = re.sub(r"[^\w ./-]|_", lambda found: f"&#{ord(found[0])};", line)
    return f"<code>{escaped}</code>"


def link(text: str, path: str) -> str:
    """A link to `path` in the same repository, relative to the document."""
    return f"[{inert(text)}]({_quoted(path)})"


def _quoted(path: str) -> str:
    """`path` as part of a URL (RFC 3986): all but unreserved characters and slashes in percent."""
    return "".join(chr(byte) if chr(byte) in _URL else f"%{byte:02X}" for byte in encode(path))
