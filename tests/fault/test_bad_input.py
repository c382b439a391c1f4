"""Bad input: one clear error with the next command, the right exit code, nothing changed, one JSON object."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import pytest

from tests.fault.killing import HOTFIX, small, with_fix
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults, blocked
from tests.support.remotes import gone
from tests.support.run import Gitfix, Result, interrupt
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("production",),
    ("branch", SUMMARY),
    ("check",),
    ("postmortem",),
    ("backport",),
    ("status",),
    ("undo",),
    ("sync",),
)
KEPT = ("refs/gitfix-local/*", "operation *")


def refused(
    gitfix: Gitfix,
    command: Sequence[str],
    at: RepoBuilder,
    *words: str,
    exit: str = "REFUSED",
    env: dict[str, str] | None = None,
) -> Result:
    """Refused as JSON and as text, in the same words, with a command to type next."""
    done = gitfix(*command, cwd=at, expect=exit, json=True, env=env)
    text = gitfix(*command, cwd=at, expect=exit, env=env)
    said = f"{done.error['message']}\n{done.error['hint']}"
    assert done.error["hint"], f"no next command: {done}"
    for word in words:
        assert word in said, f"{word!r} is not said: {done}"
        assert word in text.stderr.replace("\n  ", "\n"), f"{word!r} is not said: {text}"
    assert done.stdout.count("\n{") == 0
    assert not text.stdout, text
    return done


@pytest.fixture
def alone(shop_template: Shop, world: World) -> Shop:
    return small(shop_template, world, remote=False)


@pytest.fixture
def shared(shop_template: Shop, world: World) -> Shop:
    return small(shop_template, world, remote=True)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_not_a_repository(world: World, gitfix: Gitfix, command: tuple[str, ...]) -> None:
    folder = world.root / "nowhere"
    folder.mkdir()
    done = gitfix(*command, cwd=folder, expect="REFUSED", json=True)
    assert "not in a git repository" in done.error["message"], done
    assert done.error["hint"], done
    assert not list(folder.iterdir())


@pytest.mark.parametrize("command", COMMANDS[:2], ids=lambda command: command[0])
def test_row_06_no_tags(alone: Shop, gitfix: Gitfix, command: tuple[str, ...]) -> None:
    for tag in alone.repo.refs("refs/tags"):
        alone.repo.git("update-ref", "-d", tag)
    with unchanged(alone.repo):
        refused(gitfix, command, alone.repo, "no release tags", "--tag")


@pytest.mark.parametrize("command", COMMANDS[:2], ids=lambda command: command[0])
def test_row_06_only_junk_tags(alone: Shop, gitfix: Gitfix, command: tuple[str, ...]) -> None:
    for tag in alone.repo.refs("refs/tags"):
        alone.repo.git("update-ref", "-d", tag)
    for name in ("latest", "before-lunch", "tree", "#1"):
        alone.repo.tag(name, "HEAD^{tree}" if name == "tree" else "HEAD", annotated=False)
    with unchanged(alone.repo):
        refused(gitfix, command, alone.repo, "not versions", "--tag")


@pytest.mark.parametrize("command", COMMANDS[:2], ids=lambda command: command[0])
@pytest.mark.parametrize("how", ["missing", "blob"])
def test_row_06_a_corrupt_tag(
    alone: Shop, gitfix: Gitfix, command: tuple[str, ...], how: str
) -> None:
    """The highest release cannot be read: the one before it is taken, never silently."""
    loose = alone.repo.git_dir / "refs" / "tags" / "v2.4.9"
    loose.parent.mkdir(parents=True, exist_ok=True)
    if how == "blob":
        alone.repo.git("tag", "v2.4.9", "HEAD:README.md")
    else:
        loose.write_text("4b825dc642cb6eb9a060e54bf8d69288fbee4999\n")
    done = gitfix(*command, cwd=alone.repo)
    assert "v2.4.1" in done.stdout, done
    assert "v2.4.9 has no commit behind it" in done.stderr, done


@pytest.mark.parametrize("command", COMMANDS[1:5], ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[budget]\nlines = "many"\n', 2),
        ('[production]\n\nbranhc = "main"\n', 3),
        ("[budget]\nlines = = 3\n", 2),
        ("\n\nnonsense\n", 3),
    ],
)
def test_a_broken_team_file_on_main(
    alone: Shop, gitfix: Gitfix, command: tuple[str, ...], text: str, line: int
) -> None:
    with_fix(alone, "--worktree")
    alone.repo.commit("Break it", {".gitfix.toml": text})
    at = RepoBuilder(alone.world, alone.world.root / "shop-hotfix-2.4.2")
    with unchanged(alone.repo, allow=KEPT):
        done = gitfix(*command, cwd=at, expect="REFUSED", json=True)
    said = done.error["message"] + done.error["hint"]
    assert ".gitfix.toml" in said, done
    assert f"{line}" in said, done
    if "branhc" in text:
        assert "branhc" in said, done
        assert "production.branch" in said, done


@pytest.mark.parametrize("command", COMMANDS[:2], ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("key", "value"), [("gitfix.budget.max-lines", "many"), ("gitfix.network.timeout", "soon")]
)
def test_a_broken_key_of_the_clone(
    alone: Shop, gitfix: Gitfix, command: tuple[str, ...], key: str, value: str
) -> None:
    alone.repo.config(key, value)
    with unchanged(alone.repo):
        refused(gitfix, command, alone.repo, key.removeprefix("gitfix.").replace("-", "_"), value)


@pytest.mark.parametrize("folder", ["journal", "lock"])
@pytest.mark.parametrize("command", ["branch", "postmortem", "backport"])
def test_gitfix_cannot_write_its_journal(
    alone: Shop, gitfix: Gitfix, folder: str, command: str
) -> None:
    """No journal, no change."""
    words = {
        "branch": ("branch", "Another"),
        "postmortem": ("postmortem", "--incident", "k7q2", "--commit"),
        "backport": ("backport", HOTFIX),
    }[command]
    if command != "branch":
        with_fix(alone, "--worktree")
    private = alone.repo.git_dir / "gitfix"
    if folder == "journal":
        blocked(private / "journal")
    else:
        (private / "lock").unlink(missing_ok=True)
        (private / "lock").mkdir(parents=True)
    before = alone.repo.refs(), alone.repo.git("status", "--porcelain"), alone.repo.current
    done = gitfix(*words, cwd=alone.repo, expect="REFUSED", json=True)
    assert done.error["hint"], done
    assert str(private / folder) in done.error["message"], done
    assert before == (
        alone.repo.refs(),
        alone.repo.git("status", "--porcelain"),
        alone.repo.current,
    )


@pytest.mark.parametrize("command", ["branch", "postmortem", "backport"])
def test_a_full_disk(alone: Shop, gitfix: Gitfix, command: str) -> None:
    words = {
        "branch": ("branch", "Another"),
        "postmortem": ("postmortem", "--incident", "k7q2", "--commit"),
        "backport": ("backport", HOTFIX),
    }[command]
    if command != "branch":
        with_fix(alone, "--worktree")
    with unchanged(alone.repo, allow=KEPT):
        done = gitfix(*words, cwd=alone.repo, expect="REFUSED", json=True, file_limit=0)
    assert done.error["hint"], done


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_repository_that_may_not_be_written(alone: Shop, gitfix: Gitfix) -> None:
    objects = alone.repo.git_dir / "objects"
    objects.chmod(0o555)
    try:
        with unchanged(alone.repo, allow=KEPT):
            refused(gitfix, ("branch", SUMMARY), alone.repo)
    finally:
        objects.chmod(0o755)


@pytest.mark.parametrize("words", [("sync",), ("backport", HOTFIX, "--push")])
def test_the_remote_is_gone(shared: Shop, gitfix: Gitfix, words: tuple[str, ...]) -> None:
    with_fix(shared, "--worktree")
    gone(shared.repo)
    with unchanged(shared.repo, allow=KEPT):
        refused(gitfix, words, shared.repo, "origin cannot be reached", exit="REMOTE")


@pytest.mark.parametrize("pattern", ["'ls-remote '*", "*'gitfix: branch'*", "*'switch --quiet'*"])
def test_interrupted(shared: Shop, gitfix: Gitfix, faults: Faults, pattern: str) -> None:
    """^C at any moment: exit 130, and all as before."""
    mark = shared.world.root / "waiting"
    with unchanged(shared.repo, allow=KEPT):
        # Without a fork after the mark: a child that is just being made would not get the signal.
        with faults.before(pattern, f"touch '{mark}'; exec sleep 30"):
            child = gitfix.start("branch", SUMMARY, "--json", cwd=shared.repo)
            end = time.monotonic() + 20
            while not mark.exists() and time.monotonic() < end:
                time.sleep(0.02)
            done = interrupt(child)
        assert done.exit == "INTERRUPTED", done
        assert done.error["code"] == "INTERRUPTED", done
        assert not shared.world.wait_until_quiet()
        looked = gitfix("status", cwd=shared.repo)
        assert "cut short" not in looked.stderr, "^C is no crash: it was taken back at once"
    gitfix("branch", SUMMARY, cwd=shared.repo)
    assert shared.repo.current == HOTFIX


def test_bad_command_lines(shared: Shop, gitfix: Gitfix) -> None:
    for words in (("backport", "--push", "--pr"), ("brunch",), ("branch", "--severity", "P9")):
        with unchanged(shared.repo):
            gitfix(*words, cwd=shared.repo, expect="USAGE", json=True)
