"""What every operation starts from: the repository, recovered; the configuration; the remote; the record."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import DEVELOP, HEADS, INCIDENTS, LOCAL, MAIN, REMOTES
from gitfix.core.outcome import Refusal
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from gitfix.host.secret_names import ask_later, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gitfix.core.config import Config
    from gitfix.core.settings import Settings
    from gitfix.git.record import Record
    from gitfix.git.remote import Remote
    from gitfix.operations.policy import Policy
    from gitfix.operations.truth import Truth

RUNS = "runs"
"""Where runs keep their leases (git/bench.py), in gitfix's own folder of a clone."""


class Workspace:
    """One run's view of a repository. Its parts are read when first asked for, and only once."""

    def __init__(self, settings: Settings, repo: Repository) -> None:
        self.settings = settings
        self.repo = repo
        self.notices: list[str] = []
        self.secret: set[str] = set()
        """Incidents that this run has recorded something of, and that are under embargo."""

    @cached_property
    def remote_name(self) -> str:
        """The remote that is the truth: configured, else origin, else the only one, else the first; a guess is said."""
        configured = self.repo.config.get("gitfix.remote")
        names = self.repo.config.remotes()
        if configured:
            if configured not in names:
                raise Refusal(
                    f"the configured remote {configured} does not exist",
                    found=tuple(names) or ("no remotes at all",),
                    hint="gitfix config remote NAME",
                )
            return configured
        if len(names) > 1 and names[0] != "origin":
            self.note(
                f"{names[0]} is taken as the remote, out of {', '.join(names)}; choose: gitfix config remote NAME"
            )
        return names[0] if names else ""

    @cached_property
    def _loaded(self) -> tuple[Config, Policy]:
        from gitfix.operations.policy import load

        options = dict(self.settings.options)
        config, policy = load(self.repo, self.remote_name, options)
        if self.remote_name and not policy.ref.startswith(f"refs/remotes/{self.remote_name}/"):
            from gitfix.operations.policy_fetch import brought

            at = brought(self, policy)
            if at is not None:
                config, policy = load(self.repo, self.remote_name, options, at=at)
        self.notices += config.notices
        return config, policy

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self._loaded[0]

    @property
    def policy(self) -> Policy:
        """Where the team's part of it was read."""
        return self._loaded[1]

    @cached_property
    def remote(self) -> Remote | None:
        """The remote that is the truth, if there is one."""
        from gitfix.git.remote import Patience

        if not self.remote_name:
            return None
        self.repo.patience = Patience(
            self.config.number("network.timeout"),
            self.config.number("network.touch_timeout"),
            self.config.number("network.push_timeout"),
        )
        remote = self.repo.remote(self.remote_name)
        remote.waiting = lambda name: self.settings.progress(
            f"{name} asks for a passphrase or a security key: enter it, or touch the key"
        )
        return remote

    @cached_property
    def truth(self) -> Truth:
        """What the remote says now."""
        from gitfix.operations.truth import ask

        if self.remote and not self.settings.offline:
            self.settings.progress(f"asking {self.remote.name}")
        truth = ask(self.remote, offline=self.settings.offline)
        if truth.answer == "unreachable":
            self.note(
                f"{truth.remote} cannot be reached ({truth.reason}): this is what your clone knows"
            )
        return truth

    def ask_ahead(self) -> None:
        """Have the remote asked now, and its answer read when `truth` is: something can be done meanwhile."""
        if self.remote and not self.settings.offline and "truth" not in vars(self):
            self.remote.ask_ahead()

    @cached_property
    def record(self) -> Record:
        """The incidents recorded in this clone."""
        from gitfix.git.record import Record

        return Record(self.repo)

    def read_refs_once(self, *also: str) -> None:
        """One reading of the branches, of gitfix's own refs and of those in `also`, for a command that looks at them
        all the time."""
        usual = [f"{REMOTES}{self.remote_name}/{name}" for name in ("HEAD", *MAIN, *DEVELOP)]
        self.repo.refs.read_once(
            HEADS, INCIDENTS, LOCAL, *also, *(usual if self.remote_name else ())
        )

    def note(self, notice: str) -> None:
        """Something the person has to know, whatever the exit code."""
        if notice not in self.notices:
            self.notices.append(notice)


def open_workspace(settings: Settings, meanwhile: Callable[[], None] = lambda: None) -> Workspace:
    """The repository around `settings.repo`, after finishing or taking back whatever was cut short there.

    `meanwhile` is called while git looks for it: a command that needs much loads it then.
    """
    repo = open_repository(settings.repo, interactive=settings.interactive, meanwhile=meanwhile)
    work = Workspace(settings, repo)
    ask_later(lambda: _secrets(work))
    if not settings.dry_run and cut_short(repo):
        from gitfix.git.recover import recover

        work.notices += recover(repo, offline=settings.offline)
    if not settings.dry_run and _holds(repo.private / RUNS):
        from gitfix.git.bench import sweep

        work.notices += sweep(repo)
    return work


def _secrets(work: Workspace) -> tuple[Iterable[str], Iterable[str]]:
    """The variables that the team's file names as secret, and the secrets in git's configuration."""
    from gitfix.core.config_secrets import config_secrets, named_variables

    values = list(config_secrets((one.key, one.value) for one in work.repo.config.settings))
    keep(values)  # whatever becomes of the file
    if "_loaded" in work.__dict__:
        return named_variables(work.policy.text), values
    # The branch as this clone knows it: nobody is asked over the network because something is shown.
    from gitfix.operations.policy import load

    return named_variables(load(work.repo, work.remote_name, {})[1].text), values


def cut_short(repo: Repository) -> bool:
    """Whether an operation was begun and not ended: one look at a folder, so that every command can afford it."""
    return _holds(repo.private / "journal")


def _holds(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entries)
    except FileNotFoundError:
        return False
