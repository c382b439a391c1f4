"""`python -m benchmarks.culprit_checks DATA --clones DIR`: which fixes a checker can tell from what was before, as rows
for `culprit_runs.toml`.

DATA and DIR are those of `benchmarks.culprit`. The rule is fixed, and knows no answer: of each Python fix, the files
that it changes, in the order of their paths; the checks below, in their order; the first that says something of the
file before the fix, and not after it, is the reproducer. $PYTHON27 and $PYTHON37 have pyflakes, $PYTHON has mypy.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.culprit import fixes_here, parse
from gitfix.git.repository import Repository

STYLE = re.compile(
    "imported but unused|unable to detect undefined|may be undefined|redefin|assigned to but never"
    "|placeholders|shadowed|unused variable|future feature|is assigned to but"
)
"""What pyflakes says of style, and not of faults."""
CODES = (
    "name-defined",
    "attr-defined",
    "call-arg",
    "str-format",
    "used-before-def",
    "possibly-undefined",
)
"""Kinds of mypy's errors that a wrong program makes, and a right one hardly."""
MYPY = (
    *("--no-error-summary", "--no-incremental", "--cache-dir=/dev/null", "--check-untyped-defs"),
    *(
        "--ignore-missing-imports",
        "--follow-imports=skip",
        "--enable-error-code=possibly-undefined",
    ),
)
Said = set[str] | None
"""Messages without places; None where the file cannot be read as a program."""


PYTHONS = ("PYTHON27", "PYTHON37", "PYTHON")


def main() -> int:
    options = parse()
    missing = [name for name in PYTHONS if name not in os.environ]
    if missing:
        sys.exit(f"name the Pythons of the checks first: export {'=… '.join(missing)}=…")
    for fix, _, repo, base, head in fixes_here(options):
        found = _first(repo, base, head)
        if found:
            check, path, message = found
            rows = {"repository": fix.repository, "fix": head[:10]}
            rows |= {"check": check, "file": path, "message": message}
            print(
                "\n[[run]]",
                *(f"{key} = {json.dumps(rows[key])}" for key in rows),
                sep="\n",
                flush=True,
            )
    return 0


def _first(repo: Repository, base: str, head: str) -> tuple[str, str, str] | None:
    for change in sorted(repo.diffs.between(base, head), key=lambda one: one.path):
        if change.path.endswith(".py") and change.status in ("M", "R"):
            before, after = repo.batch.read([change.old_oid, change.new_oid])
            if before and after:
                for name, check in CHECKS.items():
                    was, now = said(check, before.data), said(check, after.data)
                    if was is not None and now is not None and was - now:
                        return name, change.path, min(was - now)
    return None


def said(check: Callable[[Path], Said], data: bytes) -> Said:
    """What `check` says of a file with these contents."""
    with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as folder:
        path = Path(folder) / "m.py"
        path.write_bytes(data)
        return check(path)


def _compile(python: str, path: Path) -> Said:
    code = "import sys; compile(open(sys.argv[1], 'rb').read(), 'm.py', 'exec')"
    argv = [os.environ[python], "-W", "ignore", "-c", code, str(path)]
    return (
        {"it does not compile"} if subprocess.run(argv, capture_output=True).returncode else set()
    )


def _pyflakes(python: str, path: Path) -> Said:
    done = subprocess.run([os.environ[python], "-m", "pyflakes", str(path)], capture_output=True)
    if done.stderr:
        return None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return {re.sub(r"^.*?:\d+(:\d+)?:? ", "", line) for line in lines if not STYLE.search(line)}


def _mypy(python: str, path: Path) -> Said:
    argv = [os.environ[python], "-m", "mypy", *MYPY, path.name]
    done = subprocess.run(argv, cwd=path.parent, capture_output=True)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if any("[syntax]" in line for line in lines):
        return None
    kept = [line for line in lines if any(f"[{code}]" in line for code in CODES)]
    return {re.sub(r"^.*?:\d+(:\d+)?:? ", "", line) for line in kept}


CHECKS: dict[str, Callable[[Path], Said]] = {
    "compile 3.7": lambda path: _compile("PYTHON37", path),
    "compile 2.7": lambda path: _compile("PYTHON27", path),
    "pyflakes 3.7": lambda path: _pyflakes("PYTHON37", path),
    "pyflakes 2.7": lambda path: _pyflakes("PYTHON27", path),
    "mypy": lambda path: _mypy("PYTHON", path),
}


def reproduce() -> int:
    """`culprit_checks CHECK FILE MESSAGE`, in a tree: 1 where it says that; 125 where it cannot be read; else 0."""
    check, file, message = sys.argv[1:]
    if not Path(file).is_file():
        return 0
    found = said(CHECKS[check], Path(file).read_bytes())
    return 125 if found is None else int(message in found)


if __name__ == "__main__":
    sys.exit(reproduce() if len(sys.argv) == 4 and sys.argv[1] in CHECKS else main())
