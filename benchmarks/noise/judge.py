"""Whether two texts are one program, told in another way than gitfix tells it: the judge of the evaluation."""

from __future__ import annotations

import ast
import re

from gitfix.services import grammars

_COMMENT = re.compile("comment")
_IN_STRING = re.compile("string_fragment|escape_sequence")
_FREE = re.compile(rb"[\s;,()'\"]+|\\(?=['\"\n])")
"""What formatters put in and take out, the ends of a macro's lines too: a judge that minds them would call every
formatter a mutation."""


def same(name: str, one: bytes, other: bytes, *, any_order: bool = False) -> bool | None:
    """By Python's own dump, else by the words of the tree without comments; None where one is no program.

    `any_order`: imports may have changed places, so that only what there is counts.
    """
    left, right = _words(name, one), _words(name, other)
    if left is None or right is None:
        return None
    return sorted(left) == sorted(right) if any_order else left == right


def leaves(name: str, text: bytes) -> list[tuple[int, str, int, int]] | None:
    """The nodes of the tree that have no parts; None where the text is no program."""
    nodes = grammars.nodes(name, text)
    if nodes is None:
        return None
    last = len(nodes) - 1
    return [node for at, node in enumerate(nodes) if at == last or nodes[at + 1][0] <= node[0]]


def _words(name: str, text: bytes) -> list[bytes] | None:
    if name == "python":
        try:
            return [ast.dump(one).encode("utf-8", "replace") for one in ast.parse(text).body]
        except (SyntaxError, ValueError):
            return None
    nodes = leaves(name, text)
    if nodes is None:
        return None
    words: list[bytes] = []
    inside = -1
    for _, kind, start, end in nodes:
        word = b"" if _COMMENT.search(kind) else _FREE.sub(b"", text[start:end])
        part = bool(_IN_STRING.search(kind))
        if word and words and part and start == inside:
            # A quote that is escaped in one style of quotes, and not in the other, cuts no string into two words.
            words[-1] += word
        elif word:
            words.append(word)
        inside = end if part else -1
    return words
