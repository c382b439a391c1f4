"""`man/git-hotfix.1` and `man/gitfix.1`, so that `git hotfix --help` has a page to show."""

from __future__ import annotations

import re
from pathlib import Path

from docs.generator import exits, tree
from gitfix import __version__
from gitfix.cli import table
from gitfix.cli.main import cli
from gitfix.core.outcome import Exit

TITLE = "emergency hotfixes from the production tag, carried back to every branch"


def pages(root: Path) -> dict[str, str]:
    """The page under both names; the second one only sources the first."""
    return {"man/git-hotfix.1": _manual(), "man/gitfix.1": ".so man1/git-hotfix.1\n"}


def _manual() -> str:
    lines = [
        '.\\" Generated from the code by make docs.',
        f'.TH GIT-HOTFIX 1 "" "gitfix {__version__}" "Git Manual"',
        ".SH NAME",
        f"git-hotfix, gitfix \\- {TITLE}",
        ".SH SYNOPSIS",
        ".nf",
        "\\fBgitfix\\fR [\\fB\\-\\-version\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGS\\fR]",
        "\\fBgit hotfix\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGS\\fR]",
        ".fi",
        ".SH DESCRIPTION",
        *_text(*tree.entry(cli, "gitfix").paragraphs),
        ".PP",
        "\\fBgitfix\\fR and \\fBgit hotfix\\fR are the same program.",
        *_example(tree.entry(cli, "gitfix").examples),
        ".SH OPTIONS OF EVERY COMMAND",
    ]
    lines += _options(tree.entries("branch")[0].common)
    for phase in table.PHASES:
        names = tree.present(phase)
        if names:
            lines.append(f".SH {_quoted('COMMANDS: ' + phase.upper())}")
        for name in names:
            for entry in tree.entries(name):
                lines += _entry(entry)
    lines += [".SH EXIT STATUS"]
    for code in Exit:
        lines += [".TP", f"\\fB{int(code)}\\fR", *_text(exits.MEANING[code])]
    lines += [
        ".SH FILES",
        ".TP",
        "\\fI.gitfix.toml\\fR",
        *_text("The team's settings, read from the protected default branch."),
        ".TP",
        "\\fI$GIT_COMMON_DIR/gitfix/\\fR",
        *_text("Journal and log of operations of this clone, shared by its worktrees."),
        ".SH SEE ALSO",
        "\\fBgit\\fR(1), \\fBgit-merge-tree\\fR(1), \\fBgit-push\\fR(1), \\fBgithooks\\fR(5)",
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: tree.Entry) -> list[str]:
    lines = [f".SS {_quoted(_escape(entry.usage))}", *_text(*entry.paragraphs)]
    return [*lines, *_options(entry.options), *_example(entry.examples)]


def _options(rows: tuple[tuple[str, str], ...]) -> list[str]:
    lines: list[str] = []
    for left, right in rows:
        lines += [".TP", f"\\fB{_escape(left)}\\fR", *_text(right)]
    return lines


def _example(examples: tuple[str, ...]) -> list[str]:
    if not examples:
        return []
    shown = [_guarded(_escape(line)) for line in examples]
    return [".PP", ".RS 4", ".nf", *shown, ".fi", ".RE"]


def _text(*paragraphs: str) -> list[str]:
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        lines += [".PP"] * (number > 0) + [_guarded(_escape(paragraph))]
    return lines


def _escape(text: str) -> str:
    """Backslashes and hyphens as roff wants them; an option has to be found by its hyphens."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", text)


def _guarded(line: str) -> str:
    return f"\\&{line}" if line[:1] in (".", "'") else line


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
