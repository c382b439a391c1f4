"""The commands as click knows them: the ones whose module is there, and the parts of their help."""

from __future__ import annotations

import importlib.util
import inspect
from dataclasses import dataclass

import click

from gitfix.cli import table
from gitfix.cli.main import cli

COMMON = ("repo", "as_json", "dry_run", "offline", "quiet", "verbose", "no_color")
"""Options that every command has; described once."""


def present(phase: str) -> list[str]:
    """The commands of a phase whose module exists."""
    return [name for name in table.PHASES[phase] if module_exists(name)]


def module_exists(name: str) -> bool:
    """Whether the command's module is there; nothing is imported."""
    return importlib.util.find_spec(f"gitfix.cli.commands.{name}") is not None


def load(name: str) -> click.Command:
    """The command called `name`."""
    found = cli.get_command(click.Context(cli), name)
    assert found is not None, name
    return found


@dataclass(frozen=True)
class Entry:
    """One command or subcommand, ready to be written down. `rows`: option or argument, and its help."""

    path: str
    usage: str
    paragraphs: tuple[str, ...]
    examples: tuple[str, ...]
    arguments: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    common: tuple[tuple[str, str], ...]


def entries(name: str) -> list[Entry]:
    """The command, and its subcommands where it is a group."""
    return _entries(load(name), f"gitfix {name}")


def _entries(command: click.Command, path: str) -> list[Entry]:
    made = [entry(command, path)]
    if isinstance(command, click.Group):
        ctx = click.Context(command, info_name=path)
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            if inner is not None and not inner.hidden:
                made += _entries(inner, f"{path} {name}")
    return made


def entry(command: click.Command, path: str) -> Entry:
    """The parts of one command's help."""
    ctx = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(ctx)])
    paragraphs, examples = _help(command.help or "")
    rows = []
    for parameter in command.params:
        record = parameter.get_help_record(ctx)
        if record and isinstance(parameter, click.Option):
            common = parameter.name in COMMON
            rows.append((common, _spelling(parameter, ctx), record[1]))
    arguments = tuple(p.make_metavar(ctx) for p in command.params if isinstance(p, click.Argument))
    return Entry(
        path,
        usage,
        tuple(paragraphs),
        tuple(examples),
        arguments,
        tuple((left, right) for common, left, right in rows if not common),
        tuple((left, right) for common, left, right in rows if common),
    )


def _spelling(option: click.Option, ctx: click.Context) -> str:
    """`--onto BRANCH`, as typed; a choice shows its values."""
    names = ", ".join(option.opts)
    return names if option.is_flag or option.count else f"{names} {option.make_metavar(ctx)}"


def _help(text: str) -> tuple[list[str], list[str]]:
    """Paragraphs on one line each, and the example lines (the paragraphs marked as they are)."""
    paragraphs: list[str] = []
    examples: list[str] = []
    for block in inspect.cleandoc(text).split("\n\n"):
        lines = block.strip("\n").split("\n")
        if lines and lines[0].strip() == "\b":
            examples += [line.rstrip() for line in lines[1:]]
        elif block.strip():
            paragraphs.append(" ".join(line.strip() for line in lines))
    return paragraphs, examples
