"""The data file of coverage.py (`.coverage`): an SQLite database, read in memory.

The tables are those of its documentation, "Coverage.py database schema".
"""

from __future__ import annotations

STEPS = 50_000_000
"""Instructions of SQLite's machine: a database is a program, and that of a stranger may never end."""


def lines_run(data: bytes) -> dict[str, dict[int, bool]]:
    """File → the lines that were run; ValueError where `data` is no such file."""
    import sqlite3
    from contextlib import closing

    found: dict[str, dict[int, bool]] = {}
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data)
            database.execute("PRAGMA trusted_schema = OFF")
            database.set_progress_handler(lambda: 1, STEPS)
            names = dict(database.execute("SELECT id, path FROM file"))
            for file, numbits in database.execute("SELECT file_id, numbits FROM line_bits"):
                _lines(found, names[file]).update((number, True) for number in _numbers(numbits))
            for file, start, end in database.execute("SELECT file_id, fromno, tono FROM arc"):
                # Numbers below 1 are the way into a piece of code, and out of it.
                _lines(found, names[file]).update((n, True) for n in (start, end) if n > 0)
    except (sqlite3.Error, KeyError, TypeError, AttributeError, OverflowError):
        raise ValueError("not a data file of coverage.py") from None
    return found


def _lines(found: dict[str, dict[int, bool]], name: str) -> dict[int, bool]:
    return found.setdefault(name.replace("\\", "/"), {})


def _numbers(numbits: bytes) -> list[int]:
    """The numbers in a set that is written as bits, the lowest first (coverage.numbits)."""
    return [8 * at + bit for at, byte in enumerate(numbits) for bit in range(8) if byte >> bit & 1]
