"""Where the headings and the link definitions of a Markdown document are, by markdown-it-py (CommonMark)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from gitfix.core.changelog import Heading


def headings(text: str) -> tuple[list[Heading], list[int]]:
    """The headings of the document itself (not of a quotation or an example), and the lines that define links."""
    from markdown_it import MarkdownIt

    env: dict[str, Any] = {}
    tokens = MarkdownIt("commonmark").parse(text.replace("\r\n", "\n"), env)
    found = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            first, last = token.map
            found.append(Heading(first, last, int(token.tag[1:]), inline.content))
    links = [one["map"][0] for one in env.get("references", {}).values() if one.get("map")]
    return found, sorted(links)
