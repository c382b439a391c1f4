"""`gitfix init`: a file that says what was found, is read back as it is, and never overwrites one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from gitfix.core.config_keys import KEYS
from gitfix.core.config_parse import parse_toml
from gitfix.core.outcome import Exit
from gitfix.core.rules.ids import RULE_IDS
from gitfix.core.settings import Settings
from gitfix.core.team_file import LEFT_OUT
from gitfix.operations.undo import undo
from tests.operations.views_kit import Cli
from tests.shop import Shop

FILE = ".gitfix.toml"


def test_the_file_is_read_back(shop: Shop, gitfix: Cli) -> None:
    shop.git("branch", "release/2.5")
    (shop.path / ".env").write_text("KEY=1\n")
    found = gitfix("init", json=True).result
    text = (shop.path / FILE).read_text()
    assert found["file"] == str(shop.path / FILE) and found["text"] == text
    assert (found["branch"], found["latest_tag"]) == ("main", "v2.4.1")
    assert found["targets"] == ["main", "release/2.5"] and found["hook"] is False
    values = parse_toml(text, FILE, (), RULE_IDS).values
    assert values == {
        "production.branch": "main",
        "budget.warn_lines": 20,
        "budget.max_lines": 100,
        "budget.warn_files": 2,
        "budget.max_files": 5,
        "budget.max_file_kb": 500,
        "worktree.copy": (".env",),
    }
    assert "# Found: releases are tags, the highest is v2.4.1." in text
    assert "2 branches that would get a fix now: main, release/2.5." in text


def test_the_commands_of_the_project(shop: Shop, gitfix: Cli) -> None:
    shop.commit("Makefile", "test:\n\tpython3 -m unittest\n\ndeploy:\n\t./ship\n", "Build")
    shop.commit("package-lock.json", "{}\n", "Lock")
    (shop.path / "Capfile").write_text("# not tracked\n")
    ran = gitfix("init", "--offline")
    assert "tests     make test" in ran.out and "deploy    make deploy?" in ran.out
    text = (shop.path / FILE).read_text()
    read = parse_toml(text, FILE, (), RULE_IDS)
    assert read.values["worktree.setup"] == "npm ci"
    assert tomllib.loads(text)["tests"] == [{"paths": ["**"], "command": "make test"}]
    assert "steps" not in tomllib.loads(text), "nobody has said that make deploy is right"
    shop.git("add", FILE)
    shop.git("commit", "-qm", "Agree")
    trust = gitfix("trust", "--dry-run").out
    assert "make test" in trust and "npm ci" in trust and "make deploy" not in trust

    switched = re.sub(r"^#   ", "", text, flags=re.MULTILINE)
    assert tomllib.loads(switched)["steps"]["deploy"] == {"commands": ["make deploy"]}


def test_a_link_in_the_place_of_a_makefile_is_not_followed(
    shop: Shop, gitfix: Cli, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").write_text("test:\n")
    (shop.path / "Makefile").symlink_to(tmp_path / "elsewhere")
    shop.git("add", "Makefile")
    assert gitfix("init", "--dry-run", json=True).result["tests"] == []


def test_each_line_that_is_a_comment_can_be_switched_on(shop: Shop, gitfix: Cli) -> None:
    text = gitfix("init", "--dry-run", json=True).result["text"]
    switched = re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE)
    values = parse_toml(switched, FILE, (), RULE_IDS).values
    wanted = {key.name: key for key in KEYS if not key.name.startswith(LEFT_OUT)}
    assert set(values) == set(wanted)
    for name, key in wanted.items():
        assert name == "production.branch" or values[name] == key.default
        assert f"# {key.help}\n" in text


def test_in_force_once_it_is_on_the_default_branch(shop: Shop, gitfix: Cli) -> None:
    out = gitfix("init").out
    assert "it is in force once it is on main" in out and "gitfix hook install" in out
    assert gitfix("config", json=True).result["policy"]["file"] == ""
    shop.git("add", FILE)
    shop.git("commit", "-qm", "Agree")
    assert gitfix("config", json=True).result["policy"]["file"] == FILE


def test_a_dry_run_prints_the_file_and_writes_nothing(shop: Shop, gitfix: Cli) -> None:
    before = shop.git("count-objects"), shop.state()
    ran = gitfix("init", "--dry-run")
    assert ran.exit is Exit.OK and "[budget]\n" in ran.out and "max_lines = 100\n" in ran.out
    assert (shop.git("count-objects"), shop.state()) == before


def test_undo_takes_it_back(shop: Shop, gitfix: Cli) -> None:
    gitfix("init")
    undo(Settings(shop.path))
    assert not (shop.path / FILE).exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [(FILE, "# mine\n"), (FILE, ""), ("pyproject.toml", "[tool.gitfix.budget]\nmax_lines = 1\n")],
)
def test_nothing_is_overwritten(shop: Shop, gitfix: Cli, name: str, content: str) -> None:
    (shop.path / name).write_text(content)
    ran = gitfix("init", json=True)
    assert ran.exit is Exit.REFUSED and "gitfix config" in ran.json["error"]["hint"]
    assert (shop.path / name).read_text() == content


def test_a_dangling_link_is_not_written_through(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    (shop.path / FILE).symlink_to(tmp_path / "elsewhere")
    assert gitfix("init").exit is Exit.REFUSED
    assert not (tmp_path / "elsewhere").exists()


def test_an_old_checkout_of_a_team_that_has_a_file(shop: Shop, gitfix: Cli) -> None:
    shop.commit(FILE, "budget.max_lines = 60\n", "Agree on a limit")
    shop.git("switch", "-qc", "old", "v2.4.1")
    ran = gitfix("init", json=True)
    assert ran.exit is Exit.REFUSED
    assert ran.json["error"]["hint"] == f"git show refs/heads/main:{FILE}"


def test_a_bare_repository_has_no_checkout(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Cli(shop.remote(), capsys)("init")
    assert ran.exit is Exit.REFUSED and "bare repository" in ran.err


def test_without_releases_it_says_so(shop: Shop, gitfix: Cli) -> None:
    shop.git("tag", "-d", "v2.4.0", "v2.4.1")
    assert "Found: no release tag." in gitfix("init", "--dry-run").out
    assert gitfix("init", "extra").exit is Exit.USAGE
