"""Measurements of a monitoring that is going on, on disk one by one: a kill, or a night's sleep, loses none."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gitfix.core.moments import Moment
from gitfix.core.monitor import Sample
from gitfix.core.value import dataclass
from gitfix.host.appended import append, rows

if TYPE_CHECKING:
    from gitfix.core.metric import Metric
    from gitfix.operations.case import Case

FOLDER = "monitoring"


@dataclass(frozen=True)
class Kept:
    """What a monitoring that was cut short has measured. `last`: the moment of its last measurement.

    `same`: it was of this very tree, and of the same metrics.
    """

    samples: dict[str, tuple[Sample, ...]]
    notes: tuple[str, ...]
    started: str
    last: Moment
    same: bool

    @property
    def count(self) -> int:
        """How many measurements there are."""
        return sum(map(len, self.samples.values()))

    @property
    def latest(self) -> str:
        """The time of the newest measurement."""
        return max(sample.at for found in self.samples.values() for sample in found)


def path_of(case: Case) -> Path:
    """The file of this incident, in gitfix's own folder of this clone."""
    return case.work.repo.private / FOLDER / f"{case.incident.id}.jsonl"


def begin(case: Case, metrics: tuple[Metric, ...], started: str, now: Moment) -> None:
    """Begin anew."""
    path_of(case).unlink(missing_ok=True)
    append(path_of(case), {**_key(case, metrics), "started": started, "moment": asdict(now)})


def keep(case: Case, metric: str, sample: Sample, now: Moment) -> None:
    """Keep one measurement."""
    append(path_of(case), {"metric": metric, "sample": asdict(sample), "moment": asdict(now)})


def keep_note(case: Case, note: str, now: Moment) -> None:
    """Keep what happened to this machine."""
    append(path_of(case), {"note": note, "moment": asdict(now)})


def end(case: Case) -> None:
    """It is in the record now."""
    path_of(case).unlink(missing_ok=True)


def load(case: Case, metrics: tuple[Metric, ...]) -> Kept | None:
    """What is there; None where nothing was measured."""
    found = rows(path_of(case))
    if not found or "started" not in found[0]:
        return None
    samples: dict[str, tuple[Sample, ...]] = {}
    notes: list[str] = []
    last = _moment(found[0])
    for row in found[1:]:
        last = _moment(row) if "moment" in row else last
        if "note" in row:
            notes.append(str(row["note"]))
        elif isinstance(row.get("sample"), dict):
            name = str(row.get("metric"))
            samples[name] = (*samples.get(name, ()), Sample(**row["sample"]))
    if not samples:
        return None
    key = _key(case, metrics)
    same = all(found[0].get(name) == value for name, value in key.items())
    return Kept(samples, tuple(notes), str(found[0]["started"]), last, same)


def _key(case: Case, metrics: tuple[Metric, ...]) -> dict[str, Any]:
    text = json.dumps([asdict(metric) for metric in metrics], sort_keys=True)
    return {
        "incident": case.incident.id,
        "tree": str(case.tree or ""),
        "metrics": hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest(),
    }


def _moment(row: dict[str, Any]) -> Moment:
    found = row["moment"]
    boot = str(found.get("boot", ""))
    return Moment(float(found["wall"]), float(found["awake"]), float(found["whole"]), boot)
