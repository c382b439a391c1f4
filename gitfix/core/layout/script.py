"""What JavaScript and TypeScript leave open: quotes, semicolons, brackets that change nothing, text between tags.

ECMA-262 12.10 (automatic semicolon insertion) is not left to the grammar: a line end next to a word or sign that it is
about counts, and so does a missing semicolon before a line that could go on with the one before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitfix.core.layout.script_brackets import bare, single

if TYPE_CHECKING:
    from gitfix.core.layout.tree import Reader

_AFTER = frozenset(
    b"return throw break continue yield async await let type static get set abstract declare namespace module"
    b" interface using accessor override readonly public private protected global asserts infer is as satisfies"
    b" enum keyof unique of new function class import export default".split()
)
_BEFORE = frozenset((b"++", b"--", b"=>", b"is", b"as", b"satisfies"))
_GOES_ON = re.compile(rb"[(\[`+\-/*,.<?:=&|^%!]|(?:in|instanceof|as|satisfies|of)\b")
_IDENTIFIER = re.compile(rb"[A-Za-z_$][\w$]*\Z")
_MEMBERS = frozenset(("object_type", "interface_body"))
_FAR = 2000
"""Bytes within which the next word is looked for."""


def special(reader: Reader, index: int, kind: str, parent: str, out: list[object]) -> bool:
    """Append what a node comes to where its tokens alone do not say it; False for an ordinary node."""
    if kind == "string":
        _string(reader, index, parent, out)
    elif kind == "jsx_element":
        _tags(reader, index, out)
    elif kind == "parenthesized_expression" and bare(reader, index):
        left, inner, right = reader.children(index)
        _opening(reader, left, parent, out)
        _comments_between(reader, left, inner, out)
        reader.node(inner, parent, out)
        _comments_between(reader, inner, right, out)
        reader.skip(right, out)
    elif kind == "formal_parameters" and parent == "arrow_function" and single(reader, index):
        for child in range(index + 1, reader.after(index)):
            if reader.after(child) == child + 1:
                if reader.text(child) == b"(":
                    _opening(reader, child, parent, out)
                elif reader.text(child) in (b")", b","):
                    reader.skip(child, out)
                else:
                    reader.node(child, "arrow_function", out)
    elif _statement(kind) or kind in _MEMBERS:
        _with_ends(reader, index, kind, out)
    else:
        return False
    return True


def newline(reader: Reader, out: list[object], text: bytes, parent: str, before: bool) -> None:
    """A line end that may end a statement, or keep two words from being one."""
    if before and (
        reader.last in _AFTER
        or text in _BEFORE
        or (text == b"!" and parent == "non_null_expression")
    ):
        out.append("newline")


def _opening(reader: Reader, index: int, parent: str, out: list[object]) -> None:
    """A bracket that says nothing; what is on a line of its own after it is not after `return`."""
    text = reader.text(index)
    reader.gap(reader.all[index][2], out)
    newline(reader, out, text, parent, reader.newline)
    reader.reach(index, text)


def leaf(kind: str, parent: str, text: bytes) -> object:
    """A token; the key of a property is the same with quotes and without."""
    if kind == "property_identifier" and parent == "pair":
        return ("string", text)
    return text


def _string(reader: Reader, index: int, parent: str, out: list[object]) -> None:
    text = reader.text(index)
    reader.gap(reader.all[index][2], out)
    newline(reader, out, text, parent, reader.newline)
    inner = text[1:-1]
    if parent == "jsx_attribute":
        plain = not re.search(rb"[\"'\\]", inner)
    else:
        inner = re.sub(rb"\\(.)", lambda m: m[1] if m[1] in b"\"'" else m[0], inner, flags=re.S)
        plain = True
    out.append(("string", inner) if plain else text)
    reader.reach(index, text)


def _statement(kind: str) -> bool:
    return kind != "empty_statement" and kind.endswith(
        ("_statement", "_declaration", "function_signature")
    )


def _with_ends(reader: Reader, index: int, kind: str, out: list[object]) -> None:
    """A statement without its semicolon, or members without what separates them."""
    out.append("(" + kind)
    end = reader.after(index)
    among = reader.children(index)
    child = index + 1
    while child < end:
        following = reader.after(child)
        text = reader.text(child)
        if kind in _MEMBERS:
            if text in (b";", b",") and reader.text(among[among.index(child) - 1]) not in (
                b";",
                b",",
                b"{",
            ):
                reader.skip(child, out)
            else:
                reader.node(child, kind, out)
                if child in among and _may_go_on(reader, among, child):
                    out.append("no semicolon")
        elif text == b";" and child == among[-1]:
            reader.skip(child, out)
        else:
            reader.node(child, kind, out)
        child = following
    if kind not in _MEMBERS and reader.text(among[-1]) != b";" and _open(reader, among[-1]):
        word = _next(reader.source[reader.at : reader.at + _FAR])
        if word and _GOES_ON.match(word):
            out.append("no semicolon")
    out.append(")")


def _may_go_on(reader: Reader, among: list[int], member: int) -> bool:
    """Whether a member would be another one together with the next: `a` before `(b): c`, `get` before `a(): b`."""
    at = among.index(member) + 1
    following = reader.text(among[at]) if at < len(among) else b""
    text = reader.text(member)
    if text == b"{" or following in (b"", b";", b",", b"}", b"|}"):
        return False
    return following[:1] in b"([<" or text in _AFTER


def _open(reader: Reader, last: int) -> bool:
    """Whether a statement that ends with this could go on."""
    return not reader.all[last][1].endswith(("_statement", "statement_block", "class_body"))


def _next(rest: bytes) -> bytes:
    """What comes next, comments left out."""
    return re.sub(rb"\A(?:\s|//[^\n]*|/\*.*?\*/)+", b"", rest, flags=re.S)[:12]


def _tags(reader: Reader, index: int, out: list[object]) -> None:
    """An element: text between tags as JSX reads it, where lines are trimmed and joined."""
    out.append("(jsx_element")
    started = False
    for child in reader.children(index):
        kind = reader.all[child][1]
        if kind in ("jsx_text", "html_character_reference"):
            continue
        start = reader.all[child][2]
        if started:
            text = _text(reader.source[reader.at : start])
            if text:
                out.append(("text", text))
            reader.at = start
        reader.node(child, "jsx_element", out)
        started = True
    out.append(")")


def _text(raw: bytes) -> bytes:
    lines = raw.replace(b"\r", b"").split(b"\n")
    last = len(lines) - 1
    kept = []
    for at, line in enumerate(lines):
        line = line.lstrip(b" \t") if at else line
        line = line.rstrip(b" \t") if at < last else line
        if line:
            kept.append(line)
    return b" ".join(kept)


def _comments_between(reader: Reader, one: int, other: int, out: list[object]) -> None:
    at = reader.after(one)
    while at < other:
        reader.node(at, "", out)
        at = reader.after(at)
