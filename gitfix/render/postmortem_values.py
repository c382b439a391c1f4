"""The names that a post-mortem's template sees: the facts as plain data, the pictures, and which files there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from gitfix.core.postmortem import Facts
from gitfix.render import mermaid


def values_of(facts: Facts, written: Iterable[str] = ()) -> dict[str, Any]:
    """`written`: ids of the incidents that have a file beside this one, for links to them."""
    pictures = {"timeline": mermaid.timeline(facts), "graph": mermaid.git_graph(facts)}
    return {**asdict(facts), "pictures": pictures, "written": sorted(written)}
