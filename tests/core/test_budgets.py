"""Budgets for a severity and for some paths: how they are read, how others may tighten them, what counts where."""

from __future__ import annotations

import pytest

from gitfix.core.config import Config, Layer, combine
from gitfix.core.config_budgets import PathBudget
from gitfix.core.config_parse import parse_environment, parse_git, parse_toml
from gitfix.core.outcome import Refusal
from gitfix.core.rules.ids import RULE_IDS
from gitfix.operations.check_policy import policy_of
from tests.changes import checked, found, lines

P0 = "[budget]\nmax_lines = 60\n[budget.P0]\nmax_lines = 200\n"
PATHS = """\
[budget]
max_lines = 60

[[budget.paths]]
paths = ["billing/**", "/pay.py"]
max_lines = 10

[[budget.paths]]
paths = "vendor/**"
max_lines = 1000
max_files = 50
"""


def config(
    team: str = "", git: dict[str, str] | None = None, env: dict[str, str] | None = None
) -> Config:
    rows = [(key, value, "the clone") for key, value in (git or {}).items()]
    return combine(
        [
            parse_toml(team, ".gitfix.toml", (), RULE_IDS),
            parse_git(rows, "clone", RULE_IDS),
            parse_environment(env or {}, RULE_IDS),
        ]
    )


def test_a_severity_has_its_own_numbers_and_else_the_general_ones() -> None:
    policy = policy_of(config(P0), "P0")
    assert (policy.lines_max, policy.lines_warn, policy.files_max) == (200, 20, 5)
    assert policy_of(config(P0), "P1").lines_max == 60
    assert policy_of(config(P0)).lines_max == 60
    assert policy_of(combine([]), "P2").lines_max == 100


def test_others_may_tighten_a_severitys_budget_and_not_loosen_it() -> None:
    name = "gitfix.budget.P0.max-lines"
    assert policy_of(config(P0, {name: "150"}), "P0").lines_max == 150
    loose = config(P0, {name: "300"})
    assert policy_of(loose, "P0").lines_max == 200
    assert "gitfix waive budget-lines" in loose.notices[0]
    # Where the team says nothing of the severity, its general number is the policy.
    none = config("[budget]\nmax_lines = 60\n", {name: "80"})
    assert policy_of(none, "P0").lines_max == 60 and "looser than the team's 60" in none.notices[0]
    env = {"GITFIX_CONFIG_BUDGET_P0_MAX_LINES": "40"}
    assert policy_of(config("[budget]\nmax_lines = 60\n", env=env), "P0").lines_max == 40
    mine = config("", {"gitfix.budget.max-lines": "50"})
    assert policy_of(mine, "P0").lines_max == 50


def test_paths_are_read_in_order() -> None:
    assert config(PATHS).budgets() == (
        PathBudget(("billing/**", "/pay.py"), max_lines=10),
        PathBudget(("vendor/**",), max_lines=1000, max_files=50),
    )
    inline = config('[budget]\npaths = [{ paths = "a/**", max_files = 1 }]\n')
    assert inline.budgets() == (PathBudget(("a/**",), max_files=1),)


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        (PATHS.replace("max_files", "max_file"), ".gitfix.toml line 11: there is no key max_file", "max_files"),
        (PATHS.replace("max_lines = 10\n", 'max_lines = "x"\n'), ".gitfix.toml line 6: max_lines", "whole number"),
        (PATHS.replace("max_lines = 10\n", "max_lines = true\n"), "line 6: max_lines", "whole number"),
        (PATHS.replace('paths = "vendor/**"\n', ""), ".gitfix.toml line 8: a budget", "paths = ["),
        (PATHS.replace("max_lines = 10\n", ""), ".gitfix.toml line 4: a budget", "max_lines"),
        ("[budget]\npaths = 3\n", ".gitfix.toml line 2: budget.paths is no table", "[[budget.paths]]"),
        ("[budget.P0]\nmax_line = 3\n", "line 2: there is no key budget.P0.max_line", "budget.P0.max_lines"),
        ("[budget.P7]\nmax_lines = 3\n", ".gitfix.toml line 2: there is no key budget.P7.max_lines", "budget."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(text: str, said: str, hint: str) -> None:
    with pytest.raises(Refusal) as refusal:
        config(text)
    assert said in refusal.value.message and hint in refusal.value.hint


def test_only_the_teams_file_has_tables() -> None:
    with pytest.raises(Refusal) as refusal:
        config("", {"gitfix.budget.paths": "a/**"})
    assert "[[budget.paths]]" in refusal.value.hint


def test_files_count_against_the_budget_of_their_path_alone() -> None:
    budgets = (
        PathBudget(("billing/**",), max_lines=10),
        PathBudget(("vendor/**",), max_lines=1000),
    )
    result = checked(
        lines("billing/a.py", 11),
        lines("vendor/b.py", 500),
        lines("c.py", 15),
        path_budgets=budgets,
    )
    strict, loose = found(result, "budget-lines")
    assert (strict.severity, strict.path) == ("error", "billing/a.py")
    assert strict.message == "11 changed lines of code in billing/**; 10 is the limit"
    assert "--path billing/a.py" in strict.hint
    assert (loose.severity, loose.message) == (
        "warning",
        "500 changed lines of code in vendor/**; 20 is the target, 1,000 the limit",
    )
    first = checked(
        lines("billing/a.py", 30), path_budgets=(PathBudget(("**",), warn_lines=50), *budgets)
    )
    assert not found(first, "budget-lines")


def test_files_of_a_path() -> None:
    one = PathBudget(("billing/**",), max_files=0)
    result = checked(lines("billing/a.py", 1), lines("c.py", 1), path_budgets=(one,))
    (violation,) = found(result, "budget-files")
    assert violation.message == "1 changed file of code in billing/**; 0 is the limit"


def test_a_layer_by_hand() -> None:
    assert (
        combine([Layer("team", "", {"budget.P1.max_files": 9})]).integer("budget.P1.max_files") == 9
    )
