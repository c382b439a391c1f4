"""The evaluation of one language: white space, formatters, mutants alone and mutants among formatting."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.noise import formatters
from benchmarks.noise.hunks import hunks_between
from benchmarks.noise.judge import same
from benchmarks.noise.mutants import mutants, traps
from benchmarks.noise.sources import LEAST, MOST, Source
from benchmarks.noise.spaces import spaced
from gitfix.core.layout.edits import edits_of, lines_in, lines_of, reverted
from gitfix.core.layout.search import noise
from gitfix.core.noise import IMPORTS
from gitfix.operations.noise import former

WIDEST = 300
"""Characters of a line; files with longer ones were made by a machine."""

ROUGH = 4
"""In a file that is formatted already, one place of so many gets white space first."""


@dataclass(frozen=True)
class Judged:
    """Changed lines, those of them that are noise, the text without it, and whether imports changed places."""

    lines: int
    noise: int
    left: bytes
    any_order: bool


@dataclass
class Report:
    """What was counted.

    `shares`: changed lines and noise by formatter. `roughened`: files that were formatted already, and got white space
    first. `wrong`: what was called noise and is none.
    """

    name: str
    files: int = 0
    white: tuple[int, int] = (0, 0)
    shares: dict[formatters.Command, tuple[int, int]] = field(default_factory=dict)
    roughened: int = 0
    mutants: int = 0
    traps: int = 0
    mixed: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def judged(name: str, old: bytes, new: bytes) -> Judged | None:
    """What the check says of a file's change; None where a side cannot be read."""
    left, right = lines_of(old), lines_of(new)
    hunks = hunks_between(old, new)
    read = former(name)
    found = noise(old, new, hunks, read) if read else None
    if found is None:
        return None
    return Judged(
        lines_in(edits_of(hunks)),
        sum(one.removed + one.added for one in found),
        reverted(left, right, [one.edit for one in found]),
        any(one.kind == IMPORTS for one in found),
    )


def measure(
    name: str, files: Sequence[Source], most: int, count: int, seconds: float, dice: random.Random
) -> Report:
    """At most `most` files, with `count` mutants of each, until `seconds` are over."""
    report = Report(name)
    commands = formatters.there(name)
    report.shares = dict.fromkeys(commands, (0, 0))
    end = time.monotonic() + seconds
    for source in files:
        if report.files >= most or time.monotonic() > end:
            break
        text = source.read()
        if fit(name, text):
            report.files += 1
            _white(report, source.path, text, dice)
            if commands and all(formatters.formatted(one, text) == text for one in commands):
                # Formatted already: what a formatter makes of it when it was not.
                report.roughened += 1
                text = spaced(name, text, dice, ROUGH, len(text))
            layouts = _layouts(report, commands, text)
            for mutant in mutants(name, text, count, dice):
                report.mutants += 1
                _alone(report, source.path, text, mutant)
                _among(report, source.path, text, mutant, layouts, dice)
            for mutant in traps(name, text, max(1, count // 4), dice):
                report.traps += 1
                _alone(report, source.path, text, mutant)
                _among(report, source.path, text, mutant, layouts, dice)
            print(f"\r{name}: {report.files} files", end="\033[K", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return report


def fit(name: str, text: bytes) -> bool:
    """Whether people have written the file, and it is a program."""
    if not LEAST <= len(text) <= MOST or b"\r" in text or max(map(len, text.split(b"\n"))) > WIDEST:
        return False
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(same(name, text, text))


def _white(report: Report, path: str, text: bytes, dice: random.Random) -> None:
    new = spaced(report.name, text, dice)
    done = judged(report.name, text, new)
    if done is None:
        report.missed.append(f"{path}: not read with more white space")
        return
    report.white = report.white[0] + done.lines, report.white[1] + done.noise
    if done.noise < done.lines:
        report.missed.append(f"{path}: {done.lines - done.noise} lines of white space")


def _layouts(
    report: Report, commands: Sequence[formatters.Command], text: bytes
) -> dict[formatters.Command, bytes]:
    """What each formatter makes of the text, where it makes something else of it."""
    made = {}
    for command in commands:
        new = formatters.formatted(command, text)
        done = judged(report.name, text, new) if new and new != text else None
        if new and done:
            lines, found = report.shares[command]
            report.shares[command] = lines + done.lines, found + done.noise
            made[command] = new
    return made


def _alone(report: Report, path: str, text: bytes, mutant: bytes) -> None:
    """Nothing of it may be noise: it changes one thing."""
    done = judged(report.name, text, mutant)
    if done is None:
        return
    # A mutant of several lines may move some: what is left has to be the same program as the mutant.
    if done.left == text or (done.noise and not _kept(report.name, mutant, done)):
        report.wrong.append(_shown(path, text, mutant))


def _among(
    report: Report,
    path: str,
    text: bytes,
    mutant: bytes,
    layouts: dict[formatters.Command, bytes],
    dice: random.Random,
) -> None:
    """A formatter has run over the mutant: without the noise it has to be the mutant still, judged by its tree."""
    if not layouts:
        return
    command = dice.choice(sorted(layouts))
    new = formatters.formatted(command, mutant)
    if not new or new in (mutant, layouts[command]):
        return
    done = judged(report.name, text, new)
    if done is None:
        return
    report.mixed += 1
    lost = done.left == text or formatters.formatted(command, done.left) == layouts[command]
    if lost or not _kept(report.name, new, done):
        report.wrong.append(_shown(path, text, mutant))


def _kept(name: str, new: bytes, done: Judged) -> bool:
    return same(name, new, done.left, any_order=done.any_order) is True


def _shown(path: str, text: bytes, mutant: bytes) -> str:
    pairs = enumerate(zip(text.split(b"\n"), mutant.split(b"\n"), strict=False), 1)
    at, (old, new) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
    return f"{path}:{at}: {old.decode('utf-8', 'replace')!r} → {new.decode('utf-8', 'replace')!r}"
