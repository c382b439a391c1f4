"""What the environment calls a secret is in no output, however it is spelled and wherever the output is cut."""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.plain_output import LONGEST, PlainOutput, strip_escapes
from gitfix.core.redact import HIDDEN
from gitfix.core.secrets import hide, hide_tail, is_secret_name, secret_values

BEGIN, END = "-----BEGIN RSA " + "PRIVATE KEY-----", "-----END RSA " + "PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    [
        *("DEPLOY_TOKEN", "token", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD"),
        *("STRIPE_KEY", "apiKey", "GITHUB_PAT", "NPM_AUTH", "SENTRY_DSN", "npm_config__authToken"),
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    ["PATH", "SSH_AUTH_SOCK", "SSH_KEY_PATH", "KEYBOARD", "MONKEY", "PWD", "BYPASS", "TOKEN_FILE", "_", ""],
)  # fmt: skip
def test_names_that_only_look_like_it(name: str) -> None:
    assert not is_secret_name(name)


def test_values_that_would_blank_out_every_log_are_left() -> None:
    assert secret_values({"USE_TOKEN": "true", "KEY": "1", "SECRET": "", "HOME": "/home/ada"}) == ()


def test_a_variable_that_the_team_names_is_one_whatever_it_is_called() -> None:
    environment = {
        "HOOK_URL": "https://hooks.example.com/T1/B2/abcdefgh",
        "PAGE_URL": "https://x/y",
    }
    assert secret_values(environment) == ()
    text = (
        "posted to https://hooks.example.com/T1/B2/abcdefgh, that is /T1/B2/abcdefgh of https://x/y"
    )
    hidden = hide(text, secret_values(environment, {"HOOK_URL"}))
    assert "abcdefgh" not in hidden and "https://x/y" in hidden


def test_a_password_inside_an_address_counts_alone_too() -> None:
    found = secret_values({"DATABASE_URL": "postgres://shop:hunter%212@db.example.com/shop"})
    assert hide("auth failed for hunter!2", found) == f"auth failed for {HIDDEN}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"db_password": "hun\\"ter", "n": 1}', f'{{"db_password": {HIDDEN}, "n": 1}}'),
        ("  api_key: abc def\n  n: 1", f"  api_key: {HIDDEN}\n  n: 1"),
        ("exported DEPLOY_TOKEN=abc", f"exported DEPLOY_TOKEN={HIDDEN}"),
        ("got bearer abc.def-123456", f"got bearer {HIDDEN}"),
        ("https://ada:pw@example.com/x", f"https://{HIDDEN}@example.com/x"),
        (f"a\n{BEGIN}\nMIIE\n{END}\nb", f"a\n{BEGIN}{HIDDEN}\nb"),
        ("error: unexpected token: foo", "error: unexpected token: foo"),
        ("basic assumptions hold", "basic assumptions hold"),
        ("FAILED tests/test_token.py::test_token - 3 passed", "FAILED tests/test_token.py::test_token - 3 passed"),
    ],
)  # fmt: skip
def test_secrets_by_their_shape(text: str, shown: str) -> None:
    assert hide(text, ()) == shown


SECRET = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, blacklist_categories=("Cs", "Cc")),
    min_size=8,
    max_size=40,
).filter(lambda value: value.strip() == value and value.lower() not in ("true", "false"))
NOISE = st.text(st.sampled_from("ab \n\r\t.:=-'\"{}é"), max_size=60)
SPELLINGS = (
    str,
    lambda value: quote(value, safe=""),
    lambda value: json.dumps(value)[1:-1],
    lambda value: base64.b64encode(value.encode()).decode(),
)


@given(SECRET, st.sampled_from(SPELLINGS), NOISE, NOISE, st.data())
def test_a_secret_is_never_seen_wherever_the_output_is_cut(
    secret: str, spelled: object, before: str, after: str, data: st.DataObject
) -> None:
    assert callable(spelled)
    planted = spelled(secret)
    out = PlainOutput(secret_values({"DEPLOY_TOKEN": secret}))
    whole = f"{before}{planted}{after}".encode()
    shown = b""
    while whole:
        size = data.draw(st.integers(1, len(whole)))
        shown += out.feed(whole[:size])
        whole = whole[size:]
    shown += out.end()
    assert planted.rstrip("=").encode() not in shown


@pytest.mark.parametrize("at", [LONGEST - 10, LONGEST, LONGEST + 4090, 2 * LONGEST])
@pytest.mark.parametrize("gap", ["", " "])
def test_nor_in_a_line_that_never_ends(at: int, gap: str) -> None:
    secret = "correct-horse-battery-staple"
    out = PlainOutput(secret_values({"PASSWORD": secret}))
    text = ("x" * at + gap + secret + "y" * LONGEST * 2).encode()
    shown = b"".join(out.feed(text[n : n + 1000]) for n in range(0, len(text), 1000))
    assert shown, "a line without end is shown in pieces"
    shown += out.end()
    assert secret.encode() not in shown
    assert shown == text.replace(secret.encode(), HIDDEN.encode())


def test_a_private_key_is_hidden_line_by_line() -> None:
    out = PlainOutput(())
    lines = ["a", BEGIN, "MIIEpAIBAAKCAQEA", "c2VjcmV0", END, "b"]
    shown = b"".join(out.feed(f"{line}\n".encode()) for line in lines) + out.end()
    assert b"MIIE" not in shown and b"c2Vj" not in shown
    assert shown.startswith(b"a\n") and shown.endswith(b"\nb\n")


def test_a_tail_that_begins_inside_a_secret_does_not_show_the_rest_of_it() -> None:
    assert hide_tail("rse-battery\nok\n", ("correct-horse-battery",)) == "ok\n"
    assert hide_tail(f"IIE\nc2Vj\n{END}\nok", ()) == f"{HIDDEN}\nok"
    assert hide_tail("no line end at all", ()) == ""


def test_lines_come_at_once_and_bytes_that_are_no_text_survive() -> None:
    out = PlainOutput(())
    assert out.feed(b"\xff\x00 one\ntw") == b"\xff\x00 one\n"
    assert out.feed(b"o\r") == b"two\r"
    assert out.end() == b""


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        (b"\x1b[31;1mred\x1b[0m", b"red"),
        (b"\x1b]0;title\x07x", b"x"),
        (b"\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\", b"link"),
        (b"\x1b[?1049h\x1b[2Jfull\x1b[?25l", b"full"),
        (b"\x1b(Bx\x1b7y", b"xy"),
        (b"plain \x07", b"plain \x07"),
    ],
)
def test_terminal_sequences_are_taken_out(raw: bytes, plain: bytes) -> None:
    assert strip_escapes(raw) == plain


def test_a_secret_that_is_coloured_in_the_middle_is_found() -> None:
    out = PlainOutput(secret_values({"API_KEY": "correct-horse"}))
    assert out.feed(b"correct-\x1b[31mhorse\n") == HIDDEN.encode() + b"\n"


@pytest.mark.parametrize(
    "piece",
    [b"x" * 79 + b"\n", b"token" * 100 + b"\n", b"eyJ-" * 500 + b"\n", b"a:b=c; " * 20 + b"\n", b"'\"" * 40],
    ids=["plain", "names", "tokens", "words", "quotes"],
)  # fmt: skip
def test_the_cost_grows_with_the_output_and_not_with_its_square(piece: bytes) -> None:
    def cost(size: int) -> float:
        data = piece * (size // len(piece))
        out = PlainOutput(("correct-horse",))
        begun = time.process_time()
        for at in range(0, len(data), 1 << 16):
            out.feed(data[at : at + (1 << 16)])
        out.end()
        return time.process_time() - begun

    few = min(cost(1 << 15) for _ in range(3))
    assert cost(1 << 18) < 32 * few + 0.05, "eight times as much would be 64 times as long"
