"""Each layer's raw form: what is accepted, and what an error names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.config import Layer, shown
from gitfix.core.config_keys import KEYS, Key, all_keys
from gitfix.core.config_parse import parse_environment, parse_git, parse_toml, parse_value
from gitfix.core.outcome import Refusal

RULES = ("budget-lines", "lockfile")


def toml(text: str, table: tuple[str, ...] = ()) -> Layer:
    return parse_toml(text, "main:.gitfix.toml", table, RULES)


def test_a_whole_file() -> None:
    layer = toml(
        '\ufeffremote = "upstream"\n'
        'backport.targets = ["main", "release/*"]\n'
        "[budget]\nmax_lines = 60\n"
        "[network]\ntimeout = '2m'\ntouch_timeout = 7.5\n"
        "[rules]\nlockfile = 'error'\n"
    )
    assert layer.values == {
        "remote": "upstream",
        "backport.targets": ("main", "release/*"),
        "budget.max_lines": 60,
        "network.timeout": 120.0,
        "network.touch_timeout": 7.5,
        "rules.lockfile": "error",
    }
    assert layer.where("rules.lockfile") == "main:.gitfix.toml line 9"


def test_the_table_of_another_file() -> None:
    text = "[project]\nname = 'x'\n\n[tool.gitfix.budget]\nmax_lines = 7\n"
    layer = toml(text, ("tool", "gitfix"))
    assert layer.values == {"budget.max_lines": 7}
    assert layer.where("budget.max_lines") == "main:.gitfix.toml line 5"
    assert toml("[tool.ruff]\nx = 1\n", ("tool", "gitfix")).values == {}


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("\n\n[budget]\nmaxlines = 1", "line 4: there is no key budget.maxlines", "budget.max_lines"),
        ("[budgte]\nmax_lines = 1", "line 2: there is no key budgte.max_lines", "budget.max_lines"),
        ("[nothing]", "line 1: there is no key nothing", "lists every key"),
        ('"budget.max_lines" = 1', 'line 1: there is no key "budget.max_lines"', "budget.max_lines"),
        ("rules.lockfiles = 'off'", "line 1: there is no key rules.lockfiles", "rules.lockfile?"),
        ("[budget]\nmax_lines = '9'", "line 2: budget.max_lines cannot be '9'", "whole number"),
        ("budget.max_lines = true", "budget.max_lines cannot be True", "whole number"),
        ("budget.max_lines = -1", "budget.max_lines cannot be -1", "0 or more"),
        ("budget.max_lines = 1.0", "budget.max_lines cannot be 1.0", "whole number"),
        ("budget = 5", "there is no key budget", "such as budget.warn_lines"),
        ("[[budget]]\nmax_lines = 1", "line 1: there is no key budget", "such as budget.warn_lines"),
        ("network.timeout = 0", "network.timeout cannot be 0", "time span"),
        ("network.timeout = '0s'", "network.timeout cannot be '0s'", "time span"),
        ("network.timeout = inf", "network.timeout cannot be inf", "time span"),
        ("network.timeout = nan", "network.timeout cannot be nan", "time span"),
        ("network.timeout = '99h'", "network.timeout cannot be '99h'", "up to a day"),
        ("severity.default = 'P3'", "severity.default cannot be 'P3'", "P0, P1, P2"),
        ("severity.default = []", "severity.default cannot be []", "P0, P1, P2"),
        ("backport.targets = [1]", "backport.targets cannot be [1]", "list of texts"),
        ("remote = 5", "remote cannot be 5", "a text"),
    ],
)  # fmt: skip
def test_an_error_names_the_line_and_what_fits(text: str, message: str, hint: str) -> None:
    with pytest.raises(Refusal) as refused:
        toml(text)
    assert message in refused.value.message
    assert refused.value.message.startswith("main:.gitfix.toml line ")
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    "text", ["a = \n", "a = 1\na = 2", "x = " + "[" * 9999, "x = " + "9" * 5000]
)
def test_a_broken_file_is_a_refusal(text: str) -> None:
    with pytest.raises(Refusal, match="is not valid TOML") as refused:
        toml(text)
    assert refused.value.found[0]
    assert refused.value.hint


def test_the_line_of_a_broken_file() -> None:
    with pytest.raises(Refusal) as refused:
        toml("remote = 'a'\n[budget\n")
    assert "line 2" in refused.value.found[0]


@pytest.mark.parametrize(
    "text", ["tool = 5", "[tool]\ngitfix = 'x'", "[[tool.gitfix]]\nremote = 'x'"]
)
def test_a_table_that_is_none(text: str) -> None:
    with pytest.raises(Refusal, match="is not a table"):
        toml(text, ("tool", "gitfix"))


def git(*rows: tuple[str, str]) -> Layer:
    return parse_git([(key, value, ".git/config") for key, value in rows], "clone", RULES)


def test_git_configuration() -> None:
    layer = git(
        ("gitfix.budget.max-lines", "90"),
        ("gitfix.Budget.MAX-LINES", "1k"),
        ("gitfix.worktree.copy", ".env"),
        ("gitfix.worktree.copy", "*.local, secrets/*"),
        ("gitfix.rules.lockfile", "error"),
        ("gitfix.trust", "0123"),
    )
    assert layer == Layer(
        "clone",
        "git config",
        {
            "budget.max_lines": 1024,
            "worktree.copy": (".env", "*.local", "secrets/*"),
            "rules.lockfile": "error",
        },
        dict.fromkeys(("budget.max_lines", "worktree.copy", "rules.lockfile"), ".git/config"),
    )


def test_an_empty_text_forgets_the_list_before_it() -> None:
    rows = [("gitfix.backport.targets", value) for value in ("main", "", "dev")]
    assert git(*rows).values == {"backport.targets": ("dev",)}
    assert git(*rows[:2]).values == {"backport.targets": ()}


def test_an_unknown_key_of_git_names_the_nearest() -> None:
    with pytest.raises(Refusal) as refused:
        git(("gitfix.budget.maxlines", "90"))
    assert refused.value.message == ".git/config: there is no key budget.maxlines"
    assert refused.value.hint == "did you mean budget.max_lines?"


@pytest.mark.parametrize("value", ["", "x", "9" * 5000, "1.5", "-1", "1kk"])
def test_what_is_no_number_of_git(value: str) -> None:
    with pytest.raises(Refusal, match=r"^\.git/config: budget\.max_lines cannot be"):
        git(("gitfix.budget.max-lines", value))


def test_environment() -> None:
    layer = parse_environment(
        {
            "GITFIX_CONFIG_BUDGET_MAX_LINES": "12",
            "GITFIX_CONFIG_RULES_BUDGET_LINES": "error",
            "GITFIX_CONFIG_BACKPORT_TARGETS": "main, dev",
            "GITFIX_TRUST": "1",
            "GITFIX_CLOCK": "1",
            "HOME": "/",
        },
        RULES,
    )
    assert layer.values == {
        "budget.max_lines": 12,
        "rules.budget-lines": "error",
        "backport.targets": ("main", "dev"),
    }
    assert layer.where("budget.max_lines") == "GITFIX_CONFIG_BUDGET_MAX_LINES"


def test_an_unknown_variable_names_the_nearest_key() -> None:
    with pytest.raises(Refusal) as refused:
        parse_environment({"GITFIX_CONFIG_BUDGET_MAXLINES": "1"}, RULES)
    assert "GITFIX_CONFIG_BUDGET_MAXLINES" in refused.value.message
    assert refused.value.hint == "did you mean budget.max_lines?"


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("ON", True), ("1", True), ("true", True), ("no", False), ("", False), ("0", False)],
)  # fmt: skip
def test_booleans_as_git_spells_them(text: str, value: bool) -> None:
    assert parse_value(Key("x.y", "flag", False, "free", ""), text) is value


def test_what_is_no_boolean() -> None:
    with pytest.raises(Refusal, match=r"^x\.y cannot be 'maybe'"):
        parse_value(Key("x.y", "flag", False, "free", ""), "maybe")


def test_a_long_value_is_shown_shortened() -> None:
    with pytest.raises(Refusal) as refused:
        parse_value(all_keys(())["budget.max_lines"], "x" * 5000)
    assert len(refused.value.message) < 120


VALUES: dict[str, st.SearchStrategy[object]] = {
    "text": st.text(alphabet="ab/ .{}-", max_size=9).map(str.strip),
    "integer": st.integers(0, 10**9),
    "seconds": st.integers(1, 86_400).map(float),
    "strings": st.lists(st.text(alphabet="ab/*.!", min_size=1, max_size=5), max_size=3).map(tuple),
}


@given(st.data())
def test_what_is_shown_can_be_typed(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(KEYS))
    choices = st.sampled_from(key.choices) if key.choices else st.nothing()
    value = data.draw(VALUES.get(key.kind, choices))
    assert parse_value(key, shown(value)) == value


def test_every_default_has_the_type_of_its_key() -> None:
    for key in KEYS:
        if key.kind == "budgets":
            continue  # tables: no text is one
        assert parse_value(key, shown(key.default)) == key.default
