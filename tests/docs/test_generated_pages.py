"""The documentation says what the code says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from docs import generate
from docs.generator import exits, tree
from docs.generator.markdown import filled
from gitfix.cli import table
from gitfix.core.config_parse import parse_toml
from gitfix.core.outcome import Exit
from gitfix.core.rules.registry import RULE_IDS

ROOT = generate.ROOT
LINK = re.compile(r"(?<!!)\[[^\]^]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def test_nothing_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    """README's transcript too: the demo is played for it."""
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_what_is_stale_is_named() -> None:
    """A page of another text, a page that is missing, and one of a command that is no more."""
    made = {
        "LICENSE": (ROOT / "LICENSE").read_text(),
        "README.md": "another text",
        "docs/none.md": "",
    }
    found = generate.stale(made)
    assert "LICENSE" not in found
    assert {"README.md", "docs/none.md", "docs/commands/backport.md"} <= set(found)


def test_what_people_wrote_stays() -> None:
    text = "before\n<!-- x:begin -->\nold\n<!-- x:end -->\nafter\n"
    assert filled(text, "x", "new") == "before\n<!-- x:begin -->\nnew\n<!-- x:end -->\nafter\n"
    with pytest.raises(ValueError, match="markers of y"):
        filled(text, "y", "new")


@pytest.mark.parametrize("name", table.names())
def test_every_command_has_a_page(name: str) -> None:
    page = (ROOT / f"docs/commands/{name}.md").read_text(encoding="utf-8")
    for entry in tree.entries(name):
        assert entry.usage in page
        for option, _ in entry.options:
            assert "`" + option.replace("|", "\\|") + "`" in page
    assert f"({name}.md)" in (ROOT / "docs/commands/README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", table.names())
def test_every_command_shows_an_example(name: str) -> None:
    first = tree.entries(name)[0]
    assert first.paragraphs
    assert any(line.startswith(f"gitfix {name}") for line in first.examples)


@pytest.mark.parametrize("name", table.names())
def test_examples_are_command_lines_that_click_takes(name: str) -> None:
    """Every `gitfix …` line of the help is parsed as it stands there; nothing is run."""
    import shlex

    from gitfix.cli.main import cli

    for entry in tree.entries(name):
        for line in entry.examples:
            words = shlex.split(line.split("   ")[0].split(" > ")[0].replace('"$@"', "origin url"))
            if words[:1] != ["gitfix"]:
                continue
            command, context, rest = cli, cli.make_context("gitfix", words[1:]), words[1:]
            while hasattr(command, "commands") and rest:
                _, command, rest = command.resolve_command(context, rest)
                context = command.make_context(command.name, list(rest), parent=context)
            assert not context.args or hasattr(command, "commands"), line


def test_exit_codes_name_commands_that_exist() -> None:
    assert set(exits.MORE) <= set(table.names())
    assert set(exits.MEANING) == set(Exit)


def test_the_sample_configuration_is_valid() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    samples = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    read = [parse_toml(one, "docs/configuration.md", (), RULE_IDS).values for one in samples]
    assert read[0]["budget.max_lines"] == 60
    assert read[0]["rules.missing-test"] == "error"
    assert read[1]["budget.P0.max_lines"] == 200


def _pages() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def _anchors(page: Path) -> set[str]:
    """The anchors that a forge makes of the headings."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def test_links_lead_somewhere() -> None:
    broken = []
    for page in _pages():
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            there = (page.parent / path).resolve() if path else page
            if not there.exists() or (anchor and anchor not in _anchors(there)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
