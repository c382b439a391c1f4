"""A team's template is code from a repository: it runs in a sandbox, and its errors name file and line."""

from __future__ import annotations

import time

import pytest

from gitfix.core.carrying import BackportRow
from gitfix.core.generated import parse
from gitfix.core.incident import Base
from gitfix.core.outcome import Refusal
from gitfix.core.postmortem import Facts, Fix, FixCommit, FixFile, WaiverRow
from gitfix.core.steps_taken import Checked
from gitfix.core.timeline import TimelineRow
from gitfix.operations.postmortem_facts import questions
from gitfix.render.environment import Template, render, shipped
from gitfix.render.postmortem_values import values_of

TEAM = ".gitfix/templates/postmortem.md.j2"


def team(text: str) -> Template:
    return Template(TEAM, text)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("ok\n{% if x %}\n", 2, "end"),
        ("ok\n{{ x | nothing }}", 2, "nothing"),
        ("ok\n\n{{ absent }}", 3, "absent"),
        ("ok\n{{ x.absent }}", 2, "absent"),
        ("{{ x.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ ''.__class__ }}", 1, "unsafe"),
        ("a\n{{ 1 / 0 }}", 2, "division"),
        ("a\n{{ 'x' * 1000000000 }}", 2, "numbers"),
        ("a\n{{ 9 ** 99999 }}", 2, "numbers"),
        ("{% for a in range(10000000) %}{% endfor %}", 1, "rounds"),
        (
            "\n{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
            2,
            "rounds",
        ),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", 1, "recursion"),
        ("a\n{% include 'gone.md.j2' %}", 2, "gone.md.j2"),
        ("a\n{% include '../setup.cfg' %}", 2, "no template"),
    ],
)
def test_a_broken_template_names_file_and_line(text: str, line: int, word: str) -> None:
    began = time.monotonic()
    with pytest.raises(Refusal) as refused:
        render(team(text), {"x": {"a": 1}})
    assert refused.value.message == f"the template {TEAM} is broken"
    assert refused.value.found[0].startswith(f"{TEAM}:{line}: ")
    assert word in refused.value.found[0].lower()
    assert "default branch" in refused.value.hint
    assert time.monotonic() - began < 5


def test_a_template_that_does_not_end_is_stopped() -> None:
    with pytest.raises(Refusal) as refused:
        render(team("{% for a in range(90000) %}" + "x" * 100 + "{% endfor %}"), {})
    assert refused.value.found == (f"{TEAM}: the document grows beyond 1,000,000 characters",)


def test_the_markdown_filters_make_values_inert() -> None:
    found = render(team("{{ x | md }} {{ y | code }}"), {"x": "<b>|`", "y": "a.py"})
    assert found == "&lt;b&gt;\\|\\` `a.py`"


def test_nothing_is_escaped_by_itself() -> None:
    assert render(team("{{ x }}"), {"x": "<b> & c"}) == "<b> & c"


def test_a_team_can_include_what_is_shipped() -> None:
    values = FULL_VALUES
    whole = render(team("before\n{% include 'gitfix/postmortem.md.j2' %}"), values)
    assert whole.startswith("before\n")
    assert whole.endswith(render(shipped("postmortem.md.j2"), values))


def facts(**more: object) -> Facts:
    values: dict[str, object] = {
        "id": "2026-11-23-k7q2",
        "summary": "Login fails",
        "severity": "P0",
        "kind": "",
        "opened_at": "2026-11-23T20:04:58Z",
        "opened_by": "Ada",
        "state": "open",
        "branch": "hotfix/2.4.2-login",
        "version": "2.4.2",
        "component": "",
        "production": Base("v2.4.1", "a" * 40, "2.4.1"),
        "previous": Base(),
        "timeline": (TimelineRow("2026-11-23T20:04:58Z", "incident opened", "Ada", "e" * 40),),
        "fix": Fix(missing="The hotfix branch has no commits yet."),
        "questions": questions(),
        **more,
    }
    return Facts(**values)  # type: ignore[arg-type]


FULL = facts(
    fix=Fix(
        "f" * 40,
        (FixCommit("f" * 40, "Fix <b>login</b> | now", "Ada", "2026-11-23T20:14:58Z"),),
        (FixFile("cart/views.py", "code", "modified", 9, 3),),
    ),
    check=Checked("pass", "f" * 40, "d" * 40, "Ada", "2026-11-23T20:15:58Z", "c" * 40),
    backports=(BackportRow("main", "merged", "b" * 40, True, "merge", "2026-11-23T20:20:00Z"),),
    waivers=(WaiverRow("lockfile", "", "needed", "Ada", ""),),
    previous=Base("v2.4.0", "9" * 40, "2.4.0"),
    people=("Ada", "Grace"),
)


FULL_VALUES = values_of(FULL)


def parts(text: str) -> list[str]:
    return [segment.name for segment in parse(text) if segment.name]


def test_the_post_mortem_has_its_sections() -> None:
    text = render(shipped("postmortem.md.j2"), values_of(FULL))
    headings = [line[3:] for line in text.split("\n") if line.startswith("## ")]
    assert headings == [
        "Summary",
        "Impact",
        "Timeline",
        "Root cause",
        "Detection",
        "The fix",
        "Evidence",
        "Waivers",
        "Resolution",
        "Backports",
        "Lessons",
        "Prevention",
        "Supporting information",
    ]
    assert "None" not in text and "a" * 40 not in text and "f" * 40 not in text
    assert "\n\n\n" not in text
    assert r"Fix &lt;b&gt;login&lt;/b&gt; \| now" in text


def test_a_section_without_facts_is_not_there() -> None:
    text = render(shipped("postmortem.md.j2"), values_of(facts()))
    assert parts(text) == [
        *("summary", "timeline", "detection", "fix", "resolution", "prevention", "supporting")
    ]
    assert "Waivers" not in text and "Backports" not in text
    assert "\n\n\n" not in text
    assert all(segment.body.strip() for segment in parse(text) if segment.name)


def test_questions_to_people_are_outside_of_the_markers() -> None:
    text = render(shipped("postmortem.md.j2"), values_of(FULL))
    generated = "".join(segment.body for segment in parse(text) if segment.name)
    assert "_To be written" in text and "_To be written" not in generated
