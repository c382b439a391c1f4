"""Noise in `gitfix check`, and the commit that takes it out."""

from __future__ import annotations

import ast

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli
from tests.shop import Shop

OLD = """import sys
import os

LIMIT = 3

def total(cart,
          tax):
    return sum(line.price for line in cart.lines) + tax

def other():
    return os.sep, sys.path, {'a':1}
"""
NEW = """import os
import sys

LIMIT = 3


def total(cart, tax):
    return sum(line.price for line in cart.lines or ()) + tax


def other():
    return os.sep, sys.path, {"a": 1}
"""
LEFT = OLD.replace("cart.lines)", "cart.lines or ())")


@pytest.fixture
def hotfix(shop: Shop) -> Shop:
    """A hotfix of one line, and a formatter that ran over its file."""
    shop.git("checkout", "-q", "v2.4.1")
    shop.commit("cart/total.py", OLD, "Release 2.4.2")
    shop.commit("app.js", "const a = b('c')\n", "Release 2.4.2, too")
    shop.commit("notes.yml", "a: 1\r\nb: 2\r\n", "Notes")
    shop.git("tag", "v2.4.2")
    shop.git("switch", "-qc", "hotfix/2.4.3-empty")
    shop.commit("app.js", 'const a = b("c");\n', "Fix")
    shop.commit("notes.yml", "a: 1\nb: 2\n", "More")
    shop.commit("cart/total.py", NEW, "Fix an empty cart")
    return shop


def test_only_the_fix_is_counted(hotfix: Shop, gitfix: Cli) -> None:
    ran = gitfix("check", json=True)
    assert ran.exit is Exit.OK
    assert ran.result["code"] == {"files": 1, "lines": 2, "added": 1, "deleted": 1}
    assert ran.result["noise"]["lines"] == 15
    found = {(v["rule"], v["path"]) for v in ran.result["violations"] if "noise" in v["rule"]}
    assert found == {
        ("noise-imports", "cart/total.py"),
        ("noise-format", "cart/total.py"),
        ("noise-whitespace", "cart/total.py"),
        ("noise-format", "app.js"),
        ("noise-whitespace", "notes.yml"),
    }
    text = gitfix("check").out
    assert "noise    3 files   15 lines that change nothing" in text
    assert "take them out: gitfix check --fix-noise" in text


def test_the_commit_takes_out_noise_and_nothing_else(hotfix: Shop, gitfix: Cli) -> None:
    head = hotfix.git("rev-parse", "HEAD")
    planned = gitfix("check", "--fix-noise", "--dry-run", json=True)
    assert planned.result["state"] == "planned" and planned.result["plan"]
    assert hotfix.git("rev-parse", "HEAD") == head
    ran = gitfix("check", "--fix-noise", json=True)
    assert ran.exit is Exit.OK and ran.result["state"] == "fixed"
    assert hotfix.git("rev-parse", "HEAD") == ran.result["commit"]
    assert hotfix.git("rev-parse", "HEAD^") == head
    assert hotfix.git("status", "--porcelain") == ""
    assert (hotfix.path / "cart/total.py").read_text() == LEFT
    assert ast.dump(ast.parse(LEFT.partition("\n\n")[2])) == ast.dump(
        ast.parse(NEW.partition("\n\n")[2])
    )
    assert hotfix.git("diff", "--name-only", "v2.4.2", "HEAD") == "cart/total.py"
    assert gitfix("check", json=True).result["noise"]["lines"] == 0
    again = gitfix("check", "--fix-noise", json=True)
    assert (again.exit, again.result["state"]) == (Exit.OK, "nothing")
    assert gitfix("undo").exit is Exit.OK
    assert hotfix.git("rev-parse", "HEAD") == head
    assert (hotfix.path / "cart/total.py").read_text() == NEW


def test_other_changes_in_the_checkout_stay(hotfix: Shop, gitfix: Cli) -> None:
    (hotfix.path / "new.txt").write_text("mine")
    (hotfix.path / "cart/views.py").write_text("mine = 1\n")
    assert gitfix("check", "--fix-noise").exit is Exit.OK
    assert (hotfix.path / "cart/views.py").read_text() == "mine = 1\n"
    assert (hotfix.path / "cart/total.py").read_text() == LEFT


def test_changes_in_the_same_file_are_not_overwritten(hotfix: Shop, gitfix: Cli) -> None:
    (hotfix.path / "cart/total.py").write_text(NEW + "# mine\n")
    ran = gitfix("check", "--fix-noise")
    assert ran.exit is Exit.REFUSED and "commit or stash them" in ran.err
    assert (hotfix.path / "cart/total.py").read_text() == NEW + "# mine\n"


def test_it_goes_on_a_hotfix_branch_only(hotfix: Shop, gitfix: Cli) -> None:
    hotfix.git("switch", "-q", "--detach")
    assert "gitfix check BRANCH --fix-noise" in gitfix("check", "--fix-noise").err
    assert gitfix("check", "main", "--fix-noise").exit is Exit.REFUSED
    assert gitfix("check", "--fix-noise", "--staged").exit is Exit.USAGE
    ran = gitfix("check", "hotfix/2.4.3-empty", "--fix-noise", json=True)
    assert ran.result["state"] == "fixed"
    assert hotfix.git("rev-parse", "hotfix/2.4.3-empty") == ran.result["commit"]


def test_what_nothing_here_can_read_is_left_alone(shop: Shop, gitfix: Cli) -> None:
    shop.git("checkout", "-q", "v2.4.1")
    shop.commit("a.rb", "x  = <<A\na  b\nA\n", "Release")
    shop.git("tag", "v2.4.2")
    shop.git("switch", "-qc", "hotfix/2.4.3-empty")
    shop.commit("a.rb", "x = <<A\na b\nA\n", "Fix")
    shown = gitfix("check").out
    assert "git restore --patch" in shown and "--fix-noise" not in shown
    ran = gitfix("check", "--fix-noise", json=True)
    assert (ran.result["state"], ran.result["left"]) == ("nothing", ["a.rb"])


def test_of_a_change_that_its_size_refuses_only_white_space_is_looked_for(
    hotfix: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gitfix.operations.check_whole.MOST_WHOLE", 2)
    hotfix.git("config", "gitfix.budget.max-files", "1")
    rules = {v["rule"] for v in gitfix("check", json=True).result["violations"]}
    assert "noise-format" not in rules and "noise-whitespace" in rules
    rules = {v["rule"] for v in gitfix("check", "--whole", json=True).result["violations"]}
    assert "noise-format" in rules and "budget-files" not in rules
    assert gitfix("check", "--fix-noise", json=True).result["state"] == "fixed"
    assert (hotfix.path / "cart/total.py").read_text() == LEFT
