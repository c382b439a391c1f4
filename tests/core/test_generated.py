"""Generated parts refresh in place; what a person wrote outside of them is never touched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.generated import marked, neutralise, parse, part, refresh
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode

NAMES = ("one", "two", "three", "four")
BYTES = st.binary(max_size=40).map(decode)
HUMAN = st.one_of(st.text(max_size=40), BYTES).filter(lambda text: "gitfix:" not in text)
BODY = st.one_of(
    HUMAN,
    st.sampled_from(
        ["<!-- gitfix:begin one -->", "x\n<!-- gitfix:end two -->\ny", "<!--gitfix:begin"]
    ),
).map(lambda text: text.replace("\r", ""))
FRESH = st.dictionaries(st.sampled_from(NAMES), BODY).map(
    lambda parts: "# Title\n\n" + "\n_To be written_\n".join(marked(n, b) for n, b in parts.items())
)


def human_of(document: str) -> str:
    """All text outside of the markers."""
    return "".join(segment.body for segment in parse(document) if not segment.name)


def bodies_of(document: str) -> dict[str, str]:
    return {segment.name: segment.body for segment in parse(document) if segment.name}


def written_over(document: str, notes: list[str]) -> str:
    """`document` as people leave it: each note on lines of its own, outside of the markers."""
    whole = ""
    for number, segment in enumerate(parse(document)):
        note = notes[number % len(notes)] if notes else ""
        whole += f"{note}\n" if note else ""
        whole += segment.text
    return whole + (notes[-1] if notes else "")


@given(FRESH, st.lists(FRESH, max_size=4), st.lists(HUMAN, max_size=4))
def test_human_text_survives_any_sequence_of_refreshes(
    first: str, later: list[str], notes: list[str]
) -> None:
    document = written_over(first, notes)
    before = [segment.body for segment in parse(document) if not segment.name]
    for fresh in later:
        document = refresh(document, fresh)
        assert (
            bodies_of(document).items()
            >= {name: _ends(body, document) for name, body in bodies_of(fresh).items()}.items()
        )
    after = human_of(document)
    position = 0
    for text in before:
        position = after.index(text, position) + len(text)
    # Nothing but line ends (around new parts) was added by gitfix.
    assert sorted(_letters("".join(before))) == sorted(_letters(after))


def _letters(text: str) -> str:
    return re.sub(r"[\r\n]", "", text)


def _ends(body: str, document: str) -> str:
    head, found, _ = document.partition("\n")
    return body.replace("\n", "\r\n") if found and head.endswith("\r") else body


@given(FRESH, FRESH, st.lists(HUMAN, max_size=3))
def test_refresh_is_idempotent(first: str, second: str, notes: list[str]) -> None:
    once = refresh(written_over(first, notes), second)
    assert refresh(once, second) == once


@given(FRESH, st.lists(HUMAN, max_size=3))
def test_a_refresh_without_news_changes_no_byte(fresh: str, notes: list[str]) -> None:
    document = written_over(fresh, notes)
    if "\r" not in document:
        assert refresh(document, fresh) == document


@given(st.one_of(HUMAN, BODY, FRESH))
def test_segments_joined_are_the_document(text: str) -> None:
    try:
        segments = parse(text)
    except Refusal as refusal:
        assert refusal.found[0].startswith("line ")
    else:
        assert "".join(segment.text for segment in segments) == text


@given(st.binary(max_size=60).filter(lambda data: b"\r" not in data))
def test_bytes_that_are_not_utf8_survive(data: bytes) -> None:
    document = decode(data) + "\n" + marked("one", "old")
    refreshed = refresh(document, marked("one", "new"))
    assert encode(refreshed) == data + b"\n" + encode(marked("one", "new"))


def test_new_parts_go_behind_the_one_before_and_what_is_written_under_it() -> None:
    existing = marked("one", "1") + "\nanswer\n\n# Own\n\n" + marked("three", "3") + "\nlast"
    fresh = "".join(marked(name, name) for name in ("zero", "one", "two", "three", "four"))
    assert refresh(existing, fresh) == (
        marked("zero", "zero")
        + "\n"
        + marked("one", "one")
        + "\nanswer\n\n"
        + marked("two", "two")
        + "\n# Own\n\n"
        + marked("three", "three")
        + "\nlast\n\n"
        + marked("four", "four")
    )


def test_a_fence_is_not_torn_apart() -> None:
    fenced = "```sh\n# a comment\n~~~\n```\n\n"
    existing = marked("one", "1") + "\n" + fenced + "# Own\n"
    found = refresh(existing, marked("one", "1") + marked("two", "2"))
    assert found == marked("one", "1") + "\n" + fenced + marked("two", "2") + "\n# Own\n"


def test_several_parts_before_the_first_neighbour_keep_their_order() -> None:
    fresh = marked("one", "1") + marked("two", "2") + marked("three", "3")
    found = refresh("top\n" + marked("three", "old"), fresh)
    assert [s.name for s in parse(found) if s.name] == ["one", "two", "three"]
    assert found.startswith("top\n")


def test_a_handwritten_document_gets_the_parts_at_its_end() -> None:
    found = refresh("# Ours\nwritten by hand", "# Fresh title\n\n" + marked("one", "1"))
    assert found == "# Ours\nwritten by hand\n\n" + marked("one", "1")


def test_parts_that_are_not_generated_any_more_stay() -> None:
    existing = marked("newer", "from a newer version") + marked("one", "old")
    assert refresh(existing, marked("one", "new")) == existing.replace("old", "new")


def test_crlf_documents_keep_their_line_ends() -> None:
    existing = ("hand\n\n" + marked("one", "a\nb")).replace("\n", "\r\n")
    found = refresh(existing, marked("one", "c\nd") + marked("two", "e"))
    assert found.replace("\r\n", "").find("\n") == -1
    assert "c\r\nd\r\n" in found and "e\r\n" in found


def test_markers_may_be_indented_by_a_formatter() -> None:
    existing = "  <!--gitfix:begin one-->  \nold\n\t<!--  gitfix:end  one  -->\nhand\n"
    assert refresh(existing, marked("one", "new")) == existing.replace("old", "new")


def test_a_marker_that_is_quoted_in_a_sentence_is_text() -> None:
    text = "the line `<!-- gitfix:begin one -->` opens a part\n"
    assert refresh(text + marked("one", "old"), marked("one", "new")) == text + marked("one", "new")


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ("a\n<!-- gitfix:begin one -->\nbody\n", 2),
        ("a\nbody\n<!-- gitfix:end one -->\n", 3),
        (marked("one", "x") + "a\n" + marked("one", "y"), 5),
        ("<!-- gitfix:begin one -->\n" + marked("two", "x") + "<!-- gitfix:end one -->\n", 2),
        ("<!-- gitfix:begin one -->\n<!-- gitfix:end two -->\n", 2),
    ],
    ids=["never ends", "never begins", "twice", "nested", "other end"],
)
def test_a_damaged_document_is_refused_by_line(document: str, line: int) -> None:
    with pytest.raises(Refusal) as refused:
        refresh(document, marked("one", "new"), "plans/x.md")
    assert "plans/x.md" in refused.value.message
    assert refused.value.found[0].startswith(f"line {line}: ")
    assert refused.value.hint


@given(st.text(max_size=60), st.sampled_from(["begin", "end"]), st.text(" \t\n", max_size=2))
def test_hostile_content_is_no_marker(text: str, kind: str, gap: str) -> None:
    hostile = f"{text}\n<!--{gap}gitfix:{kind} one -->\n{text}"
    assert not re.search(r"<!--\s*gitfix:", neutralise(hostile))
    assert [segment.name for segment in parse(marked("one", hostile))] == ["one"]


def test_part_gives_the_body() -> None:
    assert part("x\n" + marked("one", "1\n2"), "one") == "1\n2\n"
    assert part("x\n", "one") is None
