"""Secrets in git's configuration, and the variables that a team's file names: found, and nothing else taken for one."""

from __future__ import annotations

import pytest

from gitfix.core.config_secrets import config_secrets, named_variables


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("gitfix-channels.oncall.url", "https://hooks.example.com/T1/B2", {"https://hooks.example.com/T1/B2"}),
        ("remote.origin.url", "https://ada:hunter%212@example.com/x.git", {"hunter%212", "hunter!2"}),
        ("remote.origin.url", f"https://{'t' * 20}@example.com/x.git", {"t" * 20}),
        ("remote.origin.url", f"https://{'t' * 20}:x-oauth-basic@example.com/x", {"x-oauth-basic"} | {"t" * 20}),
        ("remote.origin.pushurl", "https://dev@example.com/x.git", set()),
        ("remote.origin.url", "ssh://git:22@example.com/x.git", set()),
        ("remote.origin.url", "git@example.com:x.git", set()),
        ("url.https://ada:hunter2@example.com/.insteadof", "work:", {"hunter2"}),
        ("http.https://example.com/.extraheader", "Authorization: Basic YWRhOng=", {"YWRhOng="}),
        ("http.extraheader", "", {""}),
        ("github.token", "abcdef", {"abcdef"}),
        ("sendemail.smtppass", "abcdef", {"abcdef"}),
        ("user.signingkey", "ABCD1234", set()),
        ("http.sslkey", "/home/ada/key.pem", set()),
        ("credential.usehttppath", "true", set()),
        ("http.proxy", "http://ada:hunter2@proxy:3128", {"hunter2"}),
    ],
)  # fmt: skip
def test_what_is_secret_in_gits_configuration(key: str, value: str, found: set[str]) -> None:
    assert set(config_secrets([(key, value)])) == found


def test_the_variables_of_a_teams_file_even_of_one_that_is_broken() -> None:
    text = """
    [[channels]]
    url_env = "HOOK_URL"
    [[metrics]]
    token_env='METRICS_TOKEN'
    [[steps.smoke.checks]]
    { url = "x", token_env = "SMOKE" }  this is no TOML
    url_env = "not a name"
    """
    assert named_variables(text) == {"HOOK_URL", "METRICS_TOKEN", "SMOKE"}
