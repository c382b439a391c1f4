"""Other programs that look nearly the same: a mutation-testing library's operators, and traps of layout.

cosmic-ray mutates Python, universalmutator the other languages; neither is a dependency of gitfix: `pip install
cosmic-ray universalmutator` beside it. What is the same program (a comment that was changed, say) is no mutant.
"""

from __future__ import annotations

import ast
import contextlib
import io
import random
import re
from collections.abc import Iterator
from itertools import islice

from benchmarks.noise.judge import leaves, same
from gitfix.services import grammars

RULES = {
    "javascript": ("universal", "c_like", "javascript"),
    "typescript": ("universal", "c_like", "javascript"),
    "tsx": ("universal", "c_like", "javascript"),
    "java": ("universal", "c_like", "java"),
    "go": ("universal", "c_like", "go"),
    "c": ("universal", "c_like", "c"),
    "rust": ("universal", "c_like", "rust"),
}
_IMPORT = re.compile(r"\s*(?:import|from|use|pub use)\b|.*\bfrom ['\"]")
_TRIES = 6
"""How many are looked at for each that is wanted: many are no programs."""
_NEXT = re.compile(rb"(return|throw) +(?=[^\s;}/])")


def mutants(name: str, text: bytes, count: int, dice: random.Random) -> Iterator[bytes]:
    """Up to `count` programs that are other ones than the text."""
    tries = _cosmic(text, dice) if name == "python" else _universal(name, text, dice)
    chosen = islice(tries, count * _TRIES)
    yield from islice((one for one in chosen if same(name, text, one) is False), count)


def traps(name: str, text: bytes, count: int, dice: random.Random) -> Iterator[bytes]:
    """Up to `count` of each trap: white space that is not layout."""
    for made in (_in_strings(name, text), _moved(name, text)):
        dice.shuffle(made)
        fit = (one for one in made if same(name, one, one))
        yield from islice(fit, count)


def _cosmic(text: bytes, dice: random.Random) -> Iterator[bytes]:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source = text.decode("utf-8")
    tree = get_ast(source)
    nodes = list(ast_nodes(tree))
    found = []
    for operator_name in operator_names():
        with contextlib.suppress(TypeError):  # some need arguments
            operator = get_operator(operator_name)()
            places = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            found += [(operator, number) for number in range(places)]
    dice.shuffle(found)
    for operator, number in found:
        made = mutate_code(source, operator, number)
        if made is not None:
            yield made.encode("utf-8")


def _universal(name: str, text: bytes, dice: random.Random) -> Iterator[bytes]:
    from universalmutator.mutator import mutants_regexp

    lines = text.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    with contextlib.redirect_stdout(io.StringIO()):
        rules = [f"{rule}.rules" for rule in RULES[name]]
        found = mutants_regexp(lines, rules, ignorePatterns=[])
    dice.shuffle(found)
    for number, line, *_ in found:
        if _IMPORT.match(lines[number - 1]):
            continue  # names in another order are noise, and rightly so
        changed = [*lines[: number - 1], line, *lines[number:]]
        yield "".join(changed).encode("utf-8", "surrogateescape")


def _in_strings(name: str, text: bytes) -> list[bytes]:
    """A second blank, where there is one, in strings."""
    if name == "python":
        tree = ast.parse(text)
        docs = [
            n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        ]
        lines = text.split(b"\n")
        at = [sum(len(line) + 1 for line in lines[:row]) for row in range(len(lines) + 1)]
        spans = [
            (at[n.lineno - 1] + n.col_offset, at[(n.end_lineno or 1) - 1] + (n.end_col_offset or 0))
            for n in docs
        ]
    else:
        nodes = leaves(name, text) or []
        kinds = re.compile("string|char|template|raw")
        spans = [(start, end) for _, kind, start, end in nodes if kinds.search(kind)]
    found = []
    for start, end in spans:
        place = text.find(b" ", start, end)
        if place > 0 and text[place - 1 : place] not in (b"\\", b"\n", b" "):
            found.append(text[:place] + b" " + text[place:])
    return [one for one in found if name != "python" or same(name, text, one) is False]


def _moved(name: str, text: bytes) -> list[bytes]:
    """Line ends that end a statement, and lines that leave their block."""
    if name == "python":
        return _dedented(text)
    found = []
    if name in ("javascript", "typescript", "tsx", "go"):
        for _, kind, start, end in grammars.nodes(name, text) or []:
            match = _NEXT.match(text, start, end)
            if kind in ("return_statement", "throw_statement") and match:
                found.append(text[: match.end(1)] + b"\n" + text[match.end() :])
    if name == "go":
        for _, kind, start, end in leaves(name, text) or []:
            if (
                kind in ("-", "+", "*", "&")
                and text[start - 1 : end + 1] == b" %b " % kind.encode()
            ):
                found.append(text[: start - 1] + b"\n" + text[start:])
    return found


def _dedented(text: bytes) -> list[bytes]:
    """The last line of a block as the first one after it."""
    lines = text.split(b"\n")
    found = []
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        if not isinstance(node, ast.stmt) or not isinstance(body, list) or len(body) < 2:
            continue
        last = body[-1]
        if last.lineno == last.end_lineno and last.lineno > body[-2].end_lineno:
            row = last.lineno - 1
            moved = b" " * node.col_offset + lines[row].lstrip()
            found.append(b"\n".join([*lines[:row], moved, *lines[row + 1 :]]))
    return [one for one in found if same("python", text, one) is False]
