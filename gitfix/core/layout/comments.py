"""Which comments are read by tools, and so are a part of the program."""

from __future__ import annotations

import re

_PROSE = re.compile(
    rb"(?i)(?:todo|fixme|xxx|hack|note|nb|bug|warning|see|example|examples|e\.g\.|i\.e\.|author|copyright)\b"
)
_TOOLS = re.compile(
    rb"(?i)(?:[/!@#$%&\\<+*|^:]|[\w.-]+[:=](?!//)|in\[[\d ]*\]"
    rb"|(?:noqa|nosec|nolint|pragma|pylint|mypy|pyright|flake8|ruff|isort|fmt|yapf|black|nosemgrep"
    rb"|nosonar|nopmd|no[ -]?cover|nopycln|allow[-_]\w+|[a-z]\d{3,4}"
    rb"|checkstyle|sourcery|pyre|copied from"
    rb"|skipcq|noinspection|eslint|jshint|jslint|tslint|jscs|prettier|biome|rome|deno|istanbul|c8|v8|globals?"
    rb"|exported|webpack\w*|vite|rollup|jsx|flow|stryker|clang|iwyu|lint|cppcheck|coverity"
    rb"|fall\W*thr\w*|falls?|linted|notreached|argsused|export|line|cgo|output|unordered|want|error|rustfmt|language|region"
    rb"|endregion|gitleaks|codeql|lgtm|lcov\w*|gcov\w*|spell\w*|cspell|keep|skip|ignore|disable|enable)\b)"
)
_ANYWHERE = re.compile(
    rb"(?i)noqa|nosec|nolint|type:\s*ignore|pragma|pylint|pyright|mypy|fall\W{0,3}thr|eslint|@ts-|@flow"
    rb"|ignore|istanbul|code generated|do not edit|(?:c8|v8) |clang-format|go:|fmt:|isort:|coding[:=]|__pure__"
    rb"|sourcemappingurl|\\u"
)


def for_tools(comment: bytes) -> bool:
    """Whether a tool may read this comment (with its marks): a directive, a pragma, a documentation comment.

    When in doubt it may: a first word with a colon (`go:build`, `pylint:`), a first sign that is no letter
    (`@ts-ignore`, `/// <reference`, `/** … */`, `#!`), a known tool's name, or a known directive further on.
    """
    text = re.sub(rb"\A\s*(?://|/\*|#)", b"", comment, count=1).strip()
    if _ANYWHERE.search(text):
        return True
    return bool(_TOOLS.match(text)) and not _PROSE.match(text)


def goes_on(source: bytes, end: int, start: int) -> bool:
    """Whether a comment at `start` goes on with the lines of the one that ended at `end`: what Go's examples print,
    what a script depends on (PEP 723). Where that one is a tool's, so is this.
    """
    between = source[end:start]
    return (
        not between.strip()
        and between.count(b"\n") == 1
        and source[start : start + 1] in (b"#", b"/")
        and not source[start:].startswith(b"/*")
    )


def alone(source: bytes, start: int) -> bool:
    """Whether nothing is before a comment on its line."""
    return not source[source.rfind(b"\n", 0, start) + 1 : start].strip()


def trimmed(comment: bytes) -> bytes:
    """A comment without the white space around its lines: `//go:build` is not `// go:build`."""
    return b"\n".join(line.strip() for line in comment.split(b"\n"))


def plain(comment: bytes) -> bytes:
    """A comment that nobody but people reads: without the white space after its mark, too."""
    return re.sub(rb"\A(#+|//+)[ \t]*", rb"\1", trimmed(comment))


_OF_ITS_LINE = re.compile(rb"#\s*(?:noqa|type:|nosec|pragma:|pyright:\s*ignore|fmt:\s*skip)", re.I)
"""Python's directives that are about the line at whose end they stand, and never about the next one."""


def around(line: bytes, after: bytes, comment: bytes) -> bytes:
    """The code that a line's directive may be about: what else is on its line, and the line after it."""
    beside = b"".join(line.replace(comment, b"").split())
    if beside and _OF_ITS_LINE.match(comment):
        return beside
    return beside + b"\n" + b"".join(after.split())
