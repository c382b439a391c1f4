"""What a line of C's preprocessor says: its tokens, since white space between them says nothing (C11 6.10.3, 5.1.1.2).

Only of lines that are made of tokens, and of an `#include` around its name; a `#pragma` or an `#error` counts as it
stands. What `#x` in a macro makes of white space is not seen.
"""

from __future__ import annotations

import re

_CONTINUED = re.compile(rb"\\\r?\n")
_MADE_OF_TOKENS = re.compile(
    rb"#[ \t]*(define|undef|ifdef|ifndef|if|elif|elifdef|elifndef|else|endif)\b"
)
_INCLUDE = re.compile(
    rb"#[ \t]*(include(?:_next)?)[ \t]*(<[^<>\n]+>|\"[^\"\n]+\")[ \t]*(/\*(?:[^*]|\*(?!/))*\*/)?[ \t]*\Z"
)
_MACRO = re.compile(rb"[ \t]*([A-Za-z_]\w*)(\()?")
_TOKEN = re.compile(
    rb"[ \t\f\v]+"
    rb"|/\*(?:[^*]|\*(?!/))*\*/"
    rb"|(?:u8|[uUL])?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    rb"|\.?[0-9](?:[eEpP][+-]|[\w.])*"
    rb"|[A-Za-z_]\w*"
    rb"|%:%:|\.\.\.|<<=|>>=|[-+*/%&|^<>=!]=|->|\+\+|--|<<|>>|&&|\|\||##|<:|:>|<%|%>|%:"
    rb"|/(?![/*])|[-+*%&|^<>=!~?:;,.()\[\]{}#]"
)


def directive(line: bytes) -> object:
    """The tokens of a directive with all its lines; as it stands, where it is not made of tokens alone."""
    text = _CONTINUED.sub(b"", line)
    if included := _INCLUDE.match(text):
        return included.groups()
    start = _MADE_OF_TOKENS.match(text)
    if not start:
        return line
    found: list[bytes] = [start[1]]
    at = start.end()
    if start[1] == b"define":
        # `A(x)` has a parameter, `A (x)` has not.
        macro = _MACRO.match(text, at)
        if not macro:
            return line
        found.append(macro[0].lstrip(b" \t"))
        at = macro.end()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token:
            return line
        if token[0].strip(b" \t\f\v"):
            found.append(token[0])
        at = token.end()
    return tuple(found)
