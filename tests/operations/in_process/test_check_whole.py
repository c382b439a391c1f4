"""What `gitfix check` reads whole: everything that it does not refuse for its size, and all of it with `--whole`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gitfix.core.check import CheckInput, judge
from gitfix.core.check_values import MOST_WHOLE, CheckPolicy
from gitfix.core.config_budgets import PathBudget
from gitfix.core.look import look
from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.core.waiver import Waiver
from gitfix.operations import check_contents, check_whole
from gitfix.operations.check_ahead import Ahead
from gitfix.operations.workspace import open_workspace
from tests.operations.views_kit import Cli, Ran
from tests.shop import Shop

COUNT = MOST_WHOLE + 1
READ = {"api-change", "dependency-change", "noise-format"}


@pytest.fixture
def wide(shop: Shop) -> Shop:
    """A hotfix that changes a hundred modules and one: the last of them breaks its callers, others only look new."""
    shop.git("checkout", "-q", "v2.4.1")
    write(shop, "def total(cart, tax):\n    return [cart,\n            tax]\n", "flask==1\n")
    shop.git("commit", "-qm", "Release 2.4.2")
    shop.git("tag", "v2.4.2")
    shop.git("switch", "-qc", "hotfix/2.4.3-wide")
    write(shop, "def total(cart, tax):\n    return [cart, tax]\n", "flask==2\n")
    (shop.path / f"shop/part{COUNT - 2:03}.py").write_text("def total(cart):\n    return cart\n")
    shop.git("commit", "-qam", "Fix")
    return shop


def write(shop: Shop, module: str, needs: str) -> None:
    """All but one are modules; together they are one more than are read in any case."""
    for number in range(COUNT - 1):
        file = shop.path / f"shop/part{number:03}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(module)
    (shop.path / "requirements.txt").write_text(needs)
    shop.git("add", "-A")


def rules(ran: Ran) -> set[str]:
    return {row["rule"] for row in ran.result["violations"]}


def test_a_change_that_its_size_refuses_is_not_read_and_says_what_to_type(
    wide: Shop, gitfix: Cli
) -> None:
    ran = gitfix("check", json=True)
    assert ran.exit is Exit.POLICY and not READ & rules(ran)
    assert ran.result["verdict"] == "fail" and ran.result["whole"] is False
    said = " ".join(ran.err.split())
    assert "101 changed files: too many, whatever is in them, so none was read whole." in said
    assert said.endswith("to look at them now: gitfix check hotfix/2.4.3-wide --whole")


def test_whole_reads_it_at_once(wide: Shop, gitfix: Cli) -> None:
    ran = gitfix("check", "hotfix/2.4.3-wide", "--whole", json=True)
    assert rules(ran) >= READ and ran.result["whole"] is True and "whole" not in ran.err
    # What is layout in ninety-nine modules is not in the budget.
    assert ran.result["code"]["files"] == 2 and ran.exit is Exit.OK


def test_what_is_typed_for_it_is_about_the_same_change(wide: Shop, gitfix: Cli) -> None:
    wide.git("reset", "-q", "--soft", "v2.4.2")
    words = " ".join(gitfix("check", "--staged", "--base", "v2.4.2").err.split())
    assert "gitfix check --base v2.4.2 --staged --whole" in words
    ran = gitfix("check", "--base", "v2.4.2", "--staged", "--whole", json=True)
    assert rules(ran) >= READ


def test_waived_or_allowed_it_is_read_to_the_last_module(
    wide: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A large change is read in portions, and what was read first is forgotten meanwhile.
    monkeypatch.setattr(check_contents, "KEPT_BYTES", 1000)
    wide.git("switch", "-q", "main")
    toml = '[rules]\napi-change = "error"\nbudget-lines = "off"\n'
    wide.commit(".gitfix.toml", toml, "Policy")
    wide.git("switch", "-q", "hotfix/2.4.3-wide")
    assert gitfix("check", json=True).result["whole"] is False
    wide.git("switch", "-q", "main")
    wide.commit(".gitfix.toml", toml + "[budget]\nmax_files = 500\n", "Policy")
    wide.git("switch", "-q", "hotfix/2.4.3-wide")
    ran = gitfix("check", json=True)
    (one,) = [row for row in ran.result["violations"] if row["rule"] == "api-change"]
    assert (one["path"], one["severity"]) == (f"shop/part{COUNT - 2:03}.py", "error")
    assert ran.exit is Exit.POLICY and ran.result["whole"] is True and not ran.err


SEVERITY = st.sampled_from(["error", "warning", "off"])
BUDGET = st.builds(
    PathBudget,
    st.sampled_from([("shop/**",), ("*.txt",)]),
    max_files=st.none() | st.integers(0, 3),
)
WAIVERS = st.builds(
    Waiver,
    st.sampled_from(["budget-files", "budget-lines", "missing-test"]),
    st.sampled_from(["", "shop/**", "shop/part000.py", "*.txt"]),
    st.just("why"),
    st.just("Ada"),
    until=st.sampled_from([0, 500, 2000]),
)
RULES = ("budget-files", "budget-lines", "api-change")
POLICIES = st.builds(
    CheckPolicy,
    files_max=st.integers(0, 4),
    lines_max=st.integers(0, 20),
    severities=st.fixed_dictionaries({}, optional=dict.fromkeys(RULES, SEVERITY)),
    path_budgets=st.lists(BUDGET, max_size=2).map(tuple),
)  # fmt: skip


def test_nothing_but_no_is_said_of_what_was_not_read(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_whole, "MOST_WHOLE", 2)
    monkeypatch.setattr(check_contents, "LINES", 3)
    for text in ("def total(cart, tax): ...\n", "def total(cart): ...\n"):
        for number in range(3):
            (shop.path / f"part{number}.py").write_text(text)
        (shop.path / "requirements.txt").write_text(f"flask=={len(text)}\n")
        shop.git("add", "-A")
        shop.git("commit", "-qm", "Change")
    work = open_workspace(Settings(repo=shop.path))
    base, head = work.repo.refs.commit("HEAD~1"), work.repo.refs.commit("HEAD")
    assert base and head
    files = tuple(work.repo.diffs.between(base, head))
    reads: set[bool] = set()

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(POLICIES, st.lists(WAIVERS, max_size=3), st.booleans())
    def holds(policy: CheckPolicy, waivers: list[Waiver], whole: bool) -> None:
        looks = {one.path: look(one, policy) for one in files}
        given = CheckInput("v1", base, head, files, (), policy, tuple(waivers), 1000, looks=looks)
        ahead = Ahead(work.repo, looks, wanted=False)
        result = judge(
            check_whole.looked_at(work, given, ahead, whole=whole, again="gitfix check --whole")
        )
        reads.add(result.whole)
        assert result.whole or (result.verdict == "fail" and not whole)
        on = policy.severities.get("api-change") != "off"
        found = [one for one in result.violations if one.rule == "api-change"]
        if result.whole:
            assert len(found) == (3 if on else 0)

    holds()
    assert reads == {True, False}
