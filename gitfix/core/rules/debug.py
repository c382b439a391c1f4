"""What was added to find the bug and should not ship with the fix."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from gitfix.core.check_values import WARNING
from gitfix.core.classify import CODE
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import Finding, Rule
from gitfix.core.text import shorten

_ANYWHERE = r"\b(?:FIXME-HOTFIX|XXX DEBUG|DO NOT (?:COMMIT|MERGE)|NOCOMMIT)\b"
_PYTHON = (
    r"(?<![\w.])breakpoint\(\)|^\s*(?:import|from)\s+(?:pdb|ipdb|pudb)\b"
    r"""|\b(?:pdb|ipdb|pudb)\.set_trace\(|\bprint\(f?["']DEBUG"""
)
_JS = r"""(?<![\w.])console\.(?:log|debug|trace)\(|^\s*debugger\s*;?\s*$"""
_PHP = r"""(?<![\w>:$\\])(?<!function )(?:var_dump|dd)\s*\("""
_RUBY = (
    r"""\bbinding\.(?:pry|irb)\b|^\s*(?:byebug|debugger)\s*$|^\s*require ["'](?:pry|byebug)["']"""
)
_JVM = r"""\bprintln\(\s*"DEBUG"""
_GO = r"""\bfmt\.Print(?:ln|f)?\(\s*"DEBUG|\bspew\.Dump\(|\bruntime\.Breakpoint\(\)"""
_C = (
    r"""\b(?:printf|puts)\(\s*"DEBUG|\bfprintf\(\s*stderr\s*,\s*"DEBUG"""
    r"""|\bc(?:err|out)\s*<<\s*"DEBUG"""
)
_LANGUAGES = (
    ("py pyi pyx", _PYTHON),
    ("js jsx mjs cjs ts tsx mts cts vue svelte", _JS),
    ("php phtml", _PHP),
    ("rb rake erb", _RUBY),
    ("java kt kts scala groovy", _JVM),
    ("go", _GO),
    ("rs", r"(?<!\w)dbg!\("),
    ("c cc cpp cxx h hh hpp m mm", _C),
    ("cs", r"""\bDebugger\.(?:Break|Launch)\(\)|\bConsole\.WriteLine\(\s*\$?"DEBUG"""),
    ("ex exs", r"\bIEx\.pry\b|\bdbg\(\)"),
    ("swift", r"""\bprint\(\s*"DEBUG"""),
    ("pl pm", r"\$DB::single\s*=\s*1"),
    ("sh bash zsh", r"""\becho\s+["']?DEBUG\b"""),
)  # fmt: skip
_BY_ENDING = {ending: regex for endings, regex in _LANGUAGES for ending in endings.split()}
_COMMENTS = {"py": "#", "pyi": "#", "rb": "#", "sh": "#", "pl": "#", "ex": "#"}


@cache
def _regex(ending: str) -> re.Pattern[str]:
    """What counts as a leftover in a language: its own, and the marks that people leave
    everywhere.
    """
    own = _BY_ENDING.get(ending)
    return re.compile(f"{own}|{_ANYWHERE}" if own else _ANYWHERE, re.MULTILINE)


def _ending(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[1].lower() if "." in name else ""


def _in_file(file: Measured) -> Iterator[Finding]:
    ending = _ending(file.path)
    regex = _regex(ending)
    comment = _COMMENTS.get(ending, "//")
    for hunk in file.change.hunks:
        if not regex.search("\n".join(hunk.added)):
            continue
        before = Counter(found for line in hunk.removed if (found := _left(line, regex, comment)))
        for at, line in enumerate(hunk.added):
            found = _left(line, regex, comment)
            if found and before[found] > 0:
                before[found] -= 1  # the line was there, and stands otherwise now
            elif found:
                text = shorten(line.strip(), 50)
                yield Finding(f"left from debugging: {text}", file.path, hunk.new_start + at)


def _left(line: str, regex: re.Pattern[str], comment: str) -> str:
    """What was left in a line; empty where nothing was. A call that is commented out does nothing; a mark in a comment
    is why the mark exists.
    """
    found = regex.search(line.rstrip("\r"))
    if not found or (line.strip().startswith(comment) and not re.search(_ANYWHERE, line)):
        return ""
    return found[0].strip()


def _leftovers(subject: Subject) -> Iterator[Finding]:
    for file in subject.files:
        if file.kind == CODE and not file.hidden:
            yield from _in_file(file)


DEBUG_LEFTOVER = Rule(
    id="debug-leftover",
    severity=WARNING,
    summary="a debugging aid is left in the code",
    explain=(
        "Added lines of code that stop in a debugger, dump a value or carry a mark such as "
        "FIXME-HOTFIX. A breakpoint hangs a server, a dump leaks data into a page. Looked for "
        "by language, from the file's ending; lines that were there before and tests are left "
        "alone."
    ),
    todo="take it out",
    find=_leftovers,
)
