"""The refusals of the choice of a production tag: what was found instead, and what to type."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from gitfix.core.outcome import Refusal
from gitfix.core.tag_index import TagIndex
from gitfix.core.text import plural, printable

SHOWN = 5
BY_HAND = (
    "which commit is in production?   gitfix branch --tag <commit or tag>\n"
    'or teach it once:                gitfix config production.command "curl …"'
)


def no_versions(others: Sequence[str], remote: str = "") -> Refusal:
    """No tag is a version. `remote` has none either; empty when that is not known."""
    message = "this clone has no release tags"
    if remote:
        message += f", and {printable(remote)} has none either"
    found: tuple[str, ...] = ()
    if others:
        are = "tags that are not versions" if len(others) > 1 else "tag that is not a version"
        found = (f"found {len(others):,} {are}: {_some(others)}",)
    return Refusal(message, found=found, hint=BY_HAND)


def only_prereleases(index: TagIndex, component: str) -> Refusal:
    """There are versions, but nothing was released yet."""
    names = [tag.name for tag in itertools.islice(index.prereleases(), SHOWN)]
    total = sum(len(shape.names) for shape in index.shapes)
    of = f" of {printable(component)}" if component else ""
    return Refusal(
        f"only pre-releases{of}: nothing here says what is in production",
        found=(f"found {plural(total, 'pre-release')}, newest {_some(names, total)}",),
        hint=f"if one of them runs in production: gitfix branch --tag {printable(names[0])}",
    )


def no_line(index: TagIndex, line: str, width: int) -> Refusal:
    """No release is on the line; lists the newest lines in the same number of places."""
    lines: list[str] = []
    for tag in itertools.islice(index.releases(), 10_000):
        text = ".".join(tag.version.parts[:width])
        if text not in lines:
            lines.append(text)
        if len(lines) == SHOWN:
            break
    return Refusal(
        f"no release on line {printable(line)}",
        found=(f"newest lines: {', '.join(lines)}",),
        hint=f"gitfix production --line {lines[0]}",
    )


def unusable(skipped_names: Sequence[str]) -> Refusal:
    """There are release tags, but no commit is behind any of them."""
    return Refusal(
        "no release tag points to a commit",
        found=(f"found {_some(skipped_names)}: a tree, a blob, or an object that is missing here",),
        hint=BY_HAND,
    )


def _some(names: Sequence[str], total: int = 0) -> str:
    shown = ", ".join(printable(name) for name in names[:SHOWN])
    return shown + (", …" if max(total, len(names)) > SHOWN else "")
