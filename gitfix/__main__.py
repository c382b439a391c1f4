"""Where the process begins, as `gitfix` or as `python -m gitfix`: a short one has no use for a garbage collector."""

from __future__ import annotations

import gc

SELDOM = 200_000
"""New objects between two collections: loading a command makes fewer, and what runs for long still collects."""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(SELDOM)
    from gitfix.cli.main import main

    try:
        main()
    finally:
        # Python's last act would be to look through all of what the system takes back in a moment.
        gc.freeze()


if __name__ == "__main__":
    main()
