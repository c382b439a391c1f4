"""The world is sealed: nothing leaks in, nothing may ask, nothing may stay."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builder import RepoBuilder
from tests.support.world import NOW, World


def test_nothing_of_the_machine_leaks_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    done = subprocess.run(
        ["git", "config", "--list", "--show-origin"],
        env=world.env(),
        capture_output=True,
        cwd=world.root,
    )
    origins = {line.split(b"\t")[0] for line in done.stdout.splitlines()}
    assert origins == {b"file:" + os.fsencode(world.global_config)}
    assert not {"GIT_DIR", "GITHUB_TOKEN"} & set(world.env())


def test_messages_are_localised(repo: RepoBuilder) -> None:
    said = repo.run("rev-parse", "--verify", "nope").stderr.decode()
    if not Path("/usr/share/locale/de/LC_MESSAGES/git.mo").exists():
        pytest.skip("no translations of git on this machine")
    assert not said.startswith("fatal:")


def test_an_editor_fails_the_test(tmp_path: Path) -> None:
    world = World(tmp_path.resolve())
    repo = RepoBuilder.init(world, tmp_path / "repo")
    assert repo.fails("commit", "--allow-empty")
    with pytest.raises(AssertionError, match="COMMIT_EDITMSG"):
        world.close()


def test_a_program_left_running_fails_the_test_and_is_ended(tmp_path: Path) -> None:
    world = World(tmp_path.resolve())
    child = subprocess.Popen(["sleep", "300"], env=world.env())
    assert list(world.processes()) == [child.pid]
    assert world.wait_until_quiet(0.05) == {child.pid: "sleep 300"}
    assert child.wait() == -9
    world.close()


def test_time_passes_only_when_told(world: World, repo: RepoBuilder) -> None:
    repo.commit("one", {"a": "1"})
    repo.commit("two", {"a": "2"})
    assert repo.git("log", "--format=%at %ct").split() == [str(NOW + 60)] * 2 + [str(NOW)] * 2
    assert world.env()["GITFIX_CLOCK"] == str(NOW + 120)


def test_identity_can_change_and_be_forgotten(world: World, repo: RepoBuilder) -> None:
    world.become("Grace Hopper", "grace@example.com", nonce="w3m5")
    repo.commit("one")
    assert repo.git("log", "--format=%an %ae") == "Grace Hopper grace@example.com"
    assert world.env()["GITFIX_NONCE"] == "w3m5"
    world.forget_identity()
    assert repo.fails("commit", "--allow-empty", "-m", "two")


def test_gits_of_the_development_environment_are_not_found(world: World) -> None:
    assert str(Path(sys.prefix) / "bin") not in world.env()["PATH"].split(os.pathsep)
