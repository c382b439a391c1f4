"""The answers of test runs, kept in the clone by tree, so that the same command goes on where it was stopped."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from gitfix.core.names import TreeId
from gitfix.core.outcomes.report import Report
from gitfix.core.proof import Ran
from gitfix.core.redact import redact_url
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.host.secret_names import masked
from gitfix.operations.trial_commands import Stage


@dataclass(frozen=True)
class Answer:
    """How a candidate did: green, or the stage that failed. `known`: from an earlier run, not run now."""

    green: bool
    stage: Stage
    ran: Ran
    seconds: float
    known: bool = False


class Answers:
    """What is known of trees: from earlier runs, and learned in this one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = self._read()

    def get(self, tree: TreeId) -> Answer | None:
        """The answer for a tree, if there is one."""
        return self._known.get(tree)

    def learn(self, tree: TreeId, answer: Answer) -> None:
        """From now on this is known, here and in the next run."""
        self._known[tree] = answer
        self._keep(tree, answer)

    def forget(self) -> None:
        """Drop every answer: they contradict each other."""
        self._known = {}
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        with contextlib.suppress(OSError), self._path.open(encoding="utf-8") as file:
            for line in file:
                # A kill may have cut the last line.
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    row = json.loads(line)
                    found[str(row["tree"])] = _answer(row)
        return found

    def _keep(self, tree: TreeId, answer: Answer) -> None:
        if answer.ran.how == "limit":
            return  # a busy machine may be the reason
        ran = answer.ran
        row = {
            "tree": tree,
            "green": answer.green,
            "stage": answer.stage,
            "code": ran.code,
            "seconds": answer.seconds,
            "tests": dict(ran.report.tests) if not answer.green else {},
            "broken": ran.report.broken,
            "ran": ran.report.ran,
            "tail": _plain(ran.tail),
        }
        data = (json.dumps(row) + "\n").encode("utf-8")
        with contextlib.suppress(OSError):
            path = self._path
            path.parent.mkdir(parents=True, exist_ok=True)
            # A single write at the end of the file: several gitfix may do so at once.
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, data)
            finally:
                os.close(handle)


def _answer(row: Mapping[str, object]) -> Answer:
    tests = row["tests"]
    ran = row["ran"]
    stage = row["stage"]
    if not isinstance(tests, dict) or not (ran is None or isinstance(ran, bool)):
        raise ValueError("not an answer")
    if stage not in ("check", "test", "keep-green"):
        raise ValueError("not a stage")
    report = Report(tests, str(row["broken"]), ran)
    run = Ran(int(str(row["code"])), "exit", report, str(row["tail"]))
    return Answer(bool(row["green"]), stage, run, float(str(row["seconds"])), known=True)


def last_lines(ran: Ran, count: int) -> tuple[str, ...]:
    """The last lines of a run that say something, for people."""
    lines = [line.rstrip() for line in ran.tail.splitlines() if line.strip()]
    return tuple(printable(_plain(line)) for line in lines[-count:])


def _plain(text: str) -> str:
    """What a test printed, without what its environment holds of secrets."""
    return masked(redact_url(text))
