"""The word that stands before a message, for each exit code."""

from __future__ import annotations

from gitfix.core.outcome import Exit

WORDS = {
    Exit.OK: "done",
    Exit.REFUSED: "refused",
    Exit.USAGE: "usage",
    Exit.CONFLICT: "conflict",
    Exit.POLICY: "not passed",
    Exit.REMOTE: "remote",
    Exit.TAMPERED: "tampered",
    Exit.BUG: "bug",
    Exit.INTERRUPTED: "interrupted",
}
"""What stands before a message of each exit code."""
