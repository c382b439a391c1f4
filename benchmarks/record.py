"""The record: one event more, and one incident among a thousand open and ten thousand archived ones."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Measure, ratio
from benchmarks.timing import Side, Times
from benchmarks.world import Clone, World

OPEN, ARCHIVED, EVENTS = 1_000, 10_000, 30
WAIVE = ("waive", "missing-test", "--reason", "there is one", "--quiet")


def measures(world: World) -> list[Measure]:
    """Append, fold and status, and what everybody is told of the record's refs."""
    crowd = f"{OPEN:,} open and {ARCHIVED:,} archived"
    return [
        Measure("append", "one event more, over git and Python", 60.0, "ms", _over, lambda: _append(world, "alone")),
        Measure("append-many", f"the same, {crowd}", 60.0, "ms", _over, lambda: _append(world, "crowd")),
        Measure("fold", f"gitfix log, {crowd}", 1.3, "alone", ratio, lambda: _both(world, "log")),
        Measure("status", f"gitfix status, {crowd}", 1.3, "alone", ratio, lambda: _both(world, "status")),
        Measure("overdue", f"gitfix status --all, {ARCHIVED:,} archived", 1.3, "alone", ratio, lambda: _late(world)),
        Measure("refs", f"refs advertised, {crowd}", 100.0, "KB", lambda _: _told(world), lambda: _list(world)),
    ]  # fmt: skip


def alone(world: World) -> Clone:
    """A clone with one incident of 30 events, checked out."""
    path = world.scratch / "record"
    if path.exists():
        return Clone(world, path, world.scratch / "record.git")
    clone = world.clone("record")
    # Sharing is another matter: a thousand incidents would be pushed to an empty remote.
    clone.git("config", "gitfix.record.sync", "manual")
    clone.open_hotfix()
    tip = clone.git("for-each-ref", "--format=%(refname)", "refs/gitfix/incidents/")
    last = clone.git("rev-parse", tip)
    for _ in range(EVENTS - 2):
        clone.gitfix(*WAIVE)
    assert clone.git("rev-list", "--count", tip, f"^{last}") == str(EVENTS - 2)
    return clone


def crowd(world: World) -> Clone:
    """The same among many."""
    path = world.scratch / "crowd"
    bare = world.scratch / "record.git"
    if not path.exists():
        shutil.copytree(alone(world).path, path)
        populate(path, OPEN - 1, ARCHIVED, world.env)
        # Once, so that what the clone derives from the record is there.
        Clone(world, path, bare).gitfix("status", "--quiet")
    return Clone(world, path, bare)


def past(world: World) -> Clone:
    """The one incident, and ten thousand that are over, each with an action that nobody has done."""
    path = world.scratch / "past"
    if not path.exists():
        shutil.copytree(alone(world).path, path)
        populate(path, 0, ARCHIVED, world.env)
        Clone(world, path, world.scratch / "record.git").gitfix("status", "--all", "--quiet")
    return Clone(world, path, world.scratch / "record.git")


def populate(repository: Path, opened: int, archived: int, env: dict[str, str]) -> None:
    """`opened` more incidents, and `archived` ones, of 30 events each."""
    with subprocess.Popen(
        ["git", "fast-import", "--quiet", "--date-format=raw"],
        cwd=repository,
        env=env,
        stdin=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        for part in _stream(opened, archived):
            child.stdin.write(part)
        child.stdin.close()
    assert child.returncode == 0


def _stream(opened: int, archived: int) -> Iterator[bytes]:
    for number in range(opened):
        incident = f"2026-10-{number % 28 + 1:02}-o{number:04}"
        yield from _incident(f"refs/gitfix/incidents/{incident}", incident, number, closed=False)
    if not archived:
        return
    yield _commit("refs/gitfix/archive", "gitfix: archive", 0, gitfix=True)
    for number in range(archived):
        incident = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}-a{number:04}"
        yield b"reset refs/gitfix/benchmark\n\n"
        yield from _incident("refs/gitfix/benchmark", incident, number, closed=True)
        yield _commit(
            "refs/gitfix/archive",
            f"gitfix: archived {incident}",
            1_760_000_000 + number * 1000,
            merge="refs/gitfix/benchmark",
            gitfix=True,
        )
    yield b"reset refs/gitfix/benchmark\nfrom 0000000000000000000000000000000000000000\n\n"


def _incident(ref: str, incident: str, number: int, *, closed: bool) -> Iterator[bytes]:
    for clock in range(1, EVENTS + 1):
        when = 1_760_000_000 + number * 1000 + clock
        kind = "opened" if clock == 1 else "closed" if closed and clock == EVENTS else "noted"
        kind = "branched" if clock == 2 else "action-added" if clock == 3 else kind
        data = {"summary": f"broken {number}", "severity": "P1", "branch": f"hotfix/{incident}"}
        data |= {"owner": "ada", "due": "2099-01-01T00:00:00Z"} if clock == 3 else {}
        event = {
            "actor": {"email": "ada@example.org", "key": "", "name": "Ada"},
            "clock": clock,
            "command": None,
            "data": {**data, "text": "what was seen", "as": "fixed"},
            "git": {},
            "incident": incident,
            "nonce": f"{number:06}{clock:06}",
            "phase": "",
            "step": "",
            "time": "2026-11-23T20:04:58Z",
            "type": kind,
            "version": 1,
        }
        text = json.dumps(event, sort_keys=True, indent=1) + "\n"
        yield _commit(ref, f"gitfix: {kind}", when, event=text)


def _commit(
    ref: str, message: str, when: int, *, event: str = "", merge: str = "", gitfix: bool = False
) -> bytes:
    who = "gitfix <gitfix@localhost>" if gitfix else "Ada <ada@example.org>"
    lines = [f"commit {ref}", f"author {who} {when} +0000", f"committer {who} {when} +0000"]
    lines += [f"data {len(message) + 1}", message, ""]
    lines += [f"merge {merge}", "deleteall"] if merge else []
    lines += ["M 100644 inline event.json", f"data {len(event)}", event] if event else []
    return "\n".join(lines).encode() + b"\n"


WATCHED = """\
#!/bin/sh
number=$(ls '{folder}' | wc -l)
for word in "$@"; do printf '%s\\0' "$word"; done > '{folder}'/"$number"
tee '{folder}'/"$number".input | '{git}' "$@"
"""
"""A git that notes what it was asked, and with which input."""


def _append(world: World, where: str) -> Sequence[Side]:
    """gitfix, and a script of the git processes that it starts, each with the input that it had."""
    clone = alone(world) if where == "alone" else crowd(world)
    return (
        Side("gitfix", (world.gitfix, *WAIVE), clone.path, world.env),
        Side("its git", ("/bin/sh", str(_replay(world, clone, where))), clone.path, world.env),
        Side("python", (str(world.bin / "python"), "-c", "import click"), clone.path, world.env),
    )


def _replay(world: World, clone: Clone, where: str) -> Path:
    """The script. Refs do not move again (`update-ref` gets no input), and so it does a little less than was done."""
    seen, bin = world.scratch / f"seen-{where}", world.scratch / f"bin-{where}"
    seen.mkdir()
    bin.mkdir()
    git = shutil.which("git", path=world.env["PATH"])
    (bin / "git").write_text(WATCHED.format(folder=seen, git=git))
    (bin / "git").chmod(0o755)
    watched = {**world.env, "PATH": f"{bin}:{world.env['PATH']}"}
    subprocess.run([world.gitfix, *WAIVE], cwd=clone.path, env=watched, check=True)
    lines = []
    for asked in sorted(seen.glob("*[0-9]"), key=lambda path: int(path.name)):
        words = asked.read_text().split("\0")[:-1]
        given = "/dev/null" if "update-ref" in words else f"{asked}.input"
        line = " ".join("'" + word.replace("'", "'\\''") + "'" for word in ("git", *words))
        lines.append(f"{line} <'{given}' >/dev/null 2>&1\n")
    assert lines, "gitfix started no git"
    script = world.scratch / f"replay-{where}"
    script.write_text("".join(lines) + "exit 0\n")
    return script


def _over(times: Sequence[Times]) -> float:
    """Over the git processes and over Python itself, in milliseconds."""
    rows = zip(*(one.milliseconds for one in times), strict=True)
    values = sorted(mine - git - python for mine, git, python in rows)
    return values[len(values) // 2]


def _both(world: World, command: str) -> Sequence[Side]:
    argv = (world.gitfix, command, "--offline")
    return (
        Side("among many", argv, crowd(world).path, world.env),
        Side("alone", argv, alone(world).path, world.env),
    )


def _late(world: World) -> Sequence[Side]:
    argv = (world.gitfix, "status", "--all", "--offline")
    return (
        Side("with ten thousand closed", argv, past(world).path, world.env),
        Side("alone", argv, alone(world).path, world.env),
    )


def _list(world: World) -> Sequence[Side]:
    argv = ("git", "ls-remote", str(crowd(world).path), "refs/gitfix/*")
    return (Side("git ls-remote", argv, world.scratch, world.env),)


def _told(world: World) -> float:
    """What a server tells of the record before every push, in KB."""
    told = world.git(world.scratch, "ls-remote", str(crowd(world).path), "refs/gitfix/*")
    return len(told.encode()) / 1000
