"""Which component of a repository is meant when its tags release several."""

from __future__ import annotations

from collections.abc import Mapping

from gitfix.core.outcome import Refusal
from gitfix.core.tag_index import TagIndex
from gitfix.core.tag_scheme import same_name
from gitfix.core.text import plural, printable

ROOT = ""
"""The repository as a whole: `v`, `release-` and the like, the repository's name, or no prefix."""
DOMINANT = 0.9
"""A component with this share of the releases is meant when nothing else is said."""
MOST_LISTED = 20


def count_releases(index: TagIndex) -> dict[str, int]:
    """Number of releases by component; 0 for a component that has pre-releases only."""
    counts: dict[str, int] = {}
    for shape in index.shapes:
        name = shape.sample.component
        counts[name] = counts.get(name, 0) + len(shape.names) * shape.is_release
    return counts


def choose_component(index: TagIndex, wanted: str | None = None, repository_name: str = "") -> str:
    """The component to work on; Refusal when it cannot be told, or when `wanted` is not there."""
    counts = count_releases(index)
    released = {name: count for name, count in counts.items() if count}
    if wanted is not None:
        return _named(index, counts, wanted, repository_name)
    if ROOT in released or not released:
        return ROOT if ROOT in counts or len(counts) != 1 else next(iter(counts))
    best = _by_size(released)[0]
    if released[best] >= DOMINANT * sum(released.values()):
        return best
    raise Refusal(
        f"this repository releases {len(released)} components: which one is meant?",
        found=_listed(index, released),
        hint=f"gitfix production --component {printable(best)}",
    )


def _named(index: TagIndex, counts: Mapping[str, int], wanted: str, repository_name: str) -> str:
    released = {name: count for name, count in counts.items() if count}
    if wanted in counts:
        return wanted
    alike = [name for name in counts if same_name(name, wanted)]
    if len(alike) == 1:
        return alike[0]
    if ROOT in counts and repository_name and same_name(wanted, repository_name):
        return ROOT
    hint = "gitfix production"
    if released and ROOT not in released:
        hint += f" --component {printable(_by_size(released)[0])}"
    raise Refusal(
        f"no release tag of a component {printable(wanted)}",
        found=_listed(index, released),
        hint=hint,
    )


def _by_size(released: Mapping[str, int]) -> list[str]:
    return sorted(released, key=lambda name: (-released[name], name))


def _listed(index: TagIndex, released: Mapping[str, int]) -> tuple[str, ...]:
    """One line per component with its number of releases and the highest, the largest first."""
    order = _by_size(released)
    names = [printable(name) or "(the whole repository)" for name in order[:MOST_LISTED]]
    counts = [plural(released[name], "release") for name in order[:MOST_LISTED]]
    width, wide = max(map(len, names), default=0), max(map(len, counts), default=0)
    lines = []
    for name, shown, count in zip(order, names, counts, strict=False):
        newest = next(index.of_component(name).releases()).name
        lines.append(f"{shown:<{width}}   {count:<{wide}}   newest {printable(newest)}")
    if len(order) > MOST_LISTED:
        lines.append(f"and {len(order) - MOST_LISTED:,} more")
    return tuple(lines)
