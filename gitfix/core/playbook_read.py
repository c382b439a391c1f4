"""Reads a playbook from TOML: gitfix's own, and what a team changes in it or adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from gitfix.core.playbook import (
    CLOSINGS,
    SEVERITIES,
    Evidence,
    Phase,
    Place,
    Playbook,
    RegressionTest,
    Step,
)
from gitfix.core.when import span

Path = tuple[str | int, ...]
Word = TypeVar("Word", bound=str)
EVIDENCE: tuple[Evidence, ...] = ("statement", "command", "approval", "computed")
COMPUTED = ("check", "release", "postmortem", "prevention", "backport")
PLACES: tuple[Place, ...] = ("worktree", "checkout")
_STEP = (
    *("phase", "title", "about", "evidence", "computed", "required", "before", "deferrable"),
    *("closing", "waivable", "bound", "commands", "place", "limit", "command"),
)
_PHASE = ("role", "duties")
_TESTS = ("command", "paths", "critical")
_LONGEST = 86_400


class PlaybookError(ValueError):
    """What is wrong with a playbook, and at which key."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def read_playbook(
    document: Mapping[str, Any], base: Playbook | None = None, source: str = ""
) -> Playbook:
    """The playbook in `document`, on top of `base`; PlaybookError names the key that is wrong.

    A table of a phase or a step that `base` has changes only the keys that it names.
    """
    phases = {phase.id: phase for phase in base.phases} if base else {}
    steps = {step.id: step for step in base.steps} if base else {}
    for id, table in _tables(document, "phases"):
        phases[id] = _phase(id, table, phases.get(id))
    for id, table in _tables(document, "steps"):
        steps[id] = _step(id, table, steps.get(id), source)
    tests = tuple(_tests(n, table) for n, table in enumerate(_array(document, "tests")))
    for step in steps.values():
        _refers(("steps", step.id, "phase"), (step.phase,), phases, "phase")
        _refers(("steps", step.id, "before"), step.before, steps, "step")
    order = list(phases)
    sorted_steps = sorted(steps.values(), key=lambda step: order.index(step.phase))
    book = Playbook(
        tuple(phases.values()), tuple(sorted_steps), tests or (base.tests if base else ())
    )
    for step in book.steps:
        if step in book.ahead_of(step.id):
            raise PlaybookError(("steps", step.id, "before"), f"{step.id} would wait for itself")
    return book


def _refers(path: Path, ids: Sequence[str], known: Mapping[str, object], kind: str) -> None:
    for id in ids:
        if id not in known:
            raise PlaybookError(path, f"there is no {kind} {id}; there are {', '.join(known)}")


def _tables(document: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    found = document.get(name, {})
    if not isinstance(found, dict):
        raise PlaybookError((name,), f"it is a table: write [{name}.NAME]")
    for id, table in found.items():
        if not isinstance(table, dict):
            raise PlaybookError((name, id), f"it is a table: write [{name}.{id}]")
    return list(found.items())


def _array(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = document.get(name, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise PlaybookError((name,), f"it is a list of tables: write [[{name}]]")
    return found


def _phase(id: str, table: Mapping[str, Any], known: Phase | None) -> Phase:
    read = _Reader(("phases", id), table, _PHASE)
    role = read.text("role", known.role if known else None)
    return Phase(id, role, read.texts("duties", known.duties if known else ()))


def _step(id: str, table: Mapping[str, Any], known: Step | None, source: str) -> Step:
    read = _Reader(("steps", id), table, _STEP)
    was = known or Step(id, "", id, "", "statement")
    step = Step(
        id,
        read.text("phase", was.phase or None),
        read.text("title", was.title),
        read.text("about", was.about or was.title),
        read.choice("evidence", EVIDENCE, was.evidence if known else None),
        read.choice("computed", COMPUTED, was.computed),
        read.severities("required", was.required),
        read.texts("before", was.before),
        read.severities("deferrable", was.deferrable),
        read.some("closing", CLOSINGS, was.closing),
        read.flag("waivable", was.waivable),
        read.flag("bound", was.bound or (known is None and table.get("evidence") == "approval")),
        read.texts("commands", was.commands),
        read.choice("place", PLACES, was.place),
        read.seconds("limit", was.limit),
        read.text("command", was.command),
        source if "commands" in table else was.source,
    )
    if (step.evidence == "computed") is not bool(step.computed):
        needs = f"computed = {' or '.join(COMPUTED)}" if step.evidence == "computed" else ""
        raise PlaybookError(
            read.path,
            f"its evidence needs {needs}" if needs else 'computed is for evidence = "computed"',
        )
    return step


def _tests(number: int, table: Mapping[str, Any]) -> RegressionTest:
    read = _Reader(("tests", number), table, _TESTS)
    critical = read.flag("critical", False)
    tests = RegressionTest(read.text("command", None), read.texts("paths", ()), critical)
    if not tests.paths and not critical:
        raise PlaybookError(read.path, "it needs paths, or critical = true")
    return tests


class _Reader:
    """The typed values of one table."""

    def __init__(self, path: Path, table: Mapping[str, Any], known: Sequence[str]) -> None:
        self.path = path
        self._table = table
        for key in table:
            if key not in known:
                raise PlaybookError(
                    (*path, key), f"there is no key {key}; there are {', '.join(known)}"
                )

    def _wrong(self, key: str, fits: str) -> PlaybookError:
        found = f"it cannot be {self._table[key]!r}" if key in self._table else "it is missing"
        return PlaybookError((*self.path, key), f"{found}; {key} is {fits}")

    def text(self, key: str, default: str | None) -> str:
        """A text; an empty one, or none where there is no default, is wrong."""
        value = self._table.get(key, default)
        if not isinstance(value, str) or (not value and key in self._table) or value is None:
            raise self._wrong(key, "a text")
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self._table.get(key, list(default))
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self._wrong(key, "a list of texts")
        return tuple(value)

    def choice(self, key: str, choices: Sequence[Word], default: Word | None) -> Word:
        if key not in self._table and default is not None:
            return default
        found = next((one for one in choices if one == self._table.get(key)), None)
        if found is None:
            raise self._wrong(key, f"one of {', '.join(choices)}")
        return found

    def some(self, key: str, choices: Sequence[str], default: tuple[str, ...]) -> tuple[str, ...]:
        found = self.texts(key, default)
        if not set(found) <= set(choices):
            raise self._wrong(key, f"a list out of {', '.join(choices)}")
        return found

    def flag(self, key: str, default: bool) -> bool:
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def severities(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """true, false, or a list out of P0, P1, P2."""
        value = self._table.get(key, list(default))
        if isinstance(value, bool):
            return SEVERITIES if value else ()
        if not isinstance(value, list) or not all(v in SEVERITIES for v in value):
            raise self._wrong(key, f"true, false, or a list out of {', '.join(SEVERITIES)}")
        return tuple(value)

    def seconds(self, key: str, default: float) -> float:
        """A number of seconds, or a text such as `10m`."""
        value = self._table.get(key, default)
        try:
            found = float(span(value)) if isinstance(value, str) else value
        except ValueError:
            found = None
        if (
            isinstance(found, bool)
            or not isinstance(found, (int, float))
            or not 0 < found <= _LONGEST
        ):
            raise self._wrong(key, "a time span up to a day: 600 (seconds), 90s, 10m")
        return float(found)
