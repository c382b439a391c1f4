"""Where the process begins and ends, as `gitfix` or as `python -m gitfix`: a short one has no use for tidying up."""

from __future__ import annotations

import atexit
import gc
import os
import sys

SELDOM = 200_000
"""New objects between two collections: loading a command makes fewer, and what runs for long still collects."""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(SELDOM)
    try:
        if sys.argv[1:2] == ["check"]:
            from gitfix.cli.early import begin

            begin(sys.argv[1:])
        from gitfix.cli.main import main

        main()
    except SystemExit as end:
        _leave(end.code)
        raise
    finally:
        # Python's last act would be to look through all of what the system takes back in a moment.
        gc.freeze()


def _leave(code: object) -> None:
    """End here as Python does, but without taking apart what is in memory; returns where it has to do all of it."""
    threads = sys.modules.get("threading")
    if not isinstance(code, int) or (threads is not None and threads.active_count() > 1):
        return
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return  # Python says it, and has an exit code of its own for it
    os._exit(code)


if __name__ == "__main__":
    main()
