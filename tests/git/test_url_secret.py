"""Addresses that hold a password: what is shown of them, and what git is told instead."""

from __future__ import annotations

import pytest

from gitfix.git.url_secret import HELPER, hidden_user


@pytest.mark.parametrize(
    ("url", "bare", "user", "password"),
    [
        ("https://ada:s3cret@example.com/shop.git", "https://example.com/shop.git", "ada", "s3cret"),
        ("http://ada:a%3Ab%40c@example.com:8080/x?y#z", "http://example.com:8080/x?y#z", "ada", "a:b@c"),
        ("https://token:@example.com/x", "https://example.com/x", "token", ""),
        ("https://:word@example.com/", "https://example.com/", "", "word"),
    ],
)  # fmt: skip
def test_two_parts(url: str, bare: str, user: str, password: str) -> None:
    found = hidden_user(url)
    assert found is not None
    assert (found.bare, found.user, found.password) == (bare, user, password)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/shop.git",
        "https://ada@example.com/shop.git",
        "https://example.com/a:b@c",
        "ssh://ada:s3cret@example.com/x",
        "git@example.com:shop.git",
        "/srv/git/ada:b@c.git",
        "https://ada:two%0Alines@example.com/x",  # the protocol of helpers has one line for each
    ],
)
def test_nothing_to_hide_or_no_way_to(url: str) -> None:
    assert hidden_user(url) is None


def test_what_the_environment_holds_already_stays() -> None:
    found = hidden_user("https://ada:s3cret@example.com/x")
    assert found is not None
    before = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_KEY_1": "c.d"}
    env = found.environment(before, "origin-url")
    assert env["GIT_CONFIG_COUNT"] == "7" and not env.keys() & {
        "GIT_CONFIG_KEY_0",
        "GIT_CONFIG_KEY_1",
    }
    assert env["GIT_CONFIG_KEY_2"] == "url.https://example.com/x.insteadOf"
    assert env["GIT_CONFIG_VALUE_2"] == "origin-url"
    assert "s3cret" not in HELPER and list(env.values()).count("s3cret") == 1
