"""Values that make no sense wherever they are typed: exit code USAGE, from every command of the table."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from gitfix.cli.main import cli
from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli
from tests.shop import Shop

NONSENSE = "nonsense"
TIMES = ("WHEN", "TIME")
"""What a moment or a span is called in the help."""
GIVEN = {
    "text": "an action",
    "summary": "Login fails",
    "--owner": "ada",
    "--reason": "it has to be",
    "rule": "budget-lines",
    "--test": "true",
    "--to": "ada",
}
"""What else a command must be given."""


def commands(group: click.Group, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, *words, name)
        else:
            yield (*words, name), found


def takes_some_values(param: click.Parameter) -> bool:
    """Whether gitfix can say of a value, without looking at the repository, that it is none."""
    kinds = (click.Choice, click.types.IntParamType, click.types.FloatParamType)
    return isinstance(param.type, kinds) or param.metavar in TIMES or param.type.name in TIMES


def rows() -> list[tuple[str, ...]]:
    found = []
    for words, command in commands(cli):
        for param in command.params:
            if not takes_some_values(param) or getattr(param, "is_flag", False):
                continue
            line = list(words)
            for other in command.params:
                if other is param or not (other.required or other.opts[0] in GIVEN):
                    continue
                value = GIVEN.get(other.opts[0], "1")
                line += [value] if isinstance(other, click.Argument) else [other.opts[0], value]
            found.append((*line, *_typed(param)))
    return found


def _typed(param: click.Parameter) -> tuple[str, ...]:
    return (NONSENSE,) if isinstance(param, click.Argument) else (param.opts[0], NONSENSE)


@pytest.mark.parametrize("line", rows(), ids=" ".join)
def test_nonsense_is_a_wrong_command_line(line: tuple[str, ...], gitfix: Cli, shop: Shop) -> None:
    done = gitfix(*line)
    assert done.exit is Exit.USAGE, done.err
    assert NONSENSE in done.err


@pytest.mark.parametrize(
    "line",
    [
        ("check", "--explain", NONSENSE),
        ("action", "add", "an action"),
        ("waive", "budget-lines", "--reason", " "),
        ("waive", "staging", "--reason", " "),
        ("waive", "staging", "--reason", "why", "--until", NONSENSE),
        ("branch", "Login fails", "--name", "a..b"),
        ("guide", NONSENSE),
        ("config", NONSENSE),
    ],
    ids=" ".join,
)
def test_so_is_what_only_an_operation_can_tell(
    line: tuple[str, ...], gitfix: Cli, shop: Shop
) -> None:
    assert gitfix(*line).exit is Exit.USAGE


def test_there_are_rows_of_every_kind() -> None:
    """A test over a table that is empty cannot fail."""
    said = [" ".join(line) for line in rows()]
    assert len(said) > 15
    for option in ("--due", "--until", "--since", "--detected", "--limit", "--time-limit"):
        assert any(f" {option} " in line for line in said), option
