"""The formatters of each language, as people run them: from standard input to standard output."""

from __future__ import annotations

import shutil
import subprocess

Command = tuple[str, ...]
FORMATTERS: dict[str, tuple[Command, ...]] = {
    "python": (("black", "-q", "-"), ("ruff", "format", "-q", "-")),
    "javascript": (("prettier", "--stdin-filepath", "a.js"),),
    "typescript": (("prettier", "--stdin-filepath", "a.ts"),),
    "tsx": (("prettier", "--stdin-filepath", "a.tsx"),),
    "java": (
        ("google-java-format", "-"),
        ("clang-format", "--assume-filename=A.java", "--style=Google"),
    ),
    "go": (("gofmt",), ("gofmt", "-s")),
    "c": (("clang-format", "--style=LLVM"), ("clang-format", "--style=GNU")),
    "rust": (("rustfmt", "--edition", "2021"),),
}
PATIENCE = 60
"""Seconds for one file."""


def there(name: str) -> list[Command]:
    """Those that are on the search path."""
    return [one for one in FORMATTERS[name] if shutil.which(one[0])]


def label(command: Command) -> str:
    """What the table calls one."""
    words = [word for word in command if word in ("format", "-s") or word.startswith("--style=")]
    return " ".join([command[0], *(word.removeprefix("--style=") for word in words)])


def formatted(command: Command, text: bytes) -> bytes | None:
    """What it makes of the text; None where it refuses."""
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None
