"""The playbook as data: a step more is a table more, and a broken file is named."""

from __future__ import annotations

import tomllib

import pytest

from gitfix.core.playbook import read_playbook

TEXT = """
[[phases]]
id = "triage"
role = "auditor"
duties = ["look"]

[[steps]]
id = "dba"
phase = "triage"
command = "gitfix run dba"
"""


def test_a_step_needs_no_more_than_a_phase_and_a_command() -> None:
    book = read_playbook(tomllib.loads(TEXT))
    step = book.steps[0]
    assert (step.title, step.evidence, step.required) == ("dba", "recorded", True)
    assert book.steps_of("triage") == (step,)
    assert book.phase("nope") is None


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('phase = "triage"', 'phase = "nope"', "step dba is of phase nope"),
        ('command = "gitfix run dba"', "", "dba of the playbook has no command"),
        ('role = "auditor"', "role = 3", "triage of the playbook has no role"),
        ('duties = ["look"]', 'duties = "look"', "duties are a list"),
        ("[[phases]]", "[phase]", r"tables called \[\[phases\]\]"),
    ],
)
def test_a_broken_playbook_is_named(before: str, after: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_playbook(tomllib.loads(TEXT.replace(before, after)))


def test_a_step_is_there_once() -> None:
    twice = TEXT + TEXT[TEXT.index("[[steps]]") :]
    with pytest.raises(ValueError, match="step dba is there twice"):
        read_playbook(tomllib.loads(twice))
