"""`gitfix trust`: the commands that a team's file would run here are shown, and allowed by their digest."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from gitfix.core.config_keys import KEYS
from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, SetConfig
from gitfix.core.settings import Settings
from gitfix.core.value import dataclass
from gitfix.git.execute import execute
from gitfix.operations.playbook import load_playbook
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.channel import Channel
    from gitfix.core.metric import Metric

CONFIG = "gitfix.trust"
STEPS = "steps."
"""A step's commands are shown, and asked about, as `steps.verification`."""
TESTS = "tests"
CHANNELS = "channels."
METRICS = "metrics."
"""A metric is asked about as `metrics.error-rate`: it runs a command, or sends a token to an address."""
VARIABLE = "GITFIX_TRUST"


@dataclass(frozen=True)
class TrustedCommand:
    """One command of the team's file."""

    key: str
    command: str


@dataclass(frozen=True)
class TrustResult:
    """The team's commands and the digest over them. `trusted`: they may run in this clone now."""

    commands: tuple[TrustedCommand, ...]
    digest: str
    trusted: bool
    changed: bool
    source: str


def team_commands(work: Workspace) -> tuple[TrustedCommand, ...]:
    """The commands that come from the team's file; those of the user's own configuration need no trust."""
    found = []
    for key in KEYS:
        if key.command and work.config.source(key.name)[0] == "team" and work.config.text(key.name):
            found.append(TrustedCommand(key.name, work.config.text(key.name)))
    book = load_playbook(work)
    for step in book.steps:
        if step.source:
            found += [TrustedCommand(f"{STEPS}{step.id}", command) for command in step.commands]
    found += [TrustedCommand(TESTS, tests.command) for tests in book.tests]
    found += [TrustedCommand(METRICS + metric.name, asks(metric)) for metric in book.metrics]
    found += [TrustedCommand(CHANNELS + channel.name, _tells(channel)) for channel in book.channels]
    return tuple(found)


def _tells(channel: Channel) -> str:
    """Where a channel sends what it is told."""
    to = f" to {', '.join(channel.to)}" if channel.to else ""
    by = f" by the address in ${channel.url_env}" if channel.url_env else ""
    return channel.command or f"{channel.kind}{to}{by}"


def asks(metric: Metric) -> str:
    """What a metric does on this machine: the command that it runs, or the address that it asks."""
    token = f", with the token in ${metric.token_env}" if metric.token_env else ""
    return metric.command or f"GET {metric.url or metric.address}{token}"


def digest(commands: tuple[TrustedCommand, ...]) -> str:
    """SHA-256 over all commands: any change voids the trust."""
    text = "".join(f"{c.key}\0{c.command}\0" for c in commands)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def allowed(work: Workspace, key: str) -> bool:
    """Whether the command of `key` may run in this clone."""
    commands = team_commands(work)
    if all(command.key != key for command in commands):
        return True
    return digest(commands) in (work.repo.config.get(CONFIG), os.environ.get(VARIABLE))


def trust(settings: Settings, *, yes: bool = False) -> Outcome:
    """Show the team's commands; allow them with `yes`, or when the person at the terminal says so."""
    work = open_workspace(settings)
    commands = team_commands(work)
    mark = digest(commands)
    known = work.repo.config.get(CONFIG)
    trusted = not commands or mark in (known, os.environ.get(VARIABLE))
    source = work.policy.origin
    changed = False
    if commands and not trusted and not settings.dry_run:
        named = "; ".join(f"{c.key}: {c.command}" for c in commands)
        if yes or (
            settings.interactive and settings.confirm(f"{named}\nlet these run in this clone?")
        ):
            execute(work.repo, Plan("trust", (SetConfig(CONFIG, known, mark),)))
            trusted = changed = True
    result = TrustResult(commands, mark, trusted, changed, source)
    return Outcome(result, notices=tuple(work.notices))
