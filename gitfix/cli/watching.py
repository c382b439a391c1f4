"""Shows a result again and again until ^C: a screen that is redrawn on a terminal, only what changed elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

from gitfix.cli.options import Ended
from gitfix.cli.output import Lines, Output
from gitfix.cli.terminal import Screen
from gitfix.core.outcome import Outcome

EVERY = 2.0
"""Seconds between two looks: quick enough for a person, and nothing for the machine."""


def refuse_json(option: str) -> None:
    """USAGE for `--json` beside an option that never ends (design, section 6)."""
    if click.get_current_context().params["as_json"]:
        raise click.UsageError(f"--json prints one object and ends; {option} does not end")


def watch(look: Callable[[], Outcome], lines: Lines) -> Ended:
    """What `look` gives, drawn anew every two seconds until ^C, which is the normal end."""
    refuse_json("--watch")
    output = _output()
    before: list[str] = []
    outcome = Outcome()
    screen = Screen(sys.stdout) if sys.stdout.isatty() else None
    try:
        while True:
            outcome = look()
            output.fit()
            text = lines(outcome.result, output.style)
            if screen:
                screen.draw([output.style.line(line) for line in text])
            elif text != before:
                output.write([*([""] if before else []), *text])
            before = text
            time.sleep(EVERY)
    except KeyboardInterrupt:
        return Outcome(), lambda result, style: []


def follow(look: Callable[[], Outcome], rows: Callable[[object], int], lines: Lines) -> Ended:
    """What `look` gives, and from then on only the lines of what is new; `rows` counts what a result holds."""
    refuse_json("--follow")
    output = _output()
    shown: list[str] = []
    known = -1
    try:
        while True:
            outcome = look()
            if rows(outcome.result) != known:
                known = rows(outcome.result)
                text = lines(outcome.result, output.style)
                output.write(text[len(shown) :])
                shown = text
            time.sleep(EVERY / 2)
    except KeyboardInterrupt:
        return Outcome(), lambda result, style: []


def _output() -> Output:
    params = click.get_current_context().params
    return Output.open("", as_json=False, quiet=params["quiet"], no_color=params["no_color"])
