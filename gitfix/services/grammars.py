"""Trees of other languages, where their grammars are installed (the extra `languages`); nothing is downloaded."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

_GRAMMARS = {
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "java": ("tree_sitter_java", "language"),
    "go": ("tree_sitter_go", "language"),
    "c": ("tree_sitter_c", "language"),
    "rust": ("tree_sitter_rust", "language"),
}


def installed(name: str) -> bool:
    """Whether files of this language can be read here."""
    return _parser(name) is not None


def nodes(name: str, source: bytes) -> list[tuple[int, str, int, int]] | None:
    """Every node, parents first: depth, kind, first byte, byte after the last. None where the grammar is missing, or
    the file does not parse.
    """
    parser = _parser(name)
    if parser is None:
        return None
    tree = parser.parse(source)
    if tree.root_node.has_error:
        return None
    cursor = tree.walk()
    found: list[tuple[int, str, int, int]] = []
    depth = 0
    while True:
        node = cursor.node
        found.append((depth, node.type, node.start_byte, node.end_byte))
        if cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found
            depth -= 1


@cache
def _parser(name: str) -> Any:
    module, function = _GRAMMARS[name]
    try:
        sitter = import_module("tree_sitter")
        language = sitter.Language(getattr(import_module(module), function)())
        return sitter.Parser(language)
    except (ImportError, AttributeError, ValueError):
        # Missing, or of a version that this tree-sitter does not read.
        return None
