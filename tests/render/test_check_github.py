"""GitHub workflow commands: one line each, whatever is in a name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.check import Waiver
from gitfix.render.github import workflow_commands
from tests.changes import added, checked, lines


def test_one_command_for_each_violation_errors_first() -> None:
    result = checked(
        lines("a.py", 30),
        added("x.py", "breakpoint()"),
        added("b.orig"),
        waivers=[Waiver("missing-test", "", "none possible", "ada")],
    )
    minimize = "%0Aleave out what production does not need today; the rest can wait"
    assert workflow_commands(result) == [
        (
            "::error file=b.orig,title=gitfix path-forbidden::"
            "does not belong in a hotfix (policy: *.orig)%0Atake it out"
            '    or waive: gitfix waive path-forbidden --path /b.orig --reason "…"'
        ),
        (
            "::warning title=gitfix budget-lines::32 changed lines of code, 30 of them in a.py; "
            "20 is the target, 100 the limit" + minimize
        ),
        (
            "::warning title=gitfix budget-files::3 changed files of code; "
            "2 is the target, 5 the limit" + minimize
        ),
        (
            "::warning file=x.py,line=1,title=gitfix debug-leftover::"
            "left from debugging: breakpoint()%0Atake it out"
        ),
        (
            "::notice title=gitfix missing-test::3 files of code changed, no test did"
            "%0Awaived by ada: none possible"
        ),
    ]


def test_special_characters_are_escaped() -> None:
    [command, *_] = workflow_commands(checked(added("a,b:c%\r\n\x1b\udce9.orig")))
    assert command.startswith("::error file=a%2Cb%3Ac%25%0D%0A\\x1b\\xe9.orig,title=")


@given(st.text(min_size=1))
def test_no_name_can_begin_a_command_of_its_own(name: str) -> None:
    for command in workflow_commands(checked(added(f"{name}.orig"))):
        assert "\r" not in command and "\n" not in command
        assert command.startswith(("::error ", "::warning "))
        assert command.count("::", 0, command.index("title=")) == 1
