"""An event in words: what happened, in one line."""

from __future__ import annotations

from gitfix.core.text import printable
from gitfix.render import event_ending, event_fix, event_release, event_steps
from gitfix.render.event_kit import Data, Say

OF_A_STEP = ("stated", "ran", "overridden", "monitored")
"""Events that mean nothing without the step that they are about."""
_WORDS: dict[str, Say] = {
    **event_fix.WORDS,
    **event_steps.WORDS,
    **event_release.WORDS,
    **event_ending.WORDS,
}


def words(type: str, data: Data, step: str = "") -> str:
    """What an event of `type` says; a type that this version does not know is named as it is."""
    say = _WORDS.get(type)
    if say is None:
        keys = ", ".join(sorted(map(str, data)))
        return printable(f"{type} (from a newer gitfix{'; it holds ' + keys if keys else ''})")
    about = f"{step}: " if step and type in OF_A_STEP else ""
    return printable(f"{about}{say(data).strip()}")
