"""Which releases count where a component has both counted versions (`1.4.0`) and dates.

A date is always the higher number, so one stray tag `2019.01` among `1.x` tags would be production
for ever. The rule: the dates are in force when the newest of them is not older than the opening of
the highest counted line (`1.9` is opened by its lowest tag). Patches of an old line after a change
to dates (`0.19.2` after `2026.08.17`) open no line and change nothing; `1.5.0` after a stray
`2019.01` does. A lone date in one number (`20190101`) is a mark, not a scheme. An unknown tag date
is read from the version itself; where that does not help either, the dates are in force.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

from gitfix.core.calendar_version import is_stamp, version_date
from gitfix.core.tag_index import Shape, TagIndex, descending

Dates = Callable[[Sequence[str]], Mapping[str, int]]
"""Tag names to the seconds since 1970 at which they were made; 0 or no entry when unknown."""


def split_off_strays(index: TagIndex, dates: Dates) -> tuple[TagIndex, tuple[Shape, ...]]:
    """The tags of the scheme in force, and the shapes of dates that are no releases here."""
    calendar: list[Shape] = []
    counted: list[Shape] = []
    others: list[Shape] = []
    for shape in index.shapes:
        if shape.is_release:
            (calendar if shape.is_calendar() else counted).append(shape)
        else:
            others.append(shape)
    if not calendar or not counted or _in_force(calendar, counted, dates):
        return index, ()
    return TagIndex((*counted, *others), index.others), tuple(calendar)


def _in_force(calendar: list[Shape], counted: list[Shape], dates: Dates) -> bool:
    newest = next(descending(calendar))
    if is_stamp(newest.version) and sum(len(shape.names) for shape in calendar) == 1:
        return False
    line = next(descending(counted)).version.numbers[:2]
    on_line = [found for shape in counted if (found := shape.on_line(line))]
    opening = min((shape.lowest() for shape in on_line), key=lambda tag: (tag.version, tag.name))
    known = dates([newest.name, opening.name])
    opened = known.get(opening.name, 0)
    made = known.get(newest.name, 0)
    if not made and (day := version_date(newest.version)):
        made = int(datetime.datetime.combine(day, datetime.time.max, datetime.UTC).timestamp())
    return not opened or not made or made >= opened
