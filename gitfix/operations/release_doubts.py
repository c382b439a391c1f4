"""Files that name the version of the production tag in a way that nobody here understands: a person has to look."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from gitfix.core import glob
from gitfix.core.bump.doubt import doubt
from gitfix.core.bump.files import kind_of
from gitfix.core.outcome import Refusal
from gitfix.core.text import printable
from gitfix.core.value import replace
from gitfix.operations import release_files as files_of
from gitfix.operations.check_policy import policy_of

if TYPE_CHECKING:
    from gitfix.operations.release_files import Writing
    from gitfix.operations.workspace import Workspace

MOST = 5
"""Files that are named at once."""


def none_in(
    work: Workspace,
    files: dict[str, str],
    base: dict[str, str],
    writing: Writing,
    written: Collection[str],
) -> None:
    """Refusal where a version file would stay behind: it said `old` at the production tag, and says so still."""
    patterns = policy_of(work.config).version
    old, new = writing.olds[0], writing.entry.new
    turned = replace(writing, entry=replace(writing.entry, new=old), olds=(new,), again=frozenset())
    found = []
    for path, text in files.items():
        if path in written or path not in base or kind_of(path, patterns) != "version":
            continue
        stated = glob.matches(path, patterns)
        why = doubt(path, text, old, stated=stated)
        # Who wrote the new version there by hand has looked already.
        by_hand = any(files_of.versions(work, {path: text}, turned))
        if why and doubt(path, base[path], old, stated=stated) and not by_hand:
            found.append(f"{printable(path)}: {printable(why)}")
    if found:
        more = (f"… and {len(found) - MOST} more",) if len(found) > MOST else ()
        name = printable(found[0].partition(": ")[0])
        raise Refusal(
            f"it is not clear where {name} says what version this is",
            found=(*found[:MOST], *more),
            hint=f"write {new} there yourself and commit it, then again: gitfix release --prepare\n"
            "a version of something else? in .gitfix.toml on the default branch: "
            f'[paths] version = ["!{name}"]',
        )
