"""Real fixes, each with its own test, padded by noise and by their neighbours' changes: does minimize find the fix?

`python -m benchmarks.real_fixes --clones DIR --python PYTHON` writes the rows of docs/minimize.md. DIR holds clones
named OWNER+NAME (or OWNER+NAME/repo) of the repositories in real_fixes.toml; PYTHON has pytest and what their tests
import.
Nothing of them is kept here, and with `--rows FILE` each row is kept as soon as it is measured: the same command goes
on after the last of them. Plain ddmin is stopped when it has had twice the runs of minimize, and 120: what is asked
is who needs fewer. Removal one by one tries each changed line at least once, which is counted, not run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NEIGHBOURS = 4
"""Commits after the fix whose changes of code are put in, where they apply."""
CAP, LEAST, ENDS = 2, 120, 4
"""Plain ddmin is stopped after twice the runs of the search, and not before the second. Four runs of minimize look at
the ends, twice each."""
NOISE = "    # what follows is as it was  \n"


@dataclass(frozen=True)
class Fix:
    """One row of the table."""

    repo: str
    commit: str
    source: str
    tests: list[str]
    ids: list[str]


@dataclass
class Row:
    """What was measured. Lines are changed lines of code; a `+` means that the search was still going on."""

    name: str
    proved: str
    lines: int
    padded: int
    kept_lines: int
    inside: bool
    units: int
    kept: int
    runs: int
    hits: int
    seconds: float
    plain: str
    single: str


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clones", type=Path, required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--only", default="")
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--rows", type=Path, help="where measured rows are kept, and taken from")
    parser.add_argument("--table", type=Path, default=Path(__file__).parent / "real_fixes.toml")
    parser.add_argument("--test-limit", default="2m", help="for one run: a busy machine is slow")
    asked = parser.parse_args()
    table = tomllib.loads(asked.table.read_text())
    rows: list[Row] = []
    known = kept_rows(asked.rows) if asked.rows else {}
    for entry in table["fix"]:
        fix = Fix(**entry)
        if asked.only and asked.only not in f"{fix.repo}@{fix.commit}":
            continue
        if known_row := known.get(f"{fix.repo}@{fix.commit[:10]}"):
            rows.append(known_row)
            continue
        with tempfile.TemporaryDirectory(prefix="gitfix-real-") as folder:
            row = measure(fix, asked, Path(folder))
        rows.append(row)
        line = json.dumps(vars(row))
        print(line, file=sys.stderr, flush=True)
        if asked.rows:
            with asked.rows.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
    print("\n".join(markdown(rows)))
    good = all(row.proved == "proved" and row.inside for row in rows)
    return 0 if good else 1


def kept_rows(path: Path) -> dict[str, Row]:
    """The rows that were measured already, by name."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = [Row(**json.loads(line)) for line in lines if line.endswith("}")]
    return {row.name: row for row in found}


def measure(fix: Fix, asked: argparse.Namespace, folder: Path) -> Row:
    """Everything about one fix, in a clone of its own."""
    python = asked.python
    source = asked.clones / fix.repo.replace("/", "+")
    source = source / "repo" if (source / "repo").exists() else source
    clone = folder / "clone"
    git(folder, "clone", "-q", "--shared", "--no-checkout", str(source), str(clone))
    git(clone, "config", "user.name", "Bench")
    git(clone, "config", "user.email", "bench@example.com")
    git(clone, "checkout", "-q", "-b", "fix", fix.commit)
    base = git(clone, "rev-parse", f"{fix.commit}^").strip()
    command = (
        f"PYTHONPATH={fix.source} {python} -m pytest -q -x -p no:cacheprovider {' '.join(fix.ids)}"
    )
    # Their tags are not asked: the base is the fix's own parent.
    tests = [word for path in fix.tests for word in ("--tests", path)]
    proof = gitfix(clone, "prove", "--base", base, "--test", command, *tests)
    # The proof has run the fix itself: minimize has to find it without that answer.
    shutil.rmtree(clone / ".git" / "gitfix" / "trials", ignore_errors=True)
    pad(clone, fix, python)
    began = time.monotonic()
    limits = ("--time-limit", "30m", "--test-limit", asked.test_limit)
    found = gitfix(clone, "minimize", "--base", base, "--test", command, *limits)
    took = time.monotonic() - began
    real = changed(clone, base, fix.commit)
    small = changed(clone, base, found["tree"]) if "tree" in found else set()
    # Whole tests, documents and version files stay; they are no part of the question.
    whole = {row["path"] for row in [*found.get("kept", []), *found.get("dropped", [])]}
    small = {line for line in small if line[0] in whole}
    total = changed(clone, base, "HEAD")
    for line in sorted(small - real):
        print(f"kept, and not of the fix: {line}", file=sys.stderr)
    runs = found.get("runs", 0)
    oracle = Oracle(clone, base, command, folder / "plain", max(CAP * (runs - ENDS) + 2, LEAST))
    plain = (0, False) if asked.no_baselines else oracle.count(plain_ddmin)
    return Row(
        f"{fix.repo}@{fix.commit[:10]}",
        proof.get("verdict", str(proof)),
        len(real),
        len(total),
        len(small),
        small <= real and bool(small),
        found.get("units", 0),
        len(found.get("kept", [])),
        runs,
        found.get("cache_hits", 0),
        round(took, 1),
        f"{plain[0]}{'' if plain[1] else '+'}",
        f"{len(oracle.items)}+",
    )


def git(cwd: Path, *args: str, ok: bool = True) -> str:
    done = subprocess.run(["git", *args], cwd=cwd, capture_output=True, check=False)
    if ok and done.returncode:
        raise RuntimeError(f"git {args}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "surrogateescape")


def gitfix(cwd: Path, *args: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "gitfix", *args, "--json", "--offline"],
        cwd=cwd,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONSAFEPATH": "1"},
    )
    answer = json.loads(done.stdout)
    return answer["result"] or {"error": answer["error"]["message"]}


# -- padding


def pad(clone: Path, fix: Fix, python: str) -> None:
    """Changes of neighbouring commits, and noise, in one commit on top of the fix."""
    path = git(
        clone,
        "rev-list",
        "--reverse",
        "--ancestry-path",
        "--no-merges",
        f"{fix.commit}..origin/HEAD",
        ok=False,
    )
    taken = 0
    for commit in path.split()[:60]:
        files = [
            name
            for name in git(
                clone, "diff", "--name-only", "--diff-filter=M", f"{commit}^", commit
            ).split()
            if name.endswith(".py") and is_code(name)
        ]
        if not files:
            continue
        patch = git(clone, "diff", f"{commit}^", commit, "--", *files)
        if applies(clone, patch) and green(clone, fix, python):
            git(clone, "add", "-A")
            taken += 1
        else:
            git(clone, "checkout", "-q", "--", ".")
        if taken == NEIGHBOURS:
            break
    names = [
        n
        for n in git(clone, "ls-files", fix.source or ".").split()
        if n.endswith(".py") and is_code(n)
    ]
    touched = git(clone, "diff", "--name-only", f"{fix.commit}^", "HEAD").split()
    for name in [n for n in names if n in touched] + names[:2]:
        noisy(clone / name, set(git(clone, "show", f"{fix.commit}^:{name}", ok=False).splitlines()))
        if not green(clone, fix, python):
            git(clone, "checkout", "-q", "--", name)
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "--allow-empty", "--no-verify", "-m", "Padding")


def is_code(name: str) -> bool:
    """What minimize looks at: neither a test nor a document nor a version file."""
    if name.startswith(("tests/", "docs/", "examples/")) or "version" in name:
        return False
    return not name.rsplit("/", 1)[-1].startswith(("test_", "conftest"))


def applies(clone: Path, patch: str) -> bool:
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn"],
        cwd=clone,
        input=patch.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def noisy(path: Path, old: set[str]) -> None:
    """A comment before some old definitions, and white space at the end of some lines."""
    lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines(keepends=True)
    out: list[str] = []
    for number, line in enumerate(lines):
        if (
            re.match(r"    def \w+", line)
            and number % 3 == 0
            and "@" not in lines[number - 1]
            and line.rstrip("\n") in old
        ):
            out.append(NOISE)
        if number % 97 == 5 and re.fullmatch(r"\s+return \w+\n", line):
            line = line.rstrip("\n") + "  \n"
        out.append(line)
    path.write_text("".join(out), encoding="utf-8", errors="surrogateescape")


def green(clone: Path, fix: Fix, python: str) -> bool:
    env = {**os.environ, "PYTHONPATH": fix.source, "PYTHONDONTWRITEBYTECODE": "1"}
    words = [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *fix.ids]
    return (
        subprocess.run(words, cwd=clone, env=env, capture_output=True, check=False).returncode == 0
    )


# -- lines


Line = tuple[str, str, str]
"""Path, `-` or `+`, and the text."""


def changed(clone: Path, old: str, new: str) -> set[Line]:
    """Changed lines of code, without blank ones."""
    return {(p, sign, text) for p, _, sign, text in lines_of(clone, old, new) if text.strip()}


def lines_of(clone: Path, old: str, new: str) -> Iterator[tuple[str, int, str, str]]:
    """Path, place in the old file, sign, text of every changed line of code."""
    path, at = "", 0
    for line in git(clone, "diff", "-U0", "--no-renames", "--diff-algorithm=myers", old, new).split(
        "\n"
    ):
        if line.startswith("diff --git"):
            path = ""
        elif line.startswith("+++ b/") and line.endswith(".py") and is_code(line[6:]):
            path = line[6:]
        elif match := re.match(r"@@ -(\d+)(?:,(\d+))? ", line):
            at = int(match[1]) - (0 if match[2] == "0" else 1)
        elif path and line.startswith("-") and not line.startswith("---"):
            yield path, at, "-", line[1:]
            at += 1
        elif path and line.startswith("+") and not line.startswith("+++"):
            yield path, at, "+", line[1:]


class Enough(Exception):
    """Plain ddmin has had its runs."""


class Oracle:
    """The same test on any subset of the changed lines: in one checkout, every answer kept."""

    def __init__(self, clone: Path, base: str, command: str, place: Path, limit: int) -> None:
        git(clone, "worktree", "add", "-q", "--detach", str(place), "HEAD")
        self.place, self.command, self.limit = place, command, limit
        self.items = list(lines_of(clone, base, "HEAD"))
        self.files = {
            path: git(clone, "show", f"{base}:{path}", ok=False).split("\n")
            for path in dict.fromkeys(item[0] for item in self.items)
        }
        self.known: dict[frozenset[int], bool] = {}

    def __call__(self, kept: frozenset[int]) -> bool:
        if kept not in self.known:
            if len(self.known) >= self.limit:
                raise Enough
            self.known[kept] = self._run(kept)
        return self.known[kept]

    def _run(self, kept: frozenset[int]) -> bool:
        for path, base in self.files.items():
            gone = {
                i[1] for n, i in enumerate(self.items) if i[0] == path and i[2] == "-" and n in kept
            }
            new: dict[int, list[str]] = {}
            for number, (name, at, sign, text) in enumerate(self.items):
                if name == path and sign == "+" and number in kept:
                    new.setdefault(at, []).append(text)
            out: list[str] = []
            for at in range(len(base) + 1):
                out += new.get(at, [])
                if at < len(base) and at not in gone:
                    out.append(base[at])
            (self.place / path).write_text(
                "\n".join(out), encoding="utf-8", errors="surrogateescape"
            )
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            ["/bin/sh", "-c", self.command],
            cwd=self.place,
            env=env,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return done.returncode == 0

    def count(self, search: Callable[[list[int], Oracle], object]) -> tuple[int, bool]:
        """Runs of a search, and whether it came to its end."""
        try:
            search(list(range(len(self.items))), self)
            return len(self.known), True
        except Enough:
            return len(self.known), False


def plain_ddmin(items: list[int], passes: Oracle) -> list[int]:
    """Zeller and Hildebrandt's ddmin, as published: subsets, then complements, then finer."""
    count = 2
    while len(items) >= 2:
        size = -(-len(items) // count)
        chunks = [items[i : i + size] for i in range(0, len(items), size)]
        for chunk in chunks:
            if passes(frozenset(chunk)):
                items, count = chunk, 2
                break
        else:
            for chunk in chunks:
                rest = [item for item in items if item not in set(chunk)]
                if len(chunks) > 2 and passes(frozenset(rest)):
                    items, count = rest, max(count - 1, 2)
                    break
            else:
                if count >= len(items):
                    break
                count = min(len(items), count * 2)
    return items


HEAD = (
    *("fix", "proof", "lines: fix, padded, kept", "units", "kept", "runs", "fewest possible"),
    *("plain ddmin", "one by one", "search / plain"),
)


def fewest(row: Row) -> int:
    """Runs that any search needs for this answer: one for it, one without each part (of a single one, an end)."""
    return row.kept + 1 if row.kept > 1 else 1


def markdown(rows: list[Row]) -> Iterator[str]:
    yield _cells(HEAD)
    yield _cells(["---"] * len(HEAD))
    for row in rows:
        mark = "" if row.inside else " (*)"
        lines = f"{row.lines}, {row.padded}, {row.kept_lines}{mark}"
        searched = row.runs - ENDS
        found = (*_counts(row), row.plain, row.single)
        yield _cells([row.name, row.proved, lines, *map(str, found), _share(searched, [row])])
    every = [sum(one) for one in zip(*(_counts(r) for r in rows), strict=True)]
    more = "+" if any(row.plain.endswith("+") for row in rows) else ""
    plain = f"{sum(map(_plain, rows))}{more}"
    single = f"{sum(int(row.single.rstrip('+')) for row in rows)}+"
    yield _cells(["all", "", "", *map(str, every), plain, single, _share(every[2], rows)])


def _counts(row: Row) -> tuple[int, int, int, int]:
    return row.units, row.kept, row.runs - ENDS, fewest(row)


def _plain(row: Row) -> int:
    return int(row.plain.rstrip("+"))


def _share(searched: int, rows: list[Row]) -> str:
    """Runs of the search, as a share of plain ddmin's."""
    plain = sum(map(_plain, rows))
    most = "≤ " if any(row.plain.endswith("+") for row in rows) else ""
    return f"{most}{searched / plain:.2f}" if plain else ""


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
