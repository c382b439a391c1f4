"""Reads a playbook from TOML: gitfix's own, and what a team changes in it or adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.channel_read import read_channels
from gitfix.core.deploying import DEPLOY
from gitfix.core.http_check import read_checks
from gitfix.core.metric_read import read_metrics
from gitfix.core.playbook import (
    CLOSINGS,
    Evidence,
    Phase,
    Place,
    Playbook,
    RegressionTest,
    Step,
)
from gitfix.core.rollback import SCORES
from gitfix.core.table_read import SEVERITIES, Path, PlaybookError, Reader

EVIDENCE: tuple[Evidence, ...] = ("statement", "command", "approval", "computed")
COMPUTED = ("check", "release", "rollback", "postmortem", "prevention", "backport")
PLACES: tuple[Place, ...] = ("worktree", "checkout")
_STEP = (
    *("phase", "title", "about", "evidence", "computed", "required", "before", "deferrable"),
    *("closing", "waivable", "bound", "commands", "place", "limit", "command", "score"),
    *("checks", "retries", "backoff"),
)
_PHASE = ("role", "duties")
_TESTS = ("command", "paths", "critical")


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
        tuple(phases.values()),
        tuple(sorted_steps),
        tests or (base.tests if base else ()),
        read_metrics(_array(document, "metrics"), source),
        read_channels(_array(document, "channels")),
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
    read = Reader(("phases", id), table, _PHASE)
    role = read.text("role", known.role if known else None)
    return Phase(id, role, read.texts("duties", known.duties if known else ()))


def _step(id: str, table: Mapping[str, Any], known: Step | None, source: str) -> Step:
    read = Reader(("steps", id), table, _STEP)
    was = known or Step(id, "", id, "", "statement")
    says = table.get("evidence", was.evidence)
    step = Step(
        id,
        read.text("phase", was.phase or None),
        read.text("title", was.title),
        read.text("about", was.about or was.title),
        read.choice("evidence", EVIDENCE, was.evidence if known else None),
        # Another kind of evidence takes the place of what gitfix would look at.
        read.choice("computed", COMPUTED, was.computed if says == "computed" else ""),
        read.severities("required", was.required),
        read.texts("before", was.before),
        read.severities("deferrable", was.deferrable),
        read.some("closing", CLOSINGS, was.closing),
        read.flag("waivable", was.waivable),
        read.flag("bound", was.bound or (known is None and table.get("evidence") == "approval")),
        read.texts("commands", was.commands),
        read_checks(id, table["checks"]) if "checks" in table else was.checks,
        _retries(id, read, was),
        read.seconds("backoff", was.backoff),
        read.choice("place", PLACES, was.place),
        read.seconds("limit", was.limit),
        read.text("command", was.command),
        _score(read, table, was),
        source if "commands" in table or "checks" in table else was.source,
    )
    if (step.evidence == "computed") is not bool(step.computed):
        needs = f"computed = {' or '.join(COMPUTED)}" if step.evidence == "computed" else ""
        raise PlaybookError(
            read.path,
            f"its evidence needs {needs}" if needs else 'computed is for evidence = "computed"',
        )
    return step


def _score(read: Reader, table: Mapping[str, Any], was: Step) -> Mapping[str, str]:
    """Severity → how ready going back has to be."""
    found = table.get("score", dict(was.score))
    if not isinstance(found, dict) or not all(
        severity in SEVERITIES and score in SCORES for severity, score in found.items()
    ):
        raise PlaybookError(
            (*read.path, "score"),
            f'a table such as {{ P0 = "ready" }}, out of {", ".join(SEVERITIES)} and {", ".join(SCORES)}',
        )
    return found


def _retries(id: str, read: Reader, was: Step) -> int:
    found = read.whole("retries", was.retries)
    if found and id == DEPLOY:
        raise PlaybookError((*read.path, "retries"), "a deploy is never tried again by itself")
    return found


def _tests(number: int, table: Mapping[str, Any]) -> RegressionTest:
    read = Reader(("tests", number), table, _TESTS)
    critical = read.flag("critical", False)
    tests = RegressionTest(read.text("command", None), read.texts("paths", ()), critical)
    if not tests.paths and not critical:
        raise PlaybookError(read.path, "it needs paths, or critical = true")
    return tests
