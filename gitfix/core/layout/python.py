"""The form of Python: its tree as `ast` has it, and its comments."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator

from gitfix.core.layout.comments import alone, around, for_tools, goes_on, plain, trimmed
from gitfix.core.layout.form import Form
from gitfix.core.layout.lines import at
from gitfix.core.layout.python_imports import Blocks

_STRING_OR_COMMENT = re.compile(
    rb'"""(?:[^\\]|\\.)*?"""'
    rb"|'''(?:[^\\]|\\.)*?'''"
    rb'|"(?:[^"\\\n]|\\.)*"'
    rb"|'(?:[^'\\\n]|\\.)*'"
    rb"|#[^\n]*",
    re.DOTALL,
)
_CODING = re.compile(rb"coding[:=]")


def form(source: bytes, any_order: bool) -> Form | None:
    """`Former` of Python as the running interpreter knows it."""
    if b"\r" in source.replace(b"\r\n", b""):
        return None  # a line end for Python, and none for a diff
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        blocks = Blocks(tree) if any_order else None
        code, lines = _flat(tree, blocks)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    texts: list[object] = []
    spans: list[tuple[int, int]] = []
    rows: list[tuple[int, int]] = []
    if b"#" in source:
        before = -1
        for start, end, names in _comments(source):
            text = source[start:end].rstrip()
            row = source.count(b"\n", 0, start)
            first = row < 2 and (text[:2] == b"#!" or _CODING.search(text) is not None)
            more = before >= 0 and goes_on(source, before, start)
            before = -1
            if first or more or for_tools(text):
                # A directive keeps its place: how many names come before, and the code around.
                beside = b"" if more else around(*at(source, start, start + len(text)), text)
                before = start + len(text) if alone(source, start) and not first else -1
                code.append((row if first else 0, names(), trimmed(text), beside))
                lines.append((row, row))
            else:
                texts.append(plain(text))
                spans.append((start, start + len(text)))
                rows.append((row, row))
    return Form(code, lines, texts, spans, rows, blocks.statements if blocks else ())


def _flat(tree: ast.AST, blocks: Blocks | None) -> tuple[list[object], list[tuple[int, int]]]:
    """The tree as a row: every node's kind, and every value with its type, since 1 == True == 1.0."""
    code: list[object] = []
    lines: list[tuple[int, int]] = []
    line = (0, 0)
    stack: list[object] = [tree]
    while stack:
        one = stack.pop()
        if isinstance(one, ast.AST):
            if isinstance(one, ast.expr_context):
                continue
            first = getattr(one, "lineno", line[0] + 1)
            last = one.end_lineno if isinstance(one, (ast.Constant, ast.JoinedStr)) else first
            line = (first - 1, (last or first) - 1)
            code.append(type(one).__name__)
            # The u of a string is no part of its value.
            fields = ("value",) if isinstance(one, ast.Constant) else one._fields
            stack.extend([getattr(one, field, None) for field in reversed(fields)])
        elif isinstance(one, list):
            if blocks:
                one = blocks.sorted(one)
            code.append(len(one))
            stack.extend(reversed(one))
        elif isinstance(one, (float, complex)):
            code.append((type(one).__name__, repr(one)))
        elif isinstance(one, (str, tuple)) or one is None:
            code.append(one)
        else:
            code.append((type(one).__name__, one))
        if len(lines) < len(code):
            lines.append(line)
    return code, lines


def _comments(source: bytes) -> Iterator[tuple[int, int, Callable[[], int]]]:
    """Where the comments are, and a function that counts the names before each.

    Strings are told by their quotes; an f-string with its own quotes inside may be cut wrong, which moves
    what counts as a comment and never what counts as code: that is the tree's.
    """
    gaps: list[bytes] = []
    last = 0

    for match in _STRING_OR_COMMENT.finditer(source):
        gaps.append(source[last : match.start()])
        last = match.end()
        if match[0][:1] == b"#":
            before = len(gaps)

            def names(before: int = before) -> int:
                return len(re.findall(rb"\w+", b" ".join(gaps[:before])))

            yield match.start(), match.end(), names
