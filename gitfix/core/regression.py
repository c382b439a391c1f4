"""Which regression tests a change needs: chosen by the paths that changed, besides those that are always needed."""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core import glob
from gitfix.core.playbook import RegressionTest
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Chosen:
    """A command to run. `why`: `cart/views.py` (what changed), or `critical`."""

    command: str
    why: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The commands, in the team's order. `uncovered`: changed paths that no test is said to be about.

    `gap`: something has changed, and not one test was chosen for it.
    """

    chosen: tuple[Chosen, ...]
    uncovered: tuple[str, ...]
    gap: bool


def choose(tests: Sequence[RegressionTest], changed: Sequence[str]) -> Choice:
    """The commands for these changed paths; a command that is named twice runs once."""
    chosen: dict[str, Chosen] = {}
    covered: set[str] = set()
    for test in tests:
        mine = tuple(path for path in changed if glob.matches(path, test.paths))
        covered.update(mine)
        if not mine and not test.critical:
            continue
        known = chosen.get(test.command)
        paths = tuple(dict.fromkeys((*known.paths, *mine))) if known else mine
        chosen[test.command] = Chosen(test.command, _why(paths), paths)
    uncovered = tuple(path for path in changed if path not in covered)
    return Choice(tuple(chosen.values()), uncovered, bool(changed) and not covered)


def _why(paths: tuple[str, ...]) -> str:
    if not paths:
        return "critical"
    more = len(paths) - 1
    return paths[0] + (f" and {more} more" if more else "")
