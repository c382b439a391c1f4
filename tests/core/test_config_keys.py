"""The table of keys is sound: spellings are unique and accepted where they go."""

from __future__ import annotations

import re

from gitfix.core.config_keys import KEYS, all_keys, nearest, rule_key
from gitfix.core.rules.ids import RULE_IDS

ALL = all_keys(RULE_IDS)


def test_every_spelling_is_unique() -> None:
    for spellings in (
        [key.name for key in KEYS],
        [key.git.lower() for key in ALL.values()],
        [key.variable for key in ALL.values()],
    ):
        assert len(set(spellings)) == len(spellings)


def test_git_takes_every_spelling() -> None:
    for key in ALL.values():
        assert re.fullmatch(r"gitfix(\.[a-z]+)?(\.P[012])?\.[a-z][a-z0-9-]*", key.git)
        assert re.fullmatch(r"GITFIX_CONFIG_[A-Z0-2_]+", key.variable)
    assert ALL["budget.max_lines"].git == "gitfix.budget.max-lines"
    assert ALL["budget.max_lines"].variable == "GITFIX_CONFIG_BUDGET_MAX_LINES"
    assert ALL["remote"].git == "gitfix.remote"


def test_what_kinds_promise() -> None:
    for key in ALL.values():
        assert bool(key.choices) == (key.kind == "choice"), key.name
        assert key.help.endswith("."), key.name
        assert key.tighten != "union" or key.kind == "strings", key.name
        assert key.tighten != "min" or key.kind == "integer", key.name
        assert key.tighten != "max" or key.kind == "choice", key.name
        assert not key.command or key.tighten == "free", key.name


def test_what_is_left_out_of_the_budget_is_for_the_team_to_say() -> None:
    apart = ("tests", "docs", "changelog", "version", "generated", "lockfiles")
    assert {ALL[f"paths.{name}"].tighten for name in apart} == {"fixed"}


def test_the_nearest_key() -> None:
    names = list(ALL)
    assert nearest("Budget.maxLines", names) == "budget.max_lines"
    assert nearest("rules.budget_lines", names) == "rules.budget-lines"
    assert nearest("worktree.copies", names) == "worktree.copy"
    assert nearest("zzz", names) == ""


def test_a_rule_takes_severities_from_off_to_error() -> None:
    assert rule_key("rename").choices == ("off", "warning", "error")
