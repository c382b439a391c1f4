"""The table that `make bench` prints, the same as JSON, and the line about the machine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measure import Measure, Result

HEAD = ("measured", "found", "target", "verdict", "fastest", "cpu", "medians in ms (least–most)")


def table(results: Sequence[Result], left_out: Sequence[Measure]) -> list[str]:
    """One line for each measure; `fastest` is the number that the fastest round of each side makes, `cpu` the one that
    the processor's time makes."""
    rows = [HEAD, *map(_row, results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD) - 1)]
    lines = [
        "  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip()
        for row in (rows[0], (*("-" * width for width in widths), ""), *rows[1:])
    ]
    return lines + [f"{one.what}: not run: {one.missing}" for one in left_out]


def _row(result: Result) -> tuple[str, ...]:
    measure = result.measure
    aim = f" (aim {measure.aim:g})" if measure.aim is not None else ""
    times = ", ".join(
        f"{name} {one.median:.1f} ({one.least:.1f}–{one.most:.1f})" for name, one in result.times
    )
    return (
        measure.what,
        f"{result.value:.2f} {measure.unit}",
        "none" if measure.limit is None else f"≤ {measure.limit:g}{aim}",
        result.verdict,
        f"{result.least:.2f}",
        f"{result.work:.2f}",
        times,
    )


def as_json(
    results: Sequence[Result],
    left_out: Sequence[Measure],
    runs: int,
    tables: Mapping[str, Sequence[str]],
) -> str:
    """All that was measured; times in milliseconds, in the order of the rounds; tables as their lines."""
    rows: list[dict[str, object]] = [
        {
            "name": one.measure.name,
            "what": one.measure.what,
            "value": round(one.value, 3),
            "least": round(one.least, 3),
            "cpu": round(one.work, 3),
            "unit": one.measure.unit,
            "limit": one.measure.limit,
            "verdict": one.verdict,
            "milliseconds": {
                name: [round(t, 2) for t in times.milliseconds] for name, times in one.times
            },
        }
        for one in results
    ]
    rows += [{"name": one.name, "what": one.what, "missing": one.missing} for one in left_out]
    found = {"machine": machine(), "runs": runs, "measures": rows}
    return json.dumps({**found, "tables": {n: list(t) for n, t in tables.items()}}, indent=2)


def machine() -> str:
    """Processor, cores, load, and the versions that matter."""
    git = subprocess.run(["git", "--version"], stdout=subprocess.PIPE, check=True)
    words = (
        f"{os.cpu_count()} × {_processor()}",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        git.stdout.decode().strip(),
        f"load {os.getloadavg()[0]:.2f}",
    )
    return ", ".join(words)


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
