"""Planted secrets never survive redaction; what is no secret stays readable."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.redact import HIDDEN, redact_argv, redact_shell, redact_url

TOKENS = {
    "github": "ghp_" + "a1B2" * 9,
    "github fine-grained": "github_pat_" + "11ABCDEFG0" * 4,
    "gitlab": "glpat-" + "Ab3_x" * 4,
    "slack": "xoxb-" + "1234567890-abcdef",
    "aws": "AKIA" + "ABCDEFGH12345678",
    "npm": "npm_" + "abcDEF123" * 4,
    "stripe": "sk_live_" + "abcd1234" * 3,
    "google": "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijklmnop",
    "vault": "hvs." + "CAESIabcdefghijklmnop",
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=list(TOKENS))
@pytest.mark.parametrize("around", ["{}", "fatal: cannot read {} here", "x={}", "({})", '"{}"'])
def test_a_token_of_a_known_shape_is_hidden_wherever_it_stands(token: str, around: str) -> None:
    text = redact_url(around.format(token))
    assert token not in text
    assert HIDDEN in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ada:hunter2@example.com/x.git", "https://***@example.com/x.git"),
        ("https://ada:hun@ter2@example.com/x.git", "https://***@example.com/x.git"),
        ("ssh://git@example.com/x.git", "ssh://git@example.com/x.git"),
        ("git@example.com:x.git", "git@example.com:x.git"),
        ("https://dev@example.com/x.git", "https://dev@example.com/x.git"),
        (f"https://{'a' * 40}@example.com/x", "https://***@example.com/x"),
        ("https://h/p?user=me@home&token=abc&n=1", "https://h/p?user=me@home&token=***&n=1"),
        ("https://hooks.slack.com/services/T0/B0/XYZ", "https://hooks.slack.com/services/***"),
        ("https://discord.com/api/webhooks/1/abc", "https://discord.com/api/webhooks/***"),
        ("https://chat.example.com/hooks/abc123", "https://chat.example.com/hooks/***"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("authorization:abc", "authorization:***"),
        ("PRIVATE-TOKEN: abc", "PRIVATE-TOKEN: ***"),
        ("error: unexpected token: foo", "error: unexpected token: foo"),
    ],
)
def test_passwords_in_addresses_and_headers(text: str, shown: str) -> None:
    assert redact_url(text) == shown


def test_a_private_key_is_hidden_even_when_its_end_is_cut_off() -> None:
    begin = "-----BEGIN OPENSSH " + "PRIVATE KEY-----"
    assert redact_url(f"{begin}\nb3BlbnNz\naC1rZXk=") == f"{begin}{HIDDEN}"


@pytest.mark.parametrize(
    ("argv", "shown"),
    [
        (["x", "--token", "abc", "-v"], ["x", "--token", "***", "-v"]),
        (["x", "--github-token", "abc"], ["x", "--github-token", "***"]),
        (["x", "--password", "-dash", "y"], ["x", "--password", "***", "y"]),
        (["x", "--password=abc def"], ["x", "--password=***"]),
        (["env", "DB_PASSWORD=a b", "make"], ["env", "DB_PASSWORD=***", "make"]),
        (["curl", "-u", "ada:pw", "https://h"], ["curl", "-u", "ada:***", "https://h"]),
        (["docker", "run", "-u", "1000:1000"], ["docker", "run", "-u", "1000:1000"]),
        (["curl", "-H", "Authorization: Bearer abc"], ["curl", "-H", "Authorization: Bearer ***"]),
        (["git", "-c", "x.y=Authorization: Basic YWJj"], ["git", "-c", "x.y=Authorization: Basic ***"]),
        (["sh", "-c", "TOKEN=abc make test"], ["sh", "-c", "TOKEN=*** make test"]),
        (["bash", "-ec", "x --token 'a b' y"], ["bash", "-ec", "x --token *** y"]),
        (["API_KEY=abc pytest -q"], ["API_KEY=*** pytest -q"]),
        (["pytest", "-q", "tests/test_token.py"], ["pytest", "-q", "tests/test_token.py"]),
    ],
)  # fmt: skip
def test_command_lines(argv: list[str], shown: list[str]) -> None:
    assert redact_argv(argv) == shown


SHELL = [
    "export TOKEN={}; make",
    "A=1 DB_PASSWORD={} make test && echo done",
    'curl --user ada:{} "https://h/"',
    "curl -uada:{} https://h/",
    'x --api-key="{}" --n 1',
    "x --secret '{}' | tee log",
    'curl -H "X-Api-Key: {}" https://h',
    "curl https://ada:{}@h/x",
    'TOKEN="{}',
]


@pytest.mark.parametrize("line", SHELL)
@given(secret=st.from_regex(r"[A-Za-z0-9_.+=-]{6,30}", fullmatch=True))
def test_planted_secrets_never_survive_in_a_shell_line(line: str, secret: str) -> None:
    planted = f"Zq{secret}qZ"
    command = line.format(planted)
    for shown in (redact_shell(command), redact_argv(["sh", "-c", command])[2]):
        assert planted not in shown
        assert HIDDEN in shown


@given(st.lists(st.text(max_size=40), max_size=6))
def test_no_word_is_lost(argv: list[str]) -> None:
    once = redact_argv(argv)
    assert len(once) == len(argv)


@given(st.text(alphabet="abc-.=:/@ tokenpasword'\"\\", max_size=60))
def test_redacting_an_address_twice_changes_nothing_more(text: str) -> None:
    once = redact_url(text)
    assert redact_url(once) == once


def test_long_lines_take_no_long_time() -> None:
    begin = time.process_time()
    for piece in ("a", "a-", "token", "a:", "--token ", "https://"):
        redact_shell(piece * (40_000 // len(piece)))
    assert time.process_time() - begin < 30
