"""The check on a terminal and in the hook, as in the agreed transcripts."""

from __future__ import annotations

from gitfix.core.check import CheckPolicy, Waiver
from gitfix.core.rules.registry import RULES
from gitfix.render.check_text import check_lines, explain_lines, push_lines
from tests.changes import added, checked, commit, hunk, lines, modified

BRANCH = "hotfix/2.4.2-login-fails-on-an-empty-cart"
POLICY = CheckPolicy()


def test_a_warning_as_in_the_transcript() -> None:
    noise = hunk("\n".join(["a  = 1"] * 19), "\n".join(["a = 1"] * 19), 10)
    result = checked(
        modified("cart/views.py", noise, hunk("a\nb\nc", "\n".join("defghijkl"), 60)),
        lines("tests/test_cart.py", 14),
    )
    assert check_lines(result, BRANCH, commits=2, policy=POLICY) == [
        "hotfix/2.4.2-login-fails-on-an-empty-cart against v2.4.1: 2 commits",
        "",
        "  code     1 file    +9 -3    12 lines, fine (20 is the target, 100 the limit)",
        "  tests    1 file    +14",
        "  noise    1 file    38 lines that only change white space",
        "",
        "  warning  noise-whitespace   cart/views.py:10",
        "           38 lines that only change white space",
        "           take them out: git restore --patch --source v2.4.1 -- cart/views.py",
        "",
        "pass, 1 warning",
    ]


def test_a_push_that_is_stopped_as_in_the_transcript() -> None:
    result = checked(commits=[commit("1", "b", foreign="main"), commit("2", "1")])
    assert push_lines(result, BRANCH) == [
        "gitfix: hotfix/2.4.2-login-fails-on-an-empty-cart against v2.4.1",
        "  error    foreign-commit   1 commit is unreleased work from main, 1000000",
        '           "Subject 1"',
        "           take them out: git rebase --onto v2.4.1 1000000",
        '           or waive: gitfix waive foreign-commit --reason "…"',
        "not pushed: 1 error",
    ]


def test_a_push_that_goes_on() -> None:
    result = checked(lines("a.py", 3))
    assert push_lines(result, "hotfix/1.0.1")[-1] == "pass, 1 warning"
    assert push_lines(checked(), "hotfix/1.0.1")[1:] == ["pass"]


def test_a_failure_counts_everything() -> None:
    result = checked(
        lines("a.py", 101),
        added("x.orig"),
        waivers=[Waiver("path-forbidden", "", "test data", "ada")],
    )
    text = check_lines(result, "b", commits=1, policy=POLICY)
    assert text[0] == "b against v2.4.1: 1 commit"
    assert "over the limit of 100" in text[2]
    assert text[-1] == "fail, 1 error, 1 warning, 1 waived"
    assert "  waived   path-forbidden   x.orig" in text
    assert not any("x.orig" in line for line in push_lines(result, "b"))


def test_lines_fit_eighty_columns_unless_a_command_or_a_path_does_not() -> None:
    files = [lines(f"shop/module{n}.py", 40) for n in range(7)]
    commits = [commit("1", "b", foreign="main"), commit("2", "1")]
    result = checked(*files, added("db/migrate/1.rb"), commits=commits)
    text = check_lines(result, "hotfix/" + "x" * 200, commits=2, policy=POLICY)
    assert [line for line in text if len(line) > 80 and "gitfix waive" not in line] == []


def test_many_violations_of_one_rule_are_cut_and_counted() -> None:
    result = checked(*(added(f"{n}.orig") for n in range(1200)))
    text = check_lines(result, "b", commits=1, policy=POLICY)
    assert sum("path-forbidden   " in line for line in text) == 10
    assert "  … and 1,190 more of path-forbidden: gitfix check --json" in text


def test_nothing_reaches_the_terminal_that_could_steer_it() -> None:
    name = "evil\x1b[2J\udce9.orig"
    result = checked(added(name), tag="v1\x1b")
    text = "\n".join(check_lines(result, "b\x1b", commits=1, policy=POLICY))
    assert "\x1b" not in text and "evil\\x1b[2J\\xe9.orig" in text
    text.encode()


def test_without_a_tag_the_commit_is_named() -> None:
    assert push_lines(checked(tag=""), "b")[0] == "gitfix: b against bbbbbbb"


def test_colours_go_by_role_and_leave_the_layout_alone() -> None:
    result = checked(lines("a.py", 101))
    seen: list[str] = []

    def paint(role: str, text: str) -> str:
        seen.append(role)
        return f"<{text}>"

    painted = check_lines(result, "b", commits=1, policy=POLICY, paint=paint)
    plain = check_lines(result, "b", commits=1, policy=POLICY)
    assert [line.replace("<", "").replace(">", "") for line in painted] == plain
    assert set(seen) == {"strong", "error", "warning"}


def test_a_rule_is_explained() -> None:
    for rule in RULES:
        text = explain_lines(rule)
        assert text[0].startswith(f"{rule.id}: ")
        assert max(map(len, text)) <= 80
