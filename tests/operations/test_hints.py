"""What a refusal says to type next is a whole command, and works."""

from __future__ import annotations

import shlex

import pytest

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


@pytest.mark.parametrize(
    ("until", "exit"), [("2020-01-01", "REFUSED"), ("tomorrow", "USAGE")], ids=["past", "no moment"]
)
def test_a_waiver_with_a_wrong_end(shop: Shop, gitfix: Gitfix, until: str, exit: str) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    command = ("waive", "lockfile", "--reason", "it is the fix", "--path", "*.lock")
    said = gitfix(*command, "--until", until, cwd=shop.repo, expect=exit).stderr
    hint = said.strip().split("\n")[-1]
    gitfix(*shlex.split(hint)[1:], cwd=shop.repo)


def test_backport_without_the_remote(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    shop.origin.path.rename(shop.origin.path.with_name("gone"))
    said = gitfix("backport", cwd=shop.repo, expect="REMOTE").stderr
    hint = said.split("what your clone would give: ")[1].split("\n")[0]
    gitfix(*hint.split()[1:], cwd=shop.repo)


def test_no_tags_and_a_commit_that_is_named(shop: Shop, gitfix: Gitfix) -> None:
    for repo in (shop.repo, shop.origin):
        repo.git("tag", "-d", *repo.git("tag", "-l").split())
    said = gitfix("branch", SUMMARY, cwd=shop.repo, expect="REFUSED").stderr
    assert all(len(line) <= 80 for line in said.split("\n"))
    assert "gitfix branch --tag <commit or tag>" in said
    gitfix("branch", SUMMARY, "--tag", "main~1", cwd=shop.repo)


def test_an_unknown_command_is_said_once(shop: Shop, gitfix: Gitfix) -> None:
    said = gitfix("prodction", cwd=shop.repo, expect="USAGE").stderr
    assert said == "usage: there is no command 'prodction'\n  did you mean: gitfix production\n"
    error = gitfix("nosuch", cwd=shop.repo, expect="USAGE", json=True).error
    assert error["hint"] == "gitfix --help lists them"
