"""`python -m benchmarks.noise PATH…`: how much of real formatters' output is recognised; no mutant is noise.

Formatters are taken from the search path (black, ruff, prettier, clang-format, gofmt, rustfmt); what is missing is
left out, and said.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from gitfix.core.change import Hunk
from gitfix.core.layout.edits import edits_of, lines_of, reverted
from gitfix.core.layout.languages import BY_ENDING
from gitfix.core.layout.search import noise
from gitfix.core.layout.worth import language
from gitfix.core.text import decode
from gitfix.operations.noise import former
from gitfix.services import grammars

FORMATTERS = {
    "python": (("black", "-q", "-"), ("ruff", "format", "-q", "-")),
    "javascript": (("prettier", "--stdin-filepath", "a.js"),),
    "typescript": (("prettier", "--stdin-filepath", "a.ts"),),
    "tsx": (("prettier", "--stdin-filepath", "a.tsx"),),
    "c": (("clang-format", "--style=LLVM"), ("clang-format", "--style=GNU")),
    "java": (("clang-format", "--assume-filename=A.java", "--style=Google"),),
    "go": (("gofmt",),),
    "rust": (("rustfmt", "--edition", "2021"),),
}
SWAPS = {
    b"+": b"-", b"-": b"+", b"*": b"/", b"<": b"<=", b">": b">=", b"<=": b"<", b">=": b">", b"==": b"!=",
    b"!=": b"==", b"===": b"!==", b"!==": b"===", b"&&": b"||", b"||": b"&&", b"and": b"or", b"or": b"and",
    b"+=": b"-=", b"-=": b"+=", b"++": b"--", b"--": b"++", b"<<": b">>", b"&": b"|", b"|": b"&",
    b"true": b"false", b"false": b"true", b"True": b"False", b"False": b"True", b"break": b"continue",
    b"continue": b"break", b"is": b"is not", b"in": b"not in", b"0": b"1", b"1": b"2", b"2": b"3", b"if": b"while",
}  # fmt: skip
_SKIP = re.compile(
    rb'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`[^`]*`'
    rb"|//[^\n]*|/\*.*?\*/|#[^\n]*|(?P<token>\w+|[-+*/<>=!&|]+)",
    re.DOTALL,
)
MOST = 120_000


def changed(path: str, old: bytes, new: bytes) -> tuple[int, int, bytes] | None:
    """Changed lines, those of them that are noise, and the new text without it; None where a side cannot be read."""
    left, right = lines_of(old), lines_of(new)
    hunks = []
    for tag, i, k, j, m in SequenceMatcher(None, left, right, autojunk=True).get_opcodes():
        if tag != "equal":
            gone = tuple(decode(line.removesuffix(b"\n")) for line in left[i:k])
            come = tuple(decode(line.removesuffix(b"\n")) for line in right[j:m])
            hunks.append(Hunk(i + bool(gone), j + bool(come), gone, come))
    read = former(language(path))
    found = noise(old, new, hunks, read) if read else None
    if found is None:
        return None
    edits = [one.edit for one in found]
    total = sum(one.removed + one.added for one in edits_of(hunks))
    return total, sum(e.removed + e.added for e in edits), reverted(left, right, edits)


def mutants(old: bytes, count: int, dice: random.Random) -> Iterator[bytes]:
    """The text with one operator, word or number exchanged, or a line taken out or put in twice."""
    places = [m for m in _SKIP.finditer(old) if m["token"] in SWAPS]
    for match in dice.sample(places, min(count, len(places))):
        yield old[: match.start()] + SWAPS[match["token"]] + old[match.end() :]
    lines = old.splitlines(keepends=True)
    code = [n for n, line in enumerate(lines) if re.match(rb"\s+[a-z]\w*(\.\w+)?[ (=]", line)]
    for number in dice.sample(code, min(count // 4, len(code))):
        yield b"".join(lines[:number] + lines[number + 1 :])


def spaced(name: str, old: bytes, dice: random.Random) -> bytes:
    """The text with more white space in places where it means nothing: between tokens that a grammar has read."""
    if name == "python":
        spots = [m.end() for m in _SKIP.finditer(old) if m["token"]]
        spots = [
            at
            for at in spots
            if old[at : at + 1] in (b" ", b"\n") and b"\\" not in old[at : at + 2]
        ]
    else:
        nodes = grammars.nodes(name, old) or []
        inner = re.compile("string|template|regex|char|jsx|comment|preproc|literal")
        apart = [range(start, end) for _, kind, start, end in nodes if inner.search(kind)]
        spots = [n[3] for n, m in pairwise(nodes) if m[0] <= n[0]]
        spots = [at for at in spots if old[at : at + 1] in (b" ", b"\n")]
        spots = [at for at in spots if not any(at in one for one in apart)]
        # A preprocessor line counts as it stands.
        spots = [
            at for at in spots if not old[old.rfind(b"\n", 0, at) + 1 :].lstrip().startswith(b"#")
        ]
        spots = [at for at in spots if b"\\" not in old[at : old.find(b"\n", at) + 1]]
    first = _SKIP.search(old)
    spots = [at for at in spots if first is None or at > first.end()]
    parts, last = [], 0
    for at in sorted(dice.sample(spots, min(len(spots), 1 + len(spots) // 40))):
        parts += [old[last:at], b"  " if old[at : at + 1] == b" " else b" "]
        last = at
    return b"".join([*parts, old[last:]])


def main() -> int:
    """1 when a mutant was called noise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.noise", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=40, help="of each language")
    parser.add_argument("--mutants", type=int, default=8, help="of each file")
    options = parser.parse_args()
    dice = random.Random(7)
    files: dict[str, list[Path]] = defaultdict(list)
    endings = {*BY_ENDING, "py"}
    for root in options.paths:
        for path in root.rglob("*") if root.is_dir() else (root,):
            known = path.suffix[1:] in endings and ".min." not in path.name and path.is_file()
            if known and 1500 < path.stat().st_size < MOST:
                files[language(path.name)].append(path)
    wrong = 0
    print(
        "| language | files | layout kept by | lines | noise | white space | mutants | called noise |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, paths in sorted(files.items()):
        chosen = dice.sample(sorted(paths), min(options.files, len(paths)))
        wrong += _language(name, chosen, options.mutants, dice)
    return int(wrong > 0)


def _language(name: str, paths: list[Path], count: int, dice: random.Random) -> int:
    there = [one for one in FORMATTERS[name] if shutil.which(one[0])]
    shares = {one: [0, 0, 0] for one in there}
    white, tried, wrong, read = [0, 0], 0, 0, 0
    for path in paths:
        old = path.read_bytes()
        if changed(path.name, old, old) is None:
            continue
        read += 1
        extra = changed(path.name, old, spaced(name, old, dice))
        if extra:
            white[0], white[1] = white[0] + extra[0], white[1] + extra[1]
        formatted: list[tuple[str, ...]] = []
        for command in there:
            new = _run(command, old)
            done = changed(path.name, old, new) if new else None
            if done and done[0]:
                shares[command] = [
                    a + b for a, b in zip(shares[command], (done[0], done[1], 1), strict=True)
                ]
                formatted.append(command)
        for mutant in mutants(old, count, dice):
            texts = [mutant]
            if formatted:
                texts += [_run(dice.choice(formatted), mutant) or mutant]
            for text in texts:
                done = changed(path.name, old, text)
                if done is None:
                    continue
                tried += 1
                # All of it noise, or nothing left of the mutation: then it was called noise.
                if done[2] == old and text != old and not _harmless(name, old, text):
                    wrong += 1
                    print(f"{path}: called noise", file=sys.stderr)
    for command, (lines, found, _) in shares.items():
        share = f"{100 * found / lines:.1f} %" if lines else "-"
        spaces = f"{100 * white[1] / max(white[0], 1):.1f} % of {white[0]:,}"
        print(
            f"| {name} | {read} | {' '.join(command[:2])} | {lines:,} | {share} | {spaces} | {tried:,} | {wrong} |"
        )
    if not shares:
        print(
            f"| {name} | {read} | no formatter here | | | {white[1]} of {white[0]} | {tried:,} | {wrong} |"
        )
    return wrong


def _harmless(name: str, old: bytes, text: bytes) -> bool:
    """Whether a formatter has made the mutation undone, or it was in what no program sees."""
    if name != "python":
        return False
    import ast

    return ast.dump(ast.parse(old)) == ast.dump(ast.parse(text))


def _run(command: tuple[str, ...], data: bytes) -> bytes | None:
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 and done.stdout else None


if __name__ == "__main__":
    sys.exit(main())
