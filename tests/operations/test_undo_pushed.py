"""What was pushed is never rewound: undo says how to take it out, branch by branch."""

from __future__ import annotations

import pytest

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

POSTMORTEM = "plans/Security/INCIDENT_LOG.md"


@pytest.mark.parametrize(
    "commands",
    [
        (("backport", "--push"),),
        (("postmortem", "--commit", "--push"),),
        (("postmortem",), ("backport", "--push")),
    ],
    ids=["backport", "postmortem", "both"],
)
def test_every_command_that_it_names_works(
    shop: Shop, gitfix: Gitfix, commands: tuple[tuple[str, ...], ...]
) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    for command in commands:
        gitfix(*command, cwd=shop.repo)
    said = gitfix("undo", cwd=shop.repo, expect="REFUSED").stderr
    rows = [line.split("   git revert ") for line in said.split("\n") if "git revert" in line]
    assert "main" in [row[0].strip() for row in rows]
    for branch, revert in rows:
        shop.repo.switch(branch.strip())
        shop.repo.git("revert", "--no-edit", *revert.split())
        assert not shop.has_fix("HEAD")
        assert shop.repo.fails("cat-file", "-e", f"HEAD:{POSTMORTEM}")
