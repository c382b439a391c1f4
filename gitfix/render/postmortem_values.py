"""The names that a post-mortem's template sees: the facts as plain data, the pictures, and which files there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from gitfix.core.postmortem import Facts
from gitfix.render import mermaid


def values_of(facts: Facts, written: Iterable[str] = ()) -> dict[str, Any]:
    """`written`: ids of the incidents that have a file beside this one, for links to them."""
    pictures = {"timeline": mermaid.timeline(facts), "graph": mermaid.git_graph(facts)}
    return {**asdict(facts), "pictures": pictures, "written": sorted(written)}


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Plain data with every text in it changed; keys stay as they are."""
    if isinstance(value, str):
        return change(str(value))
    if isinstance(value, dict):
        return {key: with_texts(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_texts(item, change) for item in value]
    return value
