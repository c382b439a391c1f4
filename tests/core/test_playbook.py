"""The playbook as data: a step more is a table more, a team changes what it names, and a broken key is named."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from gitfix.core.playbook import Playbook, RegressionTest
from gitfix.core.playbook_read import read_playbook
from gitfix.core.table_read import PlaybookError

TEXT = """
[phases.triage]
role = "auditor"
duties = ["look"]

[phases.ship]
role = "manager"

[steps.deploy]
phase = "ship"
evidence = "command"
commands = ["make deploy"]
limit = "10m"

[steps.dba]
phase = "triage"
evidence = "approval"
before = ["deploy"]
"""


def read(text: str) -> Playbook:
    return read_playbook(tomllib.loads(text))


def with_team(text: str) -> Playbook:
    return read_playbook(tomllib.loads(text), read(TEXT), "main:.gitfix.toml")


def test_a_step_needs_no_more_than_a_phase_and_its_evidence() -> None:
    step = read(TEXT).step("dba")
    assert step is not None
    assert (step.title, step.evidence, step.required) == ("dba", "approval", ("P0", "P1", "P2"))
    assert step.bound, "an approval is for exactly one tree"
    assert read(TEXT).steps_of("triage") == (step,)
    assert read(TEXT).phase("nope") is None


def test_steps_come_in_the_order_of_their_phases() -> None:
    assert [step.id for step in read(TEXT).steps] == ["dba", "deploy"]


def test_a_team_changes_only_the_keys_that_it_names() -> None:
    before, after = read(TEXT).step("deploy"), with_team("[steps.deploy]\ncommands = 'make ship'")
    found = after.step("deploy")
    assert before is not None and found is not None
    assert (found.commands, found.source) == (("make ship",), "main:.gitfix.toml")
    assert (found.limit, found.phase, before.source) == (600.0, "ship", "")


def test_a_team_adds_a_step_and_tests() -> None:
    book = with_team(
        "[steps.legal]\nphase = 'triage'\nevidence = 'statement'\nrequired = ['P0']\nbefore = ['dba']\n"
        "[[tests]]\npaths = ['a/**']\ncommand = 'pytest a'\n[[tests]]\ncommand = 'x'\ncritical = true"
    )
    assert [step.id for step in book.ahead_of("deploy")] == ["dba", "legal"]
    assert book.tests == (RegressionTest("pytest a", ("a/**",)), RegressionTest("x", (), True))


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("[steps.dba]\nphase = 'nope'", ("steps", "dba", "phase"), "there is no phase nope"),
        ("[steps.dba]\nbefore = 'nope'", ("steps", "dba", "before"), "there is no step nope"),
        ("[steps.x]\nevidence = 'command'", ("steps", "x", "phase"), "it is missing"),
        ("[steps.x]\nphase = 'ship'", ("steps", "x", "evidence"), "it is missing"),
        ("[steps.dba]\nevidence = 'magic'", ("steps", "dba", "evidence"), "one of statement"),
        ("[steps.dba]\nrequired = ['P9']", ("steps", "dba", "required"), "out of P0, P1, P2"),
        ("[steps.dba]\nlimit = '0s'", ("steps", "dba", "limit"), "a time span"),
        ("[steps.dba]\nlimit = true", ("steps", "dba", "limit"), "a time span"),
        ("[steps.dba]\nbound = 1", ("steps", "dba", "bound"), "true or false"),
        ("[steps.dba]\nclosing = ['gone']", ("steps", "dba", "closing"), "out of fixed"),
        ("[steps.dba]\ncomand = 'x'", ("steps", "dba", "comand"), "there is no key comand"),
        ("[steps.dba]\nevidence = 'computed'", ("steps", "dba"), "needs computed = check"),
        ("[steps.dba]\ncomputed = 'check'", ("steps", "dba"), "computed is for"),
        ("[steps.deploy]\nbefore = 'dba'", ("steps", "dba", "before"), "would wait for itself"),
        ("[phases.ship]\nrole = 3", ("phases", "ship", "role"), "a text"),
        ("[phases.ship]\nduties = [3]", ("phases", "ship", "duties"), "a list of texts"),
        ("steps = 3", ("steps",), "it is a table"),
        ("steps.dba = 3", ("steps", "dba"), "it is a table"),
        ("[tests]\ncommand = 'x'", ("tests",), "a list of tables"),
        ("[[tests]]\ncommand = 'x'", ("tests", 0), "it needs paths"),
        ("[[tests]]\npaths = 'x'", ("tests", 0, "command"), "it is missing"),
    ],
)
def test_a_broken_playbook_is_named(text: str, path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(PlaybookError, match=message) as caught:
        with_team(text)
    assert caught.value.path == path
