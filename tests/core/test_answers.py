"""Answers stand under their question: whatever is given comes back, and nothing else in the document moves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.answers import answers, carried, loose, open_keys, put, put_markdown, with_missing
from gitfix.core.generated import marked, parse, refresh
from gitfix.core.markdown import plain, written
from gitfix.core.text import printable

KEYS = ("impact", "cause", "luck")
TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "# h", "---", "===", "- a\n- b", "<!-- gitfix:ask luck -->", "```\nx", "{{ 1 }}", "a\\",
            "<b>&amp;</b>", "_To be written", "<!-- gitfix:end one -->", "\x1b[2J\u202e", "| a | b |",
        ]
    ),
).filter(lambda text: bool(printable(text).strip()) and bool(text.strip()))  # fmt: skip


def document(*keys: str) -> str:
    asks = "".join(
        f"\n### {key}\n\n<!-- gitfix:ask {key} -->\n_To be written: {key}?_\n" for key in keys
    )
    return f"# T\n\n{marked('one', 'facts')}{asks}\n{marked('two', 'more')}\nThe end.\n"


@given(st.lists(st.tuples(st.sampled_from(KEYS), TEXT), max_size=6), st.booleans())
def test_any_sequence_of_answers_and_refreshes(given: list[tuple[str, str]], crlf: bool) -> None:
    text = document(*KEYS)
    text = text.replace("\n", "\r\n") if crlf else text
    last: dict[str, str] = {}
    for number, (key, answer) in enumerate(given):
        text = put(text, {key: answer})
        text = refresh(text, marked("one", f"facts {number}") + marked("two", "other"))
        last[key] = plain(written(answer))
        assert {one.key: one.plain for one in answers(text) if not one.open} == last
    assert [one.key for one in answers(text)] == list(KEYS)
    assert sorted(open_keys(text)) == sorted(set(KEYS) - set(last))
    assert [part.name for part in parse(text) if part.name] == ["one", "two"]
    assert text.endswith("The end.\r\n" if crlf else "The end.\n")


@given(TEXT)
def test_written_text_is_inert(text: str) -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(written(text))
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
        "hardbreak",
        "softbreak",
    }
    assert plain(written(plain(written(text)))) == plain(written(text))


def test_what_is_an_answer() -> None:
    text = document("impact").replace(
        "_To be written: impact?_", "```\n# no heading\n```\n\n#### deep"
    )
    (one,) = answers(text)
    assert one.text == "```\n# no heading\n```\n\n#### deep" and not one.open
    twice = document("impact") + document("impact").replace(
        "_To be written: impact?_", "yes"
    ).replace("one", "three").replace("two", "four")
    assert open_keys(twice) == []
    assert loose("_To be written: old?_\n" + document("impact")) == 1
    assert open_keys(document("impact").replace("_To be written: impact?_", "")) == ["impact"]


def test_a_new_question_comes_in_behind_the_one_before() -> None:
    old = put(document("impact"), {"impact": "mine"})
    new = with_missing(old, document(*KEYS))
    assert [one.key for one in answers(new)] == list(KEYS)
    assert open_keys(new) == ["cause", "luck"] and "### cause\n" in new
    assert with_missing(new, document(*KEYS)) == new
    assert with_missing("by hand\n", document("impact")) == "by hand\n"


def test_two_people_answer() -> None:
    base = document(*KEYS)
    ours = put(base, {"impact": "ours", "cause": "ours"})
    theirs = put(base, {"cause": "theirs", "luck": "theirs"})
    text, left = carried(base, ours, theirs)
    assert {one.key: one.text for one in answers(text)} == {
        "impact": "ours", "cause": "theirs", "luck": "theirs"
    }  # fmt: skip
    assert left == ["cause"]
    assert put_markdown(base, {}) == base
