"""Every command, however it ends: no program of its own is left running, and what it has to say is said."""

from __future__ import annotations

import click
import pytest

from gitfix.cli import table
from gitfix.cli.main import cli
from tests.fault.killing import ALL
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.world import World


def leaves(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command that can be typed."""
    found: list[tuple[str, ...]] = []
    for name in group.list_commands(click.Context(group)):
        one = group.get_command(click.Context(group), name)
        words = (*before, name)
        found += leaves(one, words) if isinstance(one, click.Group) else [words]
    return found


COMMANDS = leaves(cli)
NEED = {
    ("action", "add"): ("write it down", "--owner", "grace", "--due", "2026-12-01"),
    ("action", "done"): ("1",),
    ("audit", "withhold"): ("0" * 40, "--reason", "a name is in it"),
    ("branch",): (SUMMARY,),
    ("close",): ("--as", "false-alarm", "--reason", "no"),
    ("handover",): ("--to", "grace"),
    ("minimize",): ("--test", "true"),
    ("prove",): ("--test", "true"),
    ("resume",): ("2026-11-23-k7q2",),
    ("review", "reject"): ("--reason", "no"),
    ("rollback", "execute"): ("--yes",),
    ("run",): ("verification",),
    ("triage",): (SUMMARY, "--severity", "P0"),
    ("waive",): ("missing-test", "--reason", "tested by hand"),
}
"""What has to be typed after a command so that it begins to work."""
ELSEWHERE = {("demo",)}
"""It works in a repository of its own."""
WITHOUT_GIT = {*ELSEWHERE, ("hook", "run", "pre-push"), ("hook", "run", "pre-receive")}
"""Nothing is pushed where nothing is given to a hook."""
GIT_LESS = {*WITHOUT_GIT, ("hook", "sample", "update")}
ANYWHERE = {*GIT_LESS, ("hook", "sample", "pre-receive")}


def test_every_command_of_the_table_is_among_them() -> None:
    assert {words[0] for words in COMMANDS} == set(table.names())
    assert {*NEED, *ANYWHERE} <= set(COMMANDS)


def test_a_wrong_option_and_a_folder_that_is_no_repository(world: World, gitfix: Gitfix) -> None:
    for words in COMMANDS:
        gitfix(*words, "--no-such-option", cwd=world.root, expect="USAGE", json=True)
        if words not in ANYWHERE:
            typed = (*words, *NEED.get(words, ()))
            said = gitfix(*typed, cwd=world.temp, expect="REFUSED").stderr
            assert "not in a git" in " ".join(said.split()) and "--repo" in said, words
        assert not world.wait_until_quiet(), words


@pytest.mark.parametrize(
    ("at", "least"), [(1, len(COMMANDS) - len(GIT_LESS)), *([(3, 25)] if ALL else [])]
)
def test_a_person_stops_it(
    shop: Shop, gitfix: Gitfix, faults: Faults, world: World, at: int, least: int
) -> None:
    """While the git that it waits for hangs: at the first one, and where several are under way."""
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    stopped = 0
    for words in COMMANDS:
        if words in ELSEWHERE:
            continue
        typed = (*words, *NEED.get(words, ()))
        with faults.hang_at(at):
            done = gitfix(*typed, cwd=shop.repo, expect=None)
        asked = len(faults.calls()) >= at
        assert (done.exit == "INTERRUPTED") == asked, f"{words}: {faults.calls()}\n{done}"
        assert ("stopped by you" in done.stderr) == asked, done
        stopped += asked
        left = world.wait_until_quiet()
        assert not left, f"{words}: {left}: {faults.calls()}"
    assert stopped >= least
    gitfix("status", cwd=shop.repo)
    no_leaks(shop.repo)
