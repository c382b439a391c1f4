"""A post-mortem as one self-contained page: no network, no script, everything from elsewhere escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gitfix.core.postmortem import Facts
from gitfix.core.series import Series
from gitfix.core.text import brief
from gitfix.core.value import dataclass
from gitfix.render import plot, svg, svg_graph
from gitfix.render.environment import render, shipped
from gitfix.render.postmortem_values import values_of, with_texts

LINES = 2_000
"""Lines of a diff that are shown."""
WIDTH = 500
"""Characters of one line that are shown."""


@dataclass(frozen=True)
class Said:
    """A question with its answer, which is Markdown; empty while it waits."""

    key: str
    section: str
    title: str
    ask: str
    answer: str


def page(facts: Facts, said: Sequence[Said], diff: str, series: Sequence[Series] = ()) -> str:
    """The page. `diff`: the change as git shows it; empty where it is not known. `series`: what monitoring measured."""
    from markupsafe import Markup

    values = {
        **_harmless(values_of(facts)),
        # Made here, of escaped parts alone.
        "svg": Markup(svg.timeline(facts.times)),
        "graph": Markup(svg_graph.graph(facts)),
        "plots": [_plot(one, facts.times.at("deployed")) for one in series],
        "said": [
            {
                "key": one.key, "section": one.section, "title": one.title, "ask": one.ask,
                "answer": Markup(_markdown(one.answer)) if one.answer else "",
            }
            for one in said
        ],
        "asked": sorted({one.section for one in said}),
        "diff": list(_rows(diff)),
        "cut": max(diff.count("\n") - LINES, 0),
    }  # fmt: skip
    return render(shipped("postmortem.html.j2"), values, html=True)


def _plot(series: Series, deployed: str) -> dict[str, object]:
    from markupsafe import Markup

    return {
        **_harmless({"name": series.name, "phase": series.phase, "condition": series.condition}),
        "measured": series.measured,
        "ends": [plot.begins(series, deployed), series.points[-1].at],
        "baseline": "" if series.baseline is None else f"{series.baseline:g}",
        "range": _range(series),
        "limit": series.limit is not None,
        "svg": Markup(plot.plot(series, deployed)),
    }


def _range(series: Series) -> str:
    values = [one.value for one in series.points if one.value is not None]
    return f"{min(values):.4g} to {max(values):.4g}" if values else ""


def _markdown(text: str) -> str:
    """People's Markdown as HTML: no HTML of theirs, no picture from elsewhere, no link that runs something."""
    from markdown_it import MarkdownIt

    lines = "\n".join(brief(line, WIDTH * 10) for line in text.split("\n"))
    made: str = (
        MarkdownIt("commonmark", {"html": False}).enable("table").disable("image").render(lines)
    )
    return made


def _rows(diff: str) -> Iterable[dict[str, str]]:
    for line in diff.split("\n")[:LINES]:
        kind = {"+": "added", "-": "deleted", "@": "hunk"}.get(line[:1], "")
        if line.startswith(("diff --git ", "+++ ", "--- ", "index ")):
            kind = "file"
        yield {"kind": kind, "text": brief(line[: WIDTH + 1].replace("\t", "    "), WIDTH)}


def _harmless(value: Any) -> Any:
    """Plain data without control characters and direction overrides, cut to a readable length; the template escapes."""
    return with_texts(value, lambda text: brief(text, WIDTH))
