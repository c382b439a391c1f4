"""Lines to review for nothing: white space, layout, comments, the order of imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gitfix.core.check_values import WARNING
from gitfix.core.measure import Measured, Subject
from gitfix.core.noise import COMMENT, FORMAT, IMPORTS, WHITESPACE, Part
from gitfix.core.rules.base import UNREAD, Finding, Rule, typed
from gitfix.core.text import plural

TAKE_OUT = "take them out: gitfix check --fix-noise"
_WORDS = {
    WHITESPACE: "only change white space",
    FORMAT: "only change layout",
    COMMENT: "only change comments",
    IMPORTS: "only change the order of imports",
}


def _parts(file: Measured) -> tuple[Part, ...]:
    """What the trees said, or what the looks of the lines say."""
    noise = file.noise
    if noise.parts or not noise.lines:
        return noise.parts
    return (Part(WHITESPACE, noise.lines, noise.line, noise.line, noise.line_ends),)


def _finder(kind: str) -> Callable[[Subject], Iterator[Finding]]:
    def find(subject: Subject) -> Iterator[Finding]:
        for file in subject.noisy:
            for part in _parts(file):
                if part.kind == kind:
                    what = "only change their line ending" if part.line_ends else _WORDS[kind]
                    if part.lines == 1:
                        what = what.replace("change their", "changes its")
                        what = what.replace("change ", "changes ")
                    last = part.last if part.last > part.first else 0
                    message = f"{plural(part.lines, 'line')} that {what}"
                    # Without a tree nobody can say that white space means nothing: a person has to look.
                    base = typed(subject.check.base)
                    look = (
                        f"take them out: git restore --patch --source {base} -- {typed(file.path)}"
                    )
                    todo = TAKE_OUT if file.noise.parts or part.line_ends else look
                    yield Finding(message, file.path, part.first, todo, last=last)

    return find


_SOURCE = (
    "Somebody has to read every line of a hotfix; these say nothing, and they conflict on "
    "the way back to main. Linux stable refuses white-space fixes "
    "(Documentation/process/stable-kernel-rules.rst). "
)
_TREES = (
    "Python is read by its own parser; JavaScript, TypeScript, Java, Go, C and Rust by their grammars where the "
    "extra git-hotfix[languages] is installed. A change is noise only if taking it back gives the same tree; when in "
    "doubt it is a change. Noise is not in the budget. " + UNREAD
)

NOISE_WHITESPACE = Rule(
    id="noise-whitespace",
    severity=WARNING,
    summary="lines that only change white space",
    explain=(
        _SOURCE + "Noise is white space at a line's end, "
        "line endings, blank lines where nothing else changes, and runs of spaces inside a line "
        "outside of quotes. Indentation is never noise by its looks: a dedent moves a line out of its block. "
        "In prose, YAML, Makefiles and files of unknown type only line endings are. Noise is "
        "not in the budget."
    ),
    todo=TAKE_OUT,
    find=_finder(WHITESPACE),
)

NOISE_FORMAT = Rule(
    id="noise-format",
    severity=WARNING,
    summary="lines that only change layout",
    explain=(
        _SOURCE
        + "Layout is line breaks, indentation, quotes, brackets and commas that a formatter moves. "
        "A dedent in Python, a new line after return in JavaScript, a line end in Go and white space in a string "
        "are changes. " + _TREES
    ),
    todo=TAKE_OUT,
    find=_finder(FORMAT),
)

NOISE_COMMENT = Rule(
    id="noise-comment",
    severity=WARNING,
    summary="lines that only change comments",
    explain=(
        "Hunks that change nothing but comments are work for the reviewer and a conflict on the way back, and can "
        "wait. A comment within three lines of a change explains it and is not noise. Comments that tools read "
        "(directives, type comments, documentation comments, docstrings) are changes. " + _TREES
    ),
    todo=TAKE_OUT,
    find=_finder(COMMENT),
)

NOISE_IMPORTS = Rule(
    id="noise-imports",
    severity=WARNING,
    summary="lines that only change the order of imports",
    explain=(
        "Imports that stand in another order and bring in the same. Python: within a run of plain imports whose names "
        "the file uses; an import for its effect, a star, __future__ and imports under a condition keep their place. "
        "Java, Go (but for _ and . imports) and Rust: within a run, since order cannot matter. JavaScript and "
        "TypeScript: the names of one import, never the imports, since modules run in their order. C: never. "
        + _TREES
    ),
    todo=TAKE_OUT,
    find=_finder(IMPORTS),
)
