"""Sets git to work before click is loaded, which takes as long as git: for the check, called plainly, and nothing else.

What is begun here is taken up by the command, once click has read the same words; in any other case it is as if
nothing had been.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

_FLAGS = ("--quiet", "--json", "--no-color", "--verbose", "--offline", "--whole")


def begin(argv: Sequence[str]) -> None:
    """Begin what `argv` asks for, if it is a plain check. Whatever goes wrong is said by the command itself."""
    asked = plain_check(argv)
    if asked is None or "_GITFIX_COMPLETE" in os.environ:
        return
    try:
        _begin(argv, *asked)
    except KeyboardInterrupt:
        from gitfix.cli.main import stopped

        sys.exit(stopped(argv))
    except Exception:
        return


def _begin(argv: Sequence[str], revision: str | None, base: str | None) -> None:
    from gitfix.core.settings import Settings
    from gitfix.operations.check_begin import begin_early

    interactive = "--json" not in argv and sys.stdin.isatty() and sys.stderr.isatty()
    settings = Settings(Path.cwd(), offline="--offline" in argv, interactive=interactive)
    begin_early(settings, revision, base)


def plain_check(argv: Sequence[str]) -> tuple[str | None, str | None] | None:
    """The revision and the base of a check that has only such options as change nothing of its beginning."""
    if argv[:1] != ["check"]:
        return None
    revision = base = None
    words = iter(argv[1:])
    for word in words:
        if word == "--base" and base is None:
            base = next(words, "-")
            if base.startswith("-"):
                return None
        elif word.startswith("-"):
            if word not in _FLAGS:
                return None
        elif revision is None:
            revision = word
        else:
            return None
    return revision, base
