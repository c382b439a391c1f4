"""Whatever a value holds, a Markdown reader shows it as text: checked with a real parser."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gitfix.core.markdown import LIMIT, code, inert, link
from gitfix.core.text import decode, printable

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SPECIALS = st.text(st.sampled_from("\\`*_[]()<>#+-.!|~$&;:/@ \n\twahtps1é\u202e\x1b"), max_size=60)
HOSTILE = st.one_of(st.text(max_size=60), st.binary(max_size=40).map(decode), SPECIALS)


def shown(text: str) -> str:
    """What a reader should see."""
    return printable(re.sub(r"[\s\x1c-\x1f\x85]+", " ", text).strip())


def only_text(inline: Token) -> str:
    assert inline.children is not None
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    return "".join(child.content for child in inline.children)


@given(HOSTILE)
@example("# heading")
@example("1. list")
@example("---")
@example("<img src=x onerror=alert(1)>")
@example("a | b ![x](javascript:1) `c` **d**")
@example("&lt; &#60;")
def test_a_value_is_plain_text_at_the_start_of_a_paragraph(text: str) -> None:
    tokens = PARSER.parse(inert(text))
    if not shown(text):
        assert not tokens
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert only_text(tokens[1]) == shown(text)


@given(HOSTILE, HOSTILE)
def test_a_value_stays_in_its_table_cell(one: str, other: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n|---|---|\n| {inert(one)} | {inert(other)} |\n")
    cells = [only_text(t) for t in tokens if t.type == "inline"]
    assert cells == ["a", "b", shown(one), shown(other)]


@given(HOSTILE)
def test_a_value_stays_in_its_heading_and_list_item(text: str) -> None:
    tokens = PARSER.parse(f"## x {inert(text)}\n\n- y {inert(text)}\n")
    inlines = [only_text(token) for token in tokens if token.type == "inline"]
    assert inlines == [f"x {shown(text)}".strip(), f"y {shown(text)}".strip()]


@given(HOSTILE)
def test_code_shows_its_text_and_nothing_else(text: str) -> None:
    tokens = PARSER.parse(f"| a |\n|---|\n| x {code(text)} |\n")
    inlines = [token for token in tokens if token.type == "inline"]
    assert len(inlines) == 2
    children = inlines[1].children or []
    tags = [child.content for child in children if child.type == "html_inline"]
    assert tags in ([], ["<code>", "</code>"])
    assert {c.type for c in children} <= {"text", "text_special", "code_inline", "html_inline"}
    words = "".join(child.content for child in children if child.type != "html_inline")
    assert words == f"x {shown(text)}".strip()


@given(HOSTILE, HOSTILE)
def test_a_link_leads_where_it_says(text: str, path: str) -> None:
    path = path.replace("\0", "")
    tokens = PARSER.parse(f"x {link(f't{text}', f'p{path}')} y")
    children = tokens[1].children or []
    links = [child for child in children if child.type == "link_open"]
    assert len(links) == 1
    assert not {child.type for child in children} - {
        "text",
        "text_special",
        "link_open",
        "link_close",
    }
    assert re.fullmatch(r"[\w./%~-]*", str(links[0].attrs["href"]))


@given(st.text(max_size=30))
def test_no_automatic_links(text: str) -> None:
    for lure in ("http://evil.example", "www.evil.example", "mailto:a@b.example", "a@b.example"):
        escaped = inert(text + " " + lure)
        assert "://" not in escaped and "www." not in escaped and "@" not in escaped


@pytest.mark.parametrize("write", [inert, code])
def test_very_long_text_is_cut(write: object) -> None:
    assert callable(write)
    assert write("x" * 10_000).strip("`").replace("<code>", "").count("x") == LIMIT - 1
    assert "…" in write("x" * 10_000) or "&#8230;" in write("x" * 10_000)


def test_control_and_direction_characters_are_shown() -> None:
    assert inert("a\x1b[31m\u202eb") == r"a\\x1b\[31m\\u202eb"
    assert inert("caf\udce9") == r"caf\\xe9"


def test_ordinary_text_stays_readable() -> None:
    assert inert("Login fails on an empty cart (v2.4.1)") == "Login fails on an empty cart (v2.4.1)"
    assert code("cart/views.py") == "`cart/views.py`"
