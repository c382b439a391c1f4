"""Versions that are dates: how they are known, and which date they carry."""

from __future__ import annotations

import datetime

from gitfix.core.version import Version

_YEARS = range(1990, 2100)


def looks_calendar(version: Version) -> bool:
    """Whether the first number is a four-digit year (`2026.08.17`) or a date (`20190101`)."""
    first = version.numbers[0]
    if len(version.parts[0]) == 4:
        return first in _YEARS
    if len(version.parts[0]) in (8, 10, 12, 14):
        return version_date(version) is not None
    return False


def is_short_year(version: Version) -> bool:
    """`22.04` and `22.04.1`: the zero says that a month is meant; `22.3` may be any version."""
    parts = version.parts
    return (
        len(parts) > 1
        and len(parts[0]) == len(parts[1]) == 2
        and parts[1][0] == "0"
        and parts[1] != "00"
    )


def is_stamp(version: Version) -> bool:
    """Whether this is a date written as one number, which is as often a mark as a release."""
    return len(version.parts) == 1


def version_date(version: Version) -> datetime.date | None:
    """The day that the version names, None when it names no date.

    Without a day it is the first of the month, without a month of the year.
    """
    first, *others = version.parts
    if len(first) >= 8:
        year, month, day = int(first[:4]), int(first[4:6]), int(first[6:8])
    else:
        year = int(first) + (2000 if is_short_year(version) else 0)
        month = int(others[0]) if others else 1
        day = int(others[1]) if len(others) > 1 else 1
    if year not in _YEARS:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
