"""Lines that only change white space."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.check_values import WARNING
from gitfix.core.measure import Subject
from gitfix.core.rules.base import Finding, Rule, typed
from gitfix.core.text import plural


def _noise(subject: Subject) -> Iterator[Finding]:
    for file in subject.files:
        noise = file.noise
        if noise.lines:
            what = "only change their line ending" if noise.line_ends else "only change white space"
            if noise.lines == 1:
                what = what.replace("change their", "changes its").replace("change ", "changes ")
            base = typed(subject.check.base)
            todo = f"take them out: git restore --patch --source {base} -- {typed(file.path)}"
            yield Finding(f"{plural(noise.lines, 'line')} that {what}", file.path, noise.line, todo)


NOISE_WHITESPACE = Rule(
    id="noise-whitespace",
    severity=WARNING,
    summary="lines that only change white space",
    explain=(
        "Somebody has to read every line of a hotfix; these say nothing, and they conflict on "
        "the way back to main. Linux stable refuses white-space fixes "
        "(Documentation/process/stable-kernel-rules.rst). Noise is white space at a line's end, "
        "line endings, blank lines where nothing else changes, and runs of spaces inside a line "
        "outside of quotes. Indentation is never noise: a dedent moves a line out of its block. "
        "In prose, YAML, Makefiles and files of unknown type only line endings are. Noise is "
        "not in the budget."
    ),
    todo="put the white space back as it is at the tag (git restore --patch --source …)",
    find=_noise,
)
