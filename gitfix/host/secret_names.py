"""The secrets that this process knows of: of its environment, of what the team's file names, of git's configuration."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping

from gitfix.core.outcome import Refusal

Source = Callable[[], tuple[Iterable[str], Iterable[str]]]
"""Variables that hold a secret, and secrets themselves; asked when something is about to be shown, and only once."""

_declared: set[str] = set()
_values: set[str] = set()
_sources: list[Source] = []


def declare(names: Iterable[str]) -> None:
    """From now on the values of these variables are hidden in everything that is shown, logged or recorded."""
    _declared.update(name for name in names if name)


def keep(values: Iterable[str]) -> None:
    """From now on these values are hidden, too."""
    _values.update(value for value in values if value)


def ask_later(source: Source) -> None:
    """Somebody who can say more, once it matters."""
    _sources.append(source)


def secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What has to be hidden in the output of whoever has this environment, longest first."""
    from gitfix.core.secrets import secret_values

    while _sources:
        # What cannot be read now cannot be what a command prints; and reading may fail, and want to be shown.
        with contextlib.suppress(Refusal, OSError):
            names, values = _sources.pop()()
            declare(names)
            keep(values)
    known = {f"secret {number}": value for number, value in enumerate(sorted(_values))}
    return secret_values({**environment, **known}, _declared | known.keys())


def masked(text: str) -> str:
    """`text` without all of them, and without what looks like a secret by its shape."""
    from gitfix.core.secrets import hide

    return hide(text, secrets(os.environ))
