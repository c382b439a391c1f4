"""Incident ids: the date and four characters that can be read out on a call, `2026-11-03-k7q2`."""

from __future__ import annotations

import re
from collections.abc import Sequence

PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]{4,12}"


def make(date: str, nonce: str) -> str:
    """The id for an incident opened on `date` (ISO, UTC)."""
    return f"{date}-{nonce}"


def is_incident_id(text: str) -> bool:
    """Whether `text` is a whole id."""
    return re.fullmatch(PATTERN, text) is not None


def matching(text: str, ids: Sequence[str]) -> list[str]:
    """The ids that `text` stands for: itself, or an abbreviation of the begin or of the random end."""
    if text in ids:
        return [text]
    wanted = text.lower()
    return [one for one in ids if wanted and (one.startswith(wanted) or one.endswith(f"-{wanted}"))]
