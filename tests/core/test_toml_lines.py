"""Lines of keys in TOML files, ordinary and awkward ones."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.toml_lines import key_lines

AWKWARD = '''\
# budget.max_lines = 1
remote = "up # [stream]"  # line 2
text = """
[budget]
max_lines = 5
""\\""" """
raw = \'\'\'
[budget]\'\'\'
list = [
  "a = 1", # ]
  ["b"],
  "]",
]

[ "budget" ] # line 15
"max_lines" = 100
inline = { a = 1, b.c = [ { d = 2 } ] }
x . 'y.z' = 1
[[table]]
n = 1
[[table]]
n = 2
[budget.deeper]
k = 1'''


def test_every_kind_of_statement_has_its_line() -> None:
    tomllib.loads(AWKWARD)
    assert key_lines(AWKWARD) == {
        ("remote",): 2,
        ("text",): 3,
        ("raw",): 7,
        ("list",): 9,
        ("budget",): 15,
        ("budget", "max_lines"): 16,
        ("budget", "inline"): 17,
        ("budget", "inline", "a"): 17,
        ("budget", "inline", "b"): 17,
        ("budget", "inline", "b", "c"): 17,
        ("budget", "x"): 18,
        ("budget", "x", "y.z"): 18,
        ("table",): 19,
        ("table", "n"): 20,
        ("budget", "deeper"): 23,
        ("budget", "deeper", "k"): 24,
    }


def test_line_ends_of_windows() -> None:
    assert key_lines("a = 1\r\n\r\n[b]\r\nc = 2\r\n")["b", "c"] == 4


def test_below_a_table_only() -> None:
    text = "[project]\nname = 'x'\n[tool.gitfix]\nremote = 'a'\n[tool.other]\nremote = 'b'\n"
    lines = key_lines(text, ("tool", "gitfix"))
    assert lines["tool", "gitfix", "remote"] == 4
    assert ("project", "name") not in lines
    assert ("tool", "other", "remote") not in lines


@pytest.mark.parametrize(
    "text",
    [
        "tool.gitfix.remote = 'a'",
        "[tool]\ngitfix.remote = 'a'",
        "tool = { gitfix = { remote = 'a' } }",
    ],
)
def test_a_table_that_is_spelled_without_its_own_header(text: str) -> None:
    assert ("tool", "gitfix", "remote") in key_lines(text, ("tool", "gitfix"))


VALUES = st.sampled_from(
    ["1", "'='", '"[x]"', '"#"', '"""\n[a]\nb = 1\n"""', "'''x'''''", '"\\""', "[\n1, # ]\n2]", "{}", "true"]
)  # fmt: skip
NAMES = st.from_regex(r"[a-z]{1,4}", fullmatch=True)


@given(st.lists(st.tuples(NAMES, VALUES, st.sampled_from(["", "\n", "# [c]\n"])), max_size=12))
def test_the_line_is_where_the_key_stands(rows: list[tuple[str, str, str]]) -> None:
    text, expected = "", {}
    for number, (name, value, before) in enumerate(rows):
        text += before
        expected[f"{name}{number}",] = text.count("\n") + 1
        text += f"{name}{number} = {value}\n"
    tomllib.loads(text)
    assert key_lines(text) == expected
