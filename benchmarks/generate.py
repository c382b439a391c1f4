"""Writes the repository that everything is measured on, with git fast-import: the same bytes, and ids, every time."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

FILES = 5000
BRANCH_COMMITS = 150
MAJORS, MINORS = 2, 5
"""Releases v1.0.0 … v2.4.1: two of each minor number."""
PRODUCTION = "v2.4.1"
START = 1_700_000_000
WORDS = (
    "cart",
    "order",
    "price",
    "stock",
    "tax",
    "total",
    "user",
    "login",
    "token",
    "page",
    "query",
    "sum",
)


def generate(path: Path, env: Mapping[str, str], files: int = FILES) -> None:
    """A bare repository: main at the production tag and two commits on, develop 150 commits ahead of it."""
    subprocess.run(
        ["git", "init", "-q", "--bare", "-b", "main", str(path)], env=dict(env), check=True
    )
    stream = b"".join(part.encode() for part in _stream(files))
    for command, given in (
        (["fast-import", "--quiet"], stream),
        (["repack", "-adq"], b""),
        (["pack-refs", "--all"], b""),
    ):
        subprocess.run(["git", *command], cwd=path, env=dict(env), input=given, check=True)


def paths(files: int = FILES) -> list[str]:
    """All files of the tree, 20 in a folder."""
    return [f"src/area{n // 400:02}/part{n // 20 % 20:02}/file{n:04}.py" for n in range(files)]


def _stream(files: int) -> Iterator[str]:
    chance = random.Random(files)
    known = paths(files)
    when = START
    yield _commit("main", when, "the first import", [(path, _text(chance)) for path in known])
    for major in range(1, MAJORS + 1):
        for minor in range(MINORS):
            for patch in range(2):
                for _ in range(10):
                    when += 3600
                    yield _commit("main", when, "a change", _changes(chance, known))
                yield _tag(f"v{major}.{minor}.{patch}", when)
    yield "reset refs/heads/develop\nfrom refs/heads/main\n\n"
    for _ in range(2):
        when += 3600
        yield _commit("main", when, "a note for the operators", _changes(chance, known))
    for _ in range(BRANCH_COMMITS):
        when += 3600
        yield _commit("develop", when, "new work", _changes(chance, known))


def _changes(chance: random.Random, known: list[str]) -> list[tuple[str, str]]:
    # The first file is left to the fix, so that it merges.
    return [(path, _text(chance)) for path in chance.sample(known[1:], 3)]


def _text(chance: random.Random) -> str:
    count = chance.randrange(20, 80)
    return "".join(f"{' = '.join(chance.choices(WORDS, k=3))} + {n}\n" for n in range(count))


def _person(when: int) -> str:
    return f"Ada <ada@example.org> {when} +0000"


def _commit(branch: str, when: int, message: str, changes: list[tuple[str, str]]) -> str:
    head = f"commit refs/heads/{branch}\ncommitter {_person(when)}\n{_data(message)}"
    return head + "".join(f"M 100644 inline {path}\n{_data(text)}" for path, text in changes) + "\n"


def _tag(name: str, when: int) -> str:
    return f"tag {name}\nfrom refs/heads/main\ntagger {_person(when)}\n{_data(name)}"


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def many_tags(path: Path, count: int, env: Mapping[str, str]) -> None:
    """Give a repository `count` more tags on commits of main, as `git pack-refs` would leave them."""
    listing = ["git", "rev-list", "main"]
    done = subprocess.run(listing, cwd=path, env=dict(env), stdout=subprocess.PIPE, check=True)
    commits = done.stdout.decode().split()
    names = sorted(f"refs/tags/v0.{n // 1000}.{n % 1000}" for n in range(count))
    shown = ["git", "show-ref", "-d"]
    done = subprocess.run(shown, cwd=path, env=dict(env), stdout=subprocess.PIPE, check=True)
    rows: dict[str, str] = {}
    for line in done.stdout.decode().splitlines():
        oid, name = line.split(" ")
        if name.endswith("^{}"):
            rows[name[:-3]] += f"^{oid}\n"
        else:
            rows[name] = f"{oid} {name}\n"
    for number, name in enumerate(names):
        rows[name] = f"{commits[number % len(commits)]} {name}\n"
    # Loose refs would be 200,000 files: minutes to write, and no repository keeps them so.
    header = "# pack-refs with: peeled fully-peeled sorted \n"
    (path / "packed-refs").write_text(header + "".join(rows[name] for name in sorted(rows)))
