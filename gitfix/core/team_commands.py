"""The end of a new `.gitfix.toml`: the commands of steps, as far as the project's files tell them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gitfix.core.project_commands import Guess, ProjectCommands


def command_tables(found: ProjectCommands) -> Iterator[str]:
    """The lines. Tests are set; what deploys is a comment: a wrong guess there would reach production."""
    yield ""
    yield "# The commands of steps. They come from this file, so each clone runs them only after: gitfix trust"
    for guess in found.tests:
        yield ""
        yield f"# Found: {guess.file}. Run where a hotfix changes one of the paths, in a clean worktree."
        yield "[[tests]]"
        yield 'paths = ["**"]'
        yield f"command = {_text(guess)}"
    if not found.tests:
        yield ""
        yield "# The tests that a hotfix needs, by the paths that it changes. Found: nothing that runs tests."
        yield from _comment("[[tests]]", 'paths = ["**"]', 'command = "make test"')
    yield from _step(found.staging, "staging", "deploys to staging")
    yield from _step(found.deploy, "deploy", "deploys the release GITFIX_TAG to production")


def _step(guess: Guess | None, step: str, does: str) -> Iterator[str]:
    yield ""
    if guess:
        yield f"# Found: {guess.file}. Take the # away if this {does}."
    else:
        yield f"# What {does}, in your words."
    command = _text(guess) if guess else '"your command"'
    yield from _comment(f"[steps.{step}]", f"commands = [{command}]")


def _comment(*lines: str) -> Iterator[str]:
    yield from (f"#   {line}" for line in lines)


def _text(guess: Guess) -> str:
    return json.dumps(guess.command, ensure_ascii=False)
