"""What people wrote around questions and parts: taken out of a document, and put back exactly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.frame import frame, sign_for, unframe

PIECES = st.sampled_from(
    [
        "<!-- gitfix:begin one -->\nmade\n<!-- gitfix:end one -->\n",
        "<!-- gitfix:begin two -->\n<!-- gitfix:end two -->\n",
        "<!-- gitfix:ask impact -->\n\nforty users\n\n",
        "<!-- gitfix:ask impact -->\n",
        "<!-- gitfix:ask luck -->\nnone\n",
        "## Cause\n",
        "text of people\n",
        "\n",
        "\x02 a sign \x02\n",
    ]
)


@given(
    st.lists(PIECES, max_size=9, unique=True).map("".join),
    st.sampled_from(["", "last line", "<!-- gitfix:ask cause -->", "<!-- gitfix:ask cause -->\nx"]),
    st.booleans(),
)
def test_every_document_comes_back_byte_for_byte(text: str, end: str, windows: bool) -> None:
    document = (text + end).replace("\n", "\r\n" if windows else "\n")
    sign = sign_for(document)
    framed, held = frame(document, sign)
    assert unframe(framed, sign, held) == document


def test_a_part_is_put_back_once_and_from_whoever_has_it() -> None:
    framed, held = frame("a\n<!-- gitfix:begin one -->\n<!-- gitfix:end one -->\n", "\x02")
    assert unframe(framed + framed, "\x02", {}, held).count("gitfix:begin one") == 1
    assert unframe(framed, "\x02", {}) == "a\n"


def test_what_stands_around_stays_to_be_merged() -> None:
    around = "# Title\nOurs.\n{}## Cause\n\n{}\n## Luck\nTheirs.\n"
    document = around.format(
        "<!-- gitfix:begin one -->\nmade\n<!-- gitfix:end one -->\n",
        "<!-- gitfix:ask cause -->\n\na null\n",
    )
    framed, _ = frame(document, "\x02")
    assert framed == around.format(
        "\x02part one\x02\n", "<!-- gitfix:ask cause -->\n\n\x02answer cause 1\x02\n"
    )
