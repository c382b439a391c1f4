"""What people leave in code from looking for a bug, by the ending of the file: as expressions."""

from __future__ import annotations

import re
from functools import cache

ANYWHERE = r"\b(?:FIXME-HOTFIX|XXX DEBUG|DO NOT (?:COMMIT|MERGE)|NOCOMMIT)\b"
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
COMMENTS = {"py": "#", "pyi": "#", "rb": "#", "sh": "#", "pl": "#", "ex": "#"}


@cache
def leftover(ending: str) -> re.Pattern[str]:
    """What counts as a leftover in a language: its own, and the marks that people leave
    everywhere.
    """
    own = _BY_ENDING.get(ending)
    return re.compile(f"{own}|{ANYWHERE}" if own else ANYWHERE, re.MULTILINE)


def ending_of(path: str) -> str:
    """The ending of a file's name, in lower case; empty without one."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[1].lower() if "." in name else ""


_NEEDLES = ("breakpoint", "pdb", "pudb", "DEBUG", "HOTFIX", "DO NOT", "NOCOMMIT")
"""Without one of these, there is no leftover in Python: looked for before the expression is compiled."""


def may_hold(path: str, text: str) -> bool:
    """Whether there may be a leftover in these lines of a file."""
    ending = ending_of(path)
    if ending in ("py", "pyi", "pyx"):
        for needle in _NEEDLES:
            if needle in text:
                break
        else:
            return False
    return leftover(ending).search(text) is not None
