"""The journal: the plan of a command on disk before its first effect, and the log of what was done.

`<common git dir>/gitfix/journal/` holds plans that are being executed, `operations/` those that are done.
Everything there is written atomically, so a reader sees a whole entry or none.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from gitfix.core.plan import Plan
from gitfix.core.value import dataclass
from gitfix.host import clock
from gitfix.host.files import sync_folder, write_atomically

KEPT = 50
"""Number of finished operations that stay available to undo and to a reader."""


@dataclass(frozen=True)
class Operation:
    """One executed plan."""

    id: str
    plan: Plan
    at: int
    undone: bool = False


class Journal:
    """The journal of one clone; all its worktrees share it."""

    def __init__(self, private: Path) -> None:
        self.folder = private / "journal"
        self.log = private / "operations"
        self.unreadable = private / "unreadable"

    def pending(self) -> list[Operation]:
        """Plans that were begun and neither finished nor taken back: their command was killed."""
        return _read_all(self.folder)

    def set_aside(self) -> list[Path]:
        """Move what cannot be read out of the way, so that it is mentioned once; returns where it is now."""
        moved = []
        for path in _entries(self.folder):
            if _load(path) is None:
                self.unreadable.mkdir(exist_ok=True)
                moved.append(path.rename(self.unreadable / path.name))
        return moved

    def begin(self, plan: Plan) -> Operation:
        """Write `plan` down; from now on it will be finished or taken back, whatever happens."""
        at = clock.now()
        existing = [path.name for folder in (self.log, self.folder) for path in _entries(folder)]
        number = 1 + max((int(name.split("-")[0]) for name in existing), default=0)
        operation = Operation(f"{number:06d}-{plan.command.replace(' ', '-')}", plan, at)
        write_atomically(self.entry(operation), _dump(operation))
        return operation

    def entry(self, operation: Operation) -> Path:
        """The file that holds the plan while it is being executed; its time is that of the file system's clock."""
        return self.folder / f"{operation.id}.json"

    def finish(self, operation: Operation, *, keep: bool = True) -> None:
        """The plan was executed (`keep`: it can be undone), or was taken back."""
        if keep:
            self.log.mkdir(parents=True, exist_ok=True)
            self.entry(operation).replace(self.log / f"{operation.id}.json")
            for path in _entries(self.log)[:-KEPT]:
                path.unlink(missing_ok=True)
            sync_folder(self.log)
        else:
            self.entry(operation).unlink(missing_ok=True)
        sync_folder(self.folder)

    def mark_undone(self, operation: Operation) -> None:
        """The operation was taken back by undo."""
        done = Operation(operation.id, operation.plan, operation.at, undone=True)
        write_atomically(self.log / f"{operation.id}.json", _dump(done))

    def done(self) -> list[Operation]:
        """Executed plans, oldest first."""
        return _read_all(self.log)


_NAME = re.compile(r"[0-9]{6,}-.*\.json$", re.DOTALL)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _NAME.match(path.name))
    except FileNotFoundError:
        return []


def _read_all(folder: Path) -> list[Operation]:
    return [found for found in map(_load, _entries(folder)) if found]


def _load(path: Path) -> Operation | None:
    from gitfix.core.plan_read import plan_of

    try:
        data = json.loads(path.read_bytes())
        plan = plan_of(data["plan"])
        return Operation(path.stem, plan, int(data["at"]), bool(data["undone"]))
    except (OSError, ValueError, KeyError, TypeError):
        # Written by a newer gitfix, or damaged by hand: nothing may be done on a guess.
        return None


def _dump(operation: Operation) -> bytes:
    data = {"at": operation.at, "undone": operation.undone, "plan": operation.plan.to_data()}
    return json.dumps(data).encode() + b"\n"
