"""`gitfix config`: what is in force and why; a clone may tighten the team's policy, not loosen it."""

from __future__ import annotations

import pytest

from gitfix.core.config_keys import KEYS
from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.operations.undo import undo
from tests.operations.views_kit import Cli
from tests.shop import Shop


def one(gitfix: Cli, *args: str) -> dict[str, object]:
    values = gitfix("config", *args, json=True).result["values"]
    assert len(values) == 1
    return dict(values[0])


def test_every_key_is_listed_with_its_layer(gitfix: Cli) -> None:
    found = gitfix("config", json=True).result
    assert {row["key"] for row in found["values"]} == {key.name for key in KEYS}
    assert all(set(row) == {"key", "value", "layer", "origin"} for row in found["values"])
    assert {row["layer"] for row in found["values"]} == {"built-in"}
    assert found["policy"]["ref"] == "refs/heads/main" and found["policy"]["file"] == ""


def test_the_team_s_file_is_read_from_the_default_branch(shop: Shop, gitfix: Cli) -> None:
    shop.commit(".gitfix.toml", "[budget]\nmax_lines = 60\n", "Agree on a limit")
    shop.git("switch", "-qc", "elsewhere", "v2.4.1")
    assert one(gitfix, "budget.max_lines") == {
        "key": "budget.max_lines",
        "value": 60,
        "layer": "team",
        "origin": "main:.gitfix.toml line 2",
    }
    found = gitfix("config", json=True).result["policy"]
    assert found == {
        "ref": "refs/heads/main",
        "commit": shop.git("rev-parse", "main"),
        "file": ".gitfix.toml",
    }


def test_a_value_is_set_undone_and_unset(shop: Shop, gitfix: Cli) -> None:
    assert gitfix("config", "budget.max_lines", "50").exit is Exit.OK
    assert shop.git("config", "--local", "gitfix.budget.max-lines") == "50"
    assert one(gitfix, "budget.max_lines")["layer"] == "clone"
    gitfix("config", "budget.max_lines", "40")
    undo(Settings(shop.path))
    assert one(gitfix, "budget.max_lines")["value"] == 50
    assert one(gitfix, "--unset", "budget.max_lines")["value"] == 100
    assert "nothing to do" in gitfix("config", "--unset", "budget.max_lines").out


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("backport.targets", "main, release/2.5", ["main", "release/2.5"]),
        ("backport.targets", "main", ["main"]),
        ("backport.targets", "", []),
        ("network.timeout", "2m", 120.0),
        ("production.command", "curl -s https://x/version, please", None),
        ("severity.default", "P0", "P0"),
        ("rules.missing-test", "error", "error"),
    ],
)
def test_what_was_set_is_read_back(gitfix: Cli, key: str, typed: str, value: object) -> None:
    expected = typed if value is None else value
    assert one(gitfix, key, typed)["value"] == expected
    assert one(gitfix, key)["value"] == expected


def test_a_list_of_several_lines_in_git_s_configuration_is_read_and_not_lost(
    shop: Shop, gitfix: Cli
) -> None:
    for name in ("main", "release/2.5"):
        shop.git("config", "--add", "gitfix.backport.targets", name)
    assert one(gitfix, "backport.targets")["value"] == ["main", "release/2.5"]
    ran = gitfix("config", "backport.targets", "main", json=True)
    assert ran.exit is Exit.REFUSED and "--unset-all" in ran.json["error"]["hint"]
    assert one(gitfix, "backport.targets")["value"] == ["main", "release/2.5"]


def test_the_policy_is_not_loosened(shop: Shop, gitfix: Cli) -> None:
    shop.commit(".gitfix.toml", "budget.max_lines = 60\n", "Agree on a limit")
    before = shop.git("config", "--local", "--list")
    ran = gitfix("config", "budget.max_lines", "80", json=True)
    assert ran.exit is Exit.REFUSED
    assert "would loosen the team's 60" in ran.json["error"]["message"]
    assert "gitfix waive budget-lines --reason" in ran.json["error"]["hint"]
    assert shop.git("config", "--local", "--list") == before
    gitfix("config", "budget.max_lines", "30")
    assert one(gitfix, "budget.max_lines", "50")["value"] == 50, "it may be eased up to the team's"


@pytest.mark.parametrize(
    ("key", "team", "mine", "rule"),
    [
        ("rules.lockfile", "error", "warning", "lockfile"),
        ("record.sign", "always", "never", ""),
    ],
)
def test_a_refusal_names_a_waiver_only_where_there_is_one(
    shop: Shop, gitfix: Cli, key: str, team: str, mine: str, rule: str
) -> None:
    shop.commit(".gitfix.toml", f'{key} = "{team}"\n', "Agree on it")
    ran = gitfix("config", key, mine, json=True)
    assert ran.exit is Exit.REFUSED
    hint = ran.json["error"]["hint"]
    assert (f"gitfix waive {rule} --reason" in hint) if rule else ("waive" not in hint)
    assert "for good: change .gitfix.toml on the default branch" in hint


def test_a_broken_value_can_be_replaced(shop: Shop, gitfix: Cli) -> None:
    shop.git("config", "gitfix.budget.max-lines", "many")
    assert gitfix("config").exit is Exit.REFUSED
    assert one(gitfix, "budget.max_lines", "40")["value"] == 40
    assert gitfix("config").exit is Exit.OK


def test_a_value_that_another_place_overrules_says_so(
    gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITFIX_CONFIG_SEVERITY_DEFAULT", "P2")
    ran = gitfix("config", "severity.default", "P0")
    assert ran.exit is Exit.OK
    assert "severity.default is P2 all the same, by GITFIX_CONFIG_SEVERITY_DEFAULT" in ran.err


def test_a_dry_run_changes_nothing(shop: Shop, gitfix: Cli) -> None:
    before = shop.git("config", "--local", "--list")
    ran = gitfix("config", "severity.default", "P0", "--dry-run")
    assert ran.exit is Exit.OK and "would be set" in ran.out
    assert shop.git("config", "--local", "--list") == before


@pytest.mark.parametrize(
    ("args", "exit", "hint"),
    [
        (["budget.maxlines"], Exit.USAGE, "budget.max_lines"),
        (["budget.maxlines", "3"], Exit.USAGE, "budget.max_lines"),
        (["no-such-thing-at-all"], Exit.USAGE, "gitfix config lists every key"),
        (["budget.max_lines", "many"], Exit.REFUSED, "a whole number"),
        (["severity.default", "P9"], Exit.REFUSED, "one of P0, P1, P2"),
        (["remote", "nowhere"], Exit.REFUSED, "git remote add nowhere URL"),
        (["--unset"], Exit.USAGE, "--help"),
        (["--unset", "remote", "origin"], Exit.USAGE, "--help"),
    ],
)
def test_bad_input(shop: Shop, gitfix: Cli, args: list[str], exit: Exit, hint: str) -> None:
    before = shop.git("config", "--local", "--list")
    ran = gitfix("config", *args, json=True)
    assert ran.exit is exit and hint in ran.json["error"]["hint"]
    assert shop.git("config", "--local", "--list") == before


def test_the_table_for_people(shop: Shop, gitfix: Cli) -> None:
    shop.commit(".gitfix.toml", "budget.max_lines = 60\n", "Agree on a limit")
    lines = gitfix("config").out.splitlines()
    row = next(line for line in lines if line.startswith("budget.max_lines "))
    assert row.split() == ["budget.max_lines", "60", "team:", "main:.gitfix.toml", "line", "1"]
    assert lines[-1].startswith("the team's policy: .gitfix.toml of main at ")
