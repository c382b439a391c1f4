"""The version of the next hotfix, in the repository's own spelling.

The last number plus one, until a version is free. Two numbers get a third (`1.2` to `1.2.1`) where
the scheme has three elsewhere, else the last goes up (`15.2` to `15.3`). A calendar version gets
`.1` appended, then counts on: never a date that is yet to come. Build metadata and `.post1` are
dropped, `.RELEASE` stays; a patch letter or a rebuild number goes up instead (`1_1_1k` to `1_1_1l`,
`V_9_6_P1` to `V_9_6_P2`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator

from gitfix.core.calendar_version import is_short_year, looks_calendar, version_date
from gitfix.core.tag_scheme import ReleaseTag
from gitfix.core.version import Version, parse_version

Taken = Callable[[str], bool] | Collection[str]
"""Versions that are not free, as `str(Version)` or as tag names."""

USUAL = 3
_COUNTED_SUFFIX = re.compile(
    r"(?:[._-]?(?:p|pl|patch|sp|r|rev|u)[._-]?|[._-])([0-9]+)", re.IGNORECASE
)
_LETTER = re.compile(r"[A-Za-z]{1,2}")
_LOOKED_AT = 200


def next_version(
    release: ReleaseTag, taken: Taken = (), *, siblings: Iterable[ReleaseTag] = ()
) -> tuple[Version, str]:
    """The next free version after `release` and its tag name.

    `siblings` are the component's releases, highest first (`Choice.releases()`): they say how many
    numbers the scheme has. At most 200 are looked at. For a pre-release it is the next pre-release
    of the same version. ValueError when the numbers have no room left.
    """
    is_taken = taken if callable(taken) else taken.__contains__
    known = list(itertools.islice(siblings, _LOOKED_AT))
    released = {tag.version.precedence for tag in known}
    near = [tag for tag in known if tag.scheme.prefix == release.scheme.prefix]
    for text in _candidates(release.version, [tag.version for tag in near]):
        version = parse_version(text, release.scheme.candidate)
        if version is None:
            break
        name = release.scheme.format(version)
        if version.precedence in released or is_taken(str(version)) or is_taken(name):
            continue
        return version, name
    raise ValueError(f"no version follows {release.name}")


def _candidates(version: Version, siblings: list[Version]) -> Iterator[str]:
    parts, suffix, separator = list(version.parts), version.suffix, version.separator
    core = suffix.text.partition("+")[0]
    numbers = separator.join(parts)
    if version.is_prerelease:
        yield from _counted_up(numbers, core)
    elif suffix.kind == "post" and _LETTER.fullmatch(core):
        yield from _lettered_up(numbers, core)
    elif suffix.kind == "post" and _COUNTED_SUFFIX.fullmatch(core):
        yield from _counted_up(numbers, core)
    else:
        kept = core if suffix.kind == "release" else ""
        parts += ["0"] * (_places(version, siblings) - len(parts))
        for step in itertools.count(1):
            last = str(int(parts[-1]) + step).zfill(len(parts[-1]))
            yield separator.join((*parts[:-1], last)) + kept


def _places(version: Version, siblings: list[Version]) -> int:
    """How many numbers the next version has."""
    count = len(version.parts)
    if count == 4:
        return count
    if _is_date(version, siblings):
        return count + 1
    widest = max((len(s.parts) for s in siblings if not looks_calendar(s)), default=count)
    return max(count, min(widest, USUAL))


def _is_date(version: Version, siblings: list[Version]) -> bool:
    """Whether a higher last number would be another date; `2024.5.1` next to `2024.5.0` is none."""
    count = len(version.parts)
    short = is_short_year(version) or (count == 2 and any(map(is_short_year, siblings)))
    if short:
        return count == 2
    if not looks_calendar(version) or version_date(version) is None:
        return False
    counted = any(
        s.numbers[:2] == version.numbers[:2] and (s.numbers[2:] or (0,))[0] == 0 for s in siblings
    )
    return not (count == 3 and counted)


def _counted_up(numbers: str, suffix: str) -> Iterator[str]:
    """The last number of the suffix goes up; one is appended where there is none."""
    head = suffix.rstrip("0123456789")
    last = suffix[len(head) :]
    for step in itertools.count(1):
        if last:
            yield f"{numbers}{head}{str(int(last) + step).zfill(len(last))}"
        else:
            yield f"{numbers}{head}.{step}"


def _lettered_up(numbers: str, letter: str) -> Iterator[str]:
    """`k` to `l`, `z` to `za`, as OpenSSL did."""
    while True:
        end = letter[-1]
        letter = (
            letter + ("a" if end == "z" else "A")
            if end in "zZ"
            else letter[:-1] + chr(ord(end) + 1)
        )
        yield numbers + letter
