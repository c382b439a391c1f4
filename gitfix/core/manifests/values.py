"""Dependencies as values, and what changed between two lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gitfix.core.value import dataclass


class Unreadable(Exception):
    """The manifest is not of its format; the argument says why."""


@dataclass(frozen=True)
class Dependency:
    """One dependency. `scope`: the list that names it, as the format calls it; `key`: its name in one spelling.

    `constraint`: the versions that fit, empty for any. `detail`: what pins it besides (hashes), not shown.
    """

    scope: str
    key: str
    name: str
    constraint: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Changed:
    """A dependency that differs: `old` or `new` is None where it is not named at all."""

    scope: str
    name: str
    old: str | None
    new: str | None


def compare(old: Iterable[Dependency], new: Iterable[Dependency]) -> list[Changed]:
    """What is added, removed or asked for in another version; the same in another order is no change."""
    before, after = _by_key(old), _by_key(new)
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key, ()), after.get(key, ())
        if _asked(was) == _asked(now):
            if sorted(one.detail for one in was) != sorted(one.detail for one in now):
                found.append(
                    Changed(key[0], now[0].name, _words(was), f"{_words(now)}, other hashes")
                )
            continue
        name = (now or was)[0].name
        found.append(
            Changed(key[0], name, _words(was) if was else None, _words(now) if now else None)
        )
    return found


def _by_key(listed: Iterable[Dependency]) -> Mapping[tuple[str, str], tuple[Dependency, ...]]:
    """The same name may stand there more than once, for different systems."""
    found: dict[tuple[str, str], tuple[Dependency, ...]] = {}
    for one in listed:
        key = (one.scope, one.key)
        found[key] = (*found.get(key, ()), one)
    return found


def _asked(several: tuple[Dependency, ...]) -> list[str]:
    return sorted(one.constraint for one in several)


def _words(several: tuple[Dependency, ...]) -> str:
    return " and ".join(one.constraint or "any version" for one in several)
