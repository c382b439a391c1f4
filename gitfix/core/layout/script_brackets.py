"""Which brackets of JavaScript and TypeScript change nothing: around an operation, a plain value, or one parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gitfix.core.layout.nodes import Nodes

_INNER = frozenset(("binary_expression", "jsx_element", "jsx_self_closing_element"))
_SIMPLE = frozenset(
    (
        "identifier",
        "string",
        "number",
        "template_string",
        "true",
        "false",
        "null",
        "this",
        "member_expression",
        "subscript_expression",
        "call_expression",
    )
)
_AROUND = frozenset(
    (
        "binary_expression",
        "return_statement",
        "variable_declarator",
        "arguments",
        "arrow_function",
        "pair",
        "assignment_expression",
        "ternary_expression",
        "jsx_expression",
        "parenthesized_expression",
    )
)
_BOUND = (b"??", b"**", b"in")


def bare(nodes: Nodes, index: int) -> bool:
    """Whether brackets only say what the tree says: around an operation that nothing outside can reach into."""
    children = nodes.children(index)
    if len(children) != 3 or nodes.all[children[1]][1] not in _INNER | _SIMPLE:
        return False
    inner, around = children[1], nodes.parent(index)
    if around < 0 or _cast(nodes, index):
        return False
    if nodes.all[inner][1] in _SIMPLE:
        return _plain_around(nodes, index, around)
    if nodes.all[inner][1] == "binary_expression" and _operator(nodes, inner) in _BOUND:
        return False
    kind = nodes.all[around][1]
    return kind in _AROUND and not (
        kind == "binary_expression" and _operator(nodes, around) in _BOUND
    )


def _cast(nodes: Nodes, index: int) -> bool:
    """Whether a comment is right before: to TypeScript and Closure it says what is in the brackets."""
    at = nodes.all[index][2]
    while at and nodes.source[at - 1 : at].isspace():
        at -= 1
    return nodes.source.endswith(b"*/", 0, at)


def _plain_around(nodes: Nodes, index: int, around: int) -> bool:
    """Whether brackets around a name, a value or a call say nothing there: not where they end an optional chain, and
    not to the left of an assignment (`(a) = function () {}` gives no name).
    """
    kind = nodes.all[around][1]
    if kind == "assignment_expression":
        return nodes.children(around)[0] != index
    return kind in _AROUND or kind == "unary_expression"


def _operator(nodes: Nodes, index: int) -> bytes:
    children = nodes.children(index)
    return nodes.text(children[1]) if len(children) == 3 else b"??"


def single(nodes: Nodes, index: int) -> bool:
    """Whether the parameters of an arrow are one name and nothing else: `(x) =>` is `x =>`."""
    leaves = [i for i in range(index + 1, nodes.after(index)) if nodes.after(i) == i + 1]
    kinds = [nodes.all[i][1] for i in leaves]
    if any(kind in nodes.language.comments for kind in kinds):
        return False
    texts = [nodes.text(i) for i in leaves]
    if kinds[1:2] != ["identifier"] or texts[0] != b"(":
        return False
    return texts[2:] in ([b")"], [b",", b")"])
