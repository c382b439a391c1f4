"""Spans of time as people say them."""

from __future__ import annotations


def age(seconds: int) -> str:
    """`23 min`, `5 h`, `6 days`; below a minute `less than a minute`."""
    for size, noun in ((86_400, "day"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {noun}{'s' if noun == 'day' and count != 1 else ''}"
    return "less than a minute"
