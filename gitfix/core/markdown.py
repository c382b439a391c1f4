"""Text from anywhere (summaries, names, paths) as inert Markdown: it is shown and does nothing."""

from __future__ import annotations

import re

from gitfix.core.text import brief, encode

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
    r"[\w./:@+=,#%(){}\[\]*!?^~$&;'\">-]+(?: [\w./:@+=,#%(){}\[\]*!?^~$&;'\">-]+)*"
)


def inert(text: str, limit: int = LIMIT) -> str:
    """`text` on one line as plain text of any paragraph, heading, list or table cell.

    Markdown, HTML and automatic links are escaped; control characters, direction overrides and
    bytes that are not UTF-8 are shown as `\\x1b`; what is longer than `limit` characters ends in an
    ellipsis.
    """
    line = brief(_SPACE.sub(" ", text).strip(), limit)
    line = _SPECIAL.sub(r"\\\g<0>", line.translate(_HTML))
    line = _LINK.sub(lambda found: f"&#{ord(found[0])};", line)
    return _LIST.sub(lambda m: "\\" + m[1] if m[1] else f"{m[2]}\\{m[3]}", line)


def code(text: str, limit: int = LIMIT) -> str:
    """`text` on one line in the type of code: paths, commands, ids."""
    line = brief(_SPACE.sub(" ", text).strip(), limit)
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


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(amp|lt|gt|#\d{1,7});")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def written(text: str) -> str:
    """`text` of several lines as inert paragraphs: line ends and blank lines stay, everything else as in `inert`."""
    lines = [_line(line) for line in re.split(r"\r\n|\r|\n", text.strip())]
    ends = [
        "\\" if line and following else ""
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(map("".join, zip(lines, ends, strict=True)))).strip(
        "\n"
    )


def plain(markdown: str) -> str:
    """The text that `written` was given; of other Markdown, the text without its escapes."""
    lines = [re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", line) for line in markdown.split("\n")]
    return _ESCAPED.sub(_character, "\n".join(lines))


def _line(text: str) -> str:
    line = inert(text, len(text) * 8 + 1)
    # Under a line of text these make a heading of it.
    return "\\" + line if line[:1] in ("-", "=", "+") else line


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    name = found[2]
    code = int(name[1:]) if name.startswith("#") else 0
    return _ENTITIES.get(name) or (chr(code) if 0 < code < 0x110000 else found[0])
