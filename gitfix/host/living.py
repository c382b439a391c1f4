"""Which programs are running now: since when, where, and what they hold open. From /proc, else from ps."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.host.process import run

PROC = Path("/proc")


@dataclass(frozen=True)
class Running:
    """One program. `started`: seconds since 1970, to a tenth (from ps: to a second). `cwd`: None where it is not shown.

    `named`: what its environment says of the repository it works in (values of `GIT_*`).
    """

    pid: int
    started: float
    argv: tuple[str, ...]
    cwd: Path | None = None
    named: tuple[str, ...] = ()


def running() -> list[Running]:
    """Every program that this user may see."""
    return list(_from_proc() if (PROC / "self" / "stat").exists() else _from_ps())


def holders(paths: Collection[Path]) -> dict[int, Path]:
    """Programs that have one of `paths` open: process id → path. Nothing where there is no /proc."""
    wanted = {os.fspath(path.resolve()): path for path in paths}
    found = {}
    for folder in PROC.glob("[0-9]*/fd"):
        try:
            opened = [os.fspath(link.readlink()) for link in folder.iterdir()]
        except OSError:
            continue  # ended meanwhile, or another user's
        held = next((wanted[name] for name in opened if name in wanted), None)
        if held:
            found[int(folder.parent.name)] = held
    return found


def _from_proc() -> Iterator[Running]:
    booted = time.time() - float((PROC / "uptime").read_text().split()[0])
    ticks = os.sysconf("SC_CLK_TCK")
    for folder in PROC.glob("[0-9]*"):
        try:
            # The name in parentheses may hold anything; the 20th field behind it is the start.
            fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            argv = _words((folder / "cmdline").read_bytes())
        except OSError:
            continue
        started = booted + int(fields[19]) / ticks
        yield Running(int(folder.name), started, argv, _cwd(folder), _named(folder))


def _words(data: bytes) -> tuple[str, ...]:
    return tuple(decode(word) for word in data.split(b"\0")[:-1])


def _cwd(folder: Path) -> Path | None:
    try:
        return (folder / "cwd").readlink()
    except OSError:
        return None


def _named(folder: Path) -> tuple[str, ...]:
    try:
        entries = _words((folder / "environ").read_bytes())
    except OSError:
        return ()
    return tuple(entry.partition("=")[2] for entry in entries if entry.startswith("GIT_"))


_ROW = re.compile(r"\s*([0-9]+)\s+(?:([0-9]+)-)?(?:([0-9]+):)?([0-9]+):([0-9]+)\s+(.*)")


def _from_ps() -> Iterator[Running]:
    """`etime` is `[[days-]hours:]minutes:seconds` (POSIX)."""
    env = {**os.environ, "LC_ALL": "C"}
    now = time.time()
    listed = run(["ps", "-A", "-o", "pid=,etime=,args="], env=env)
    for line in decode(listed.stdout).split("\n"):
        row = _ROW.match(line)
        if row:
            days, hours, minutes, seconds = (int(part or 0) for part in row.groups()[1:5])
            age = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
            # Rounded down by ps: it may be a second older.
            yield Running(int(row[1]), now - age - 1, tuple(row[6].split()))
