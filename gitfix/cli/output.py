"""Everything a command writes goes through here: text for people, one JSON object for programs, one exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from gitfix.cli.terminal import Screen, style_of, width_of
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.text import printable, shorten, ways, wrapped
from gitfix.core.value import dataclass, field, replace
from gitfix.render.exit_words import WORDS
from gitfix.render.style import Style

if TYPE_CHECKING:
    from gitfix.cli.bar import Bar

LONG = 6
"""Number of things to do from which on a bar is drawn."""
Lines = Callable[[object, Style], list[str]]
"""Turns a result into the lines that a person reads."""


@dataclass
class Output:
    """Where and how this run writes."""

    command: str = ""
    as_json: bool = False
    quiet: bool = False
    style: Style = field(default_factory=Style)
    errors: Style = field(default_factory=Style)
    _progressing: bool = False
    _bar: Bar | None = None
    _live: Screen | None = None
    _open: ClassVar[Output | None] = None
    """The one that was opened last: an error is written by another one than what came before it."""

    @classmethod
    def open(cls, command: str, *, as_json: bool, quiet: bool, no_color: bool) -> Output:
        """For this process's stdout and stderr; what an earlier one has drawn there over and over is taken away."""
        if cls._open is not None:
            cls._open.live(None)
            cls._open._clear_progress()
        cls._open = cls(
            command, as_json, quiet, style_of(sys.stdout, no_color), style_of(sys.stderr, no_color)
        )
        return cls._open

    def finish(self, outcome: Outcome, lines: Lines) -> int:
        """Write an operation's outcome; returns the exit code."""
        self.notes(outcome.notices)
        if self.as_json:
            self._json(outcome.exit, outcome.result, outcome.message, outcome.hint)
            return int(outcome.exit)
        if outcome.result is not None and not (self.quiet and outcome.exit is Exit.OK):
            text = lines(outcome.result, self.style)
            if text:
                sys.stdout.write("".join(self.style.line(line) + "\n" for line in text))
        sys.stdout.flush()
        if outcome.exit is not Exit.OK and outcome.message:
            self._say("error", WORDS[outcome.exit], outcome.message)
        if outcome.exit is not Exit.OK and outcome.hint:
            self._hint(outcome.hint)
        return int(outcome.exit)

    def notes(self, notices: Iterable[str]) -> None:
        """Say what a person has to know, whatever the exit code."""
        self._clear_progress()
        for notice in notices:
            self._say("warning", "note", notice)

    def refuse(self, refusal: Refusal) -> int:
        """Write a refusal; returns the exit code."""
        self._clear_progress()
        if self.as_json:
            message = "; ".join((refusal.message, *refusal.found))
            self._json(refusal.exit, refusal.result, message, refusal.hint)
            return int(refusal.exit)
        self._say("error", WORDS[refusal.exit], refusal.message)
        for row in refusal.found:
            self._lines(wrapped(f"  {printable(row)}", self.errors.width, "    "))
        if refusal.hint:
            self._hint(refusal.hint)
        return int(refusal.exit)

    def progress(self, message: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done now: one line that is overwritten, on a terminal only; a bar for long work."""
        if self.quiet or self.as_json or not sys.stderr.isatty():
            return
        if total >= LONG:
            self._bar_to(message, done, total)
            return
        text = self.errors.line(printable(message))[: self.errors.width - 1]
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()
        self._progressing = True

    def show(self, text: str, role: str = "") -> None:
        """A program's output as it comes; nothing with --json and --quiet. A reader that has gone stops nothing."""
        if self.quiet or self.as_json or not text:
            return
        self._clear_progress()
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        tidy = "\n".join("\t".join(map(printable, line.split("\t"))) for line in lines)
        try:
            sys.stdout.write(self.style.line(self.style.paint(role, tidy) if role else tidy))
            sys.stdout.flush()
        except BrokenPipeError:
            # The exit code of the command still counts: it goes on, unseen.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def live(self, view: object) -> bool:
        """Draw what is watched, over what was drawn before; None ends it. False where there is no terminal."""
        if view is None:
            if self._live is not None:
                self._live.clear()
                self.fit()
                self._live = None
            return True
        if (
            self.quiet
            or self.as_json
            or not sys.stdout.isatty()
            or os.environ.get("TERM") == "dumb"
        ):
            return False
        self._clear_progress()
        if self._live is None:
            self._live = Screen(sys.stdout)
        self.fit()
        from gitfix.render.monitor_text import live_lines

        self._live.draw([self.style.line(line) for line in live_lines(view, self.style)])
        return True

    def fit(self) -> None:
        """The window may be another one than when this began."""
        if self.style.width == self.errors.width == width_of():
            return
        if sys.stdout.isatty():
            self.style = replace(self.style, width=width_of())
        if sys.stderr.isatty():
            self.errors = replace(self.errors, width=width_of())

    def confirm(self, question: str) -> bool:
        """Ask the person at the terminal; ^C is an interruption, not an answer."""
        import click

        self._clear_progress()
        return click.confirm(
            self.errors.line("\n".join(map(printable, question.split("\n")))), err=True
        )

    def ask(self, question: str) -> str:
        """Ask the person at the terminal for a text; an empty one is an answer too."""
        import click

        self._clear_progress()
        text = self.errors.line("\n".join(map(printable, question.split("\n"))))
        answer = click.prompt(text, default="", show_default=False, err=True, prompt_suffix=" ")
        return str(answer).strip()

    def _bar_to(self, message: str, done: int, total: int) -> None:
        if self._bar is None:
            from gitfix.cli.bar import Bar

            self._bar = Bar(self.errors.width, total)
        text = shorten(self.errors.line(printable(message)), self.errors.width // 2)
        self._bar.to(text, done, total)

    def _clear_progress(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if self._progressing:
            sys.stderr.write("\r\033[K")
            self._progressing = False

    def _json(self, exit: Exit, result: object, message: str, hint: str) -> None:
        from gitfix.render.json_view import envelope

        sys.stdout.write(envelope(self.command, exit, result, message, hint))
        sys.stdout.flush()

    def _say(self, role: str, word: str, text: str) -> None:
        first, *more = wrapped(f"{word}: {printable(text)}", self.errors.width, "  ")
        painted = self.errors.paint(role, f"{word}:")
        self._lines([painted + first.removeprefix(f"{word}:"), *more])

    def _hint(self, hint: str) -> None:
        for row in hint.split("\n"):
            width, text = self.errors.width, f"  {printable(row)}"
            if len(text) <= width:
                self._lines([text])
            elif "git" in row:
                # A command is never broken: it has to be copied.
                self._lines([f"  {printable(way)}" for way in ways(row)])
            else:
                self._lines(wrapped(text, width, "  "))

    def write(self, lines: list[str]) -> None:
        """Lines on stdout at once, for output that goes on."""
        sys.stdout.write("".join(self.style.line(f"{line}\n") for line in lines))
        sys.stdout.flush()

    def _lines(self, lines: list[str]) -> None:
        sys.stderr.write("".join(self.errors.line(f"{line}\n") for line in lines))
