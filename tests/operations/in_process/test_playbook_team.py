"""The playbook is data: a team's step needs no code, its commands need trust, and going on without one is recorded."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli
from tests.shop import Shop

TEAM = """
[steps.dba-approval]
phase = "testing"
about = "the database team agrees"
evidence = "approval"
before = ["deploy"]

[steps.verification]
commands = ["make check"]

[[tests]]
paths = ["cart/**"]
command = "pytest cart"
"""


def team(shop: Shop, text: str) -> None:
    """The team's file, on the default branch."""
    shop.git("switch", "-q", "main")
    shop.commit(".gitfix.toml", text, "Agree on the playbook")


def test_a_step_of_the_team_needs_no_code(shop: Shop, gitfix: Cli) -> None:
    team(shop, TEAM)
    gitfix("branch", "Login fails", "--severity", "P0")
    found = gitfix("status", json=True).result
    step = next(step for step in found["steps"] if step["id"] == "dba-approval")
    assert (step["phase"], step["role"], step["state"]) == ("testing", "tester", "open")
    assert "dba-approval" in found["blocking"]
    assert "gitfix review approve --step dba-approval" in gitfix("guide", "testing").out
    assert "gitfix run regression\n" in gitfix("guide", "testing").out
    assert "gitfix run verification\n" in gitfix("guide", "development").out


def test_its_commands_are_shown_and_need_trust(shop: Shop, gitfix: Cli) -> None:
    team(shop, TEAM)
    found = gitfix("trust", json=True).result
    assert [(row["key"], row["command"]) for row in found["commands"]] == [
        ("steps.verification", "make check"),
        ("tests", "pytest cart"),
    ]
    assert found["trusted"] is False


def test_the_hotfix_branch_does_not_change_the_playbook(shop: Shop, gitfix: Cli) -> None:
    gitfix("branch", "Login fails", "--severity", "P0")
    shop.commit(".gitfix.toml", "[steps.review]\nrequired = false\n", "No review for me")
    assert "review" in gitfix("status", json=True).result["blocking"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\n[steps.review]\nrequired = ['P9']\n", 3, "steps.review.required: it cannot be"),
        ("[steps.review]\n\n[steps.x]\nphase = 'shipping'\n", 3, "steps.x.evidence: it is missing"),
        ("[[tests]]\ncritical = true\ncommand = 'a'\n[[tests]]\ncommand = 'b'\n", 4, "needs paths"),
        ("[steps.review]\nbefor = ['deploy']\n", 2, "there is no key befor"),
    ],
)
def test_what_is_wrong_is_named_by_file_line_and_key(
    shop: Shop, gitfix: Cli, text: str, line: int, words: str
) -> None:
    team(shop, text)
    ran = gitfix("guide")
    assert ran.exit is Exit.REFUSED
    assert f"main:.gitfix.toml line {line}: " in " ".join(ran.err.split())
    assert words in " ".join(ran.err.split())


def test_in_pyproject_too(shop: Shop, gitfix: Cli) -> None:
    shop.git("switch", "-q", "main")
    text = "[project]\nname = 'x'\n\n[tool.gitfix.steps.review]\nbound = 3\n"
    shop.commit("pyproject.toml", text, "Agree")
    assert "pyproject.toml line 5: steps.review.bound" in " ".join(gitfix("guide").err.split())


def test_a_step_is_put_off_with_a_deadline_and_comes_back(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    gitfix("branch", "Login fails", "--severity", "P0")
    ran = gitfix("waive", "review", "--reason", "nobody is awake", json=True)
    assert (ran.exit, ran.result["step"], ran.result["until"]) == (
        Exit.OK, "review", "2026-11-24T20:04:58Z"
    )  # fmt: skip
    found = gitfix("status", json=True).result
    step = next(step for step in found["steps"] if step["id"] == "review")
    assert (step["state"], step["by"], step["event"]) == ("deferred", "Ada", ran.result["event"])
    assert "review" not in found["blocking"]
    assert "review: put off until 2026-11-24T20:04:58Z: nobody is awake" in gitfix("status").out
    assert gitfix("status", "--all", json=True).result["incidents"][0]["overdue"] == []
    monkeypatch.setenv("GITFIX_CLOCK", str(1795550698 + 86_400))
    assert "review" in gitfix("status", json=True).result["blocking"]
    late = gitfix("status", "--all", json=True).result["incidents"][0]["overdue"]
    assert late == ["step review"]
    assert "overdue" in gitfix("status", "--all").out


def test_a_step_is_left_out_for_good(gitfix: Cli) -> None:
    gitfix("branch", "Login fails", "--severity", "P1")
    args = ("waive", "staging", "--reason", "there is none", "--until", "never")
    assert gitfix(*args, "--dry-run").exit is Exit.OK
    assert "staging" in gitfix("status", json=True).result["blocking"]
    assert gitfix(*args).exit is Exit.OK
    assert "staging" not in gitfix("status", json=True).result["blocking"]
    assert gitfix("undo").exit is Exit.OK
    assert "staging" in gitfix("status", json=True).result["blocking"]


@pytest.mark.parametrize(
    ("args", "exit", "words"),
    [
        (("deploy", "--reason", "x"), Exit.POLICY, "deploy cannot be put off at P1"),
        (("review", "--reason", "x"), Exit.POLICY, "the playbook allows it at P0"),
        (("review", "--reason", "x", "--until", "never"), Exit.POLICY, "nobody leave out review"),
        (("staging", "--reason", " "), Exit.USAGE, "needs a reason"),
        (("staging", "--reason", "x", "--until", "soon"), Exit.USAGE, "24h"),
        (("staging", "--reason", "x", "--path", "a"), Exit.USAGE, "--path is for rules"),
        (("stagin", "--reason", "x"), Exit.REFUSED, "did you mean staging"),
    ],
)
def test_what_the_playbook_does_not_let_go(
    gitfix: Cli, args: tuple[str, ...], exit: Exit, words: str
) -> None:
    gitfix("branch", "Login fails", "--severity", "P1")
    before = gitfix("log", json=True).result["events"]
    ran = gitfix("waive", *args)
    assert ran.exit is exit and words in " ".join(ran.err.split())
    assert gitfix("log", json=True).result["events"] == before
