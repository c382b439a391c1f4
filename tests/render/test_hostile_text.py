"""Whatever a commit, a name or an answer says, the page, the advisory and a terminal show it and do nothing else."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gitfix.core.advisory import advisory
from gitfix.core.incident import Base, Impact
from gitfix.core.postmortem import Earlier, Facts, Fix, FixCommit, FixFile, WaiverRow
from gitfix.core.text import brief, decode, printable
from gitfix.core.timeline import TimelineRow
from gitfix.render.page import Said, page

WHEN = "2026-11-23T03:12:00Z"
PIECES = [
    *("<script>x()</script>", "<img src=x onerror=y>", "</td></table>", "<!--", "-->", "]]>"),
    *("</style>", "<svg onload=x>", "<a href=", "{{ 7*7 }}", "{% for x in y %}", "{#", "|safe"),
    *("&lt;", "&#60;", '"', "'", "`", "\\", "\\\\", "<", ">", "<https://a>", "http://a"),
    *("[x](javascript:alert(1))", "![x](http://a/b)", "[x](data:text/html,y)", "@everyone"),
    *("\x1b[31m", "\x9b2J", "\x07", "\u202e", "\u2066", "\u2069", "\r", "\n", "\n\n"),
    *("\n# ", "\n    ", "\n| a |", "é", "x" * 3000),
]
HOSTILE = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.text(max_size=60),
    st.binary(max_size=40).map(decode),
)
STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ANSWERED = {"p", "em", "strong", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr", "br"}
ANSWERED |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}


class Elements(HTMLParser):
    """The elements of a page in their order, and where its addresses lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"<{tag} {name}> runs something"
            if name in ("href", "src", "xlink:href", "action", "srcset", "data"):
                self.addresses.append(value or "")

    def handle_comment(self, data: str) -> None:
        assert not data, "a comment hides what stands in it"


def facts(text: str) -> Facts:
    return Facts(
        "2026-11-23-k7q2", text, "P0", "security", WHEN, text, "open", text, "2.4.2", text,
        Base(text, "1" * 40, "2.4.1"), Base(text, "2" * 40, "2.4.0"),
        people=(text,),
        timeline=(TimelineRow(WHEN, text, text, "3" * 40),),
        fix=Fix("4" * 40, (FixCommit("4" * 40, text, text, WHEN),), (FixFile(text, "code", "changed", 1, 1),)),
        waivers=(WaiverRow("missing-test", text, text, text, "", "5" * 40),),
        impact=Impact(text, (text,), WHEN, text),
        earlier=(Earlier("2026-10-01-a1b2", text, WHEN, (text,), "6" * 40),),
        default_branch=text,
    )  # fmt: skip


@settings(max_examples=25, deadline=None)  # a page takes a tenth of a second
@given(HOSTILE, HOSTILE)
@example("<script>x()</script>", "\\<img src=x onerror=y>")
def test_the_page_has_the_elements_that_it_has_anyway(text: str, diff: str) -> None:
    made = page(facts(text), [], f"+{diff}")
    usual = page(facts("words"), [], "\n".join("+words" for _ in f"+{diff}".split("\n")))
    found = Elements(made)
    if printable(text).strip():
        assert found.names == Elements(usual).names
    assert all(one.startswith("#") for one in found.addresses)
    assert not STEERS.search(made)


@settings(max_examples=25, deadline=None)
@given(HOSTILE)
def test_an_answer_on_the_page_is_marked_down_and_no_more(answer: str) -> None:
    empty = Elements(page(facts("words"), [Said("cause", "cause", "Cause", "Why?", "words")], ""))
    made = page(facts("words"), [Said("cause", "cause", "Cause", "Why?", answer)], "")
    found = Elements(made)
    added = set(found.names) - set(empty.names)
    assert added <= ANSWERED
    for name in ("script", "style", "svg", "img", "iframe", "form"):
        assert found.names.count(name) == empty.names.count(name)
    assert not [
        one for one in found.addresses if re.match(r"\s*(?:javascript|vbscript|data|file):", one)
    ]
    assert not STEERS.search(made)


@given(HOSTILE)
@example("\\<img src=x onerror=y>")
@example("\\\\<script>x()</script>")
def test_an_advisory_is_text_with_no_element_in_it(text: str) -> None:
    answers = dict.fromkeys(("summary", "impact", "exposure", "cause"), text)
    found = advisory(
        facts(text), modified=WHEN, repo="https://example.org/shop.git", fixes=("4" * 40,),
        versions=("2.4.1",), package=None, answers=answers,
    )  # fmt: skip
    for words in (found["summary"], found["details"]):
        assert not STEERS.search(words)
    for token in MarkdownIt("commonmark").parse(found["details"]):
        assert token.type != "html_block"
        assert not [one for one in token.children or () if one.type == "html_inline"]
    assert json.loads(json.dumps(found)) == found


@given(HOSTILE, st.integers(5, 80))
def test_a_terminal_is_not_steered(text: str, width: int) -> None:
    for shown in (printable(text), brief(text, width)):
        assert not STEERS.search(shown)
        assert "\n" not in shown and "\t" not in shown
    assert len(brief(text, width)) <= width
