"""The configuration in force: every layer, the team's policy read from the protected default branch."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gitfix.core.config import Config, Layer, combine
from gitfix.core.config_keys import PLAYBOOK_TABLES
from gitfix.core.config_parse import parse_environment, parse_git, parse_toml
from gitfix.core.names import HEADS, LOCAL, Oid, short_ref
from gitfix.core.rules.ids import RULE_IDS
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

FILE = ".gitfix.toml"
USER_SCOPES = ("system", "global")
KNOWN = LOCAL + "policy/"
"""Default branches that were fetched for their policy alone, because this clone does not have them."""


@dataclass(frozen=True)
class Policy:
    """Where the team's policy was read: the ref and commit, and the file (empty where there is none).

    `text` is the file's contents, `table` the table in it that is gitfix's.
    """

    ref: str = ""
    commit: Oid | None = None
    file: str = ""
    text: str = ""
    table: tuple[str, ...] = ()

    @property
    def names_steps(self) -> bool:
        """Whether the file may say something of the playbook; without that, gitfix's own is in force."""
        return any(name in self.text for name in PLAYBOOK_TABLES)

    @property
    def origin(self) -> str:
        """The file as a person finds it: `main:.gitfix.toml`."""
        return f"{short_ref(self.ref)}:{self.file}" if self.file else ""


def default_branch(repo: Repository, remote: str, configured: str = "") -> tuple[str, Oid | None]:
    """The full refname of the protected branch as this clone knows it, and its commit; empty where it knows none.

    The remote's HEAD, else its main or master, else the one that was fetched for its policy, else a local one.
    """
    tracking = f"refs/remotes/{remote}/"
    if configured:
        names = [tracking + configured, KNOWN + configured, HEADS + configured]
    else:
        names = [f"{tracking}{name}" for name in ("HEAD", "main", "master")] if remote else []
        names += [KNOWN, *(HEADS + name for name in ("main", "master"))]
    there = repo.refs.listing(*names)
    for name in names:
        found = next(
            (ref for ref in there if ref == name or (name == KNOWN and ref.startswith(name))), ""
        )
        if found:
            return found, there[found]
    if not remote and not configured and (repo.bare or len(repo.refs.names(HEADS)) == 1):
        commit = repo.refs.commit("HEAD")
        return ("HEAD", commit) if commit else ("", None)
    return "", None


def layers_of_git(repo: Repository, without: str = "") -> list[Layer]:
    """The user's and the clone's layer, from git's configuration; the clone's without the key `without`."""
    settings = [s for s in repo.config.settings if s.key.startswith("gitfix.")]
    layers = []
    for name, mine in (("user", True), ("clone", False)):
        rows = [
            (s.key, s.value, s.origin)
            for s in settings
            if (s.scope in USER_SCOPES) is mine and (mine or s.key != without)
        ]
        layers.append(parse_git(rows, name, RULE_IDS))
    return layers


def load(
    repo: Repository,
    remote: str,
    options: dict[str, object],
    *,
    at: tuple[str, Oid] | None = None,
    without: str = "",
) -> tuple[Config, Policy]:
    """Every layer combined; Refusal for a broken one, which names file, line and key.

    `at`: read the team's file there (ref and commit), not on the default branch as this clone knows it.
    `without`: a key (as git spells it) that the clone's layer is read without, because it is about to be set.
    """
    user, clone = layers_of_git(repo, without)
    environment = parse_environment(os.environ, RULE_IDS)
    named = environment.values.get("production.branch") or clone.values.get("production.branch")
    named = named or user.values.get("production.branch") or ""
    policy = Policy()
    team = Layer("team", "", {})
    ref, commit = at or default_branch(repo, remote, str(named))
    if commit:
        team, policy = _team(repo, ref, commit)
    option = Layer("option", "the command line", dict(options))
    return combine([user, team, clone, environment, option]), policy


def _team(repo: Repository, ref: str, commit: Oid) -> tuple[Layer, Policy]:
    own, project = repo.objects.read([f"{commit}:{FILE}", f"{commit}:pyproject.toml"])
    for data, file, table in ((own, FILE, ()), (project, "pyproject.toml", ("tool", "gitfix"))):
        if data is None or (table and b"tool.gitfix" not in data):
            continue
        text = data.decode("utf-8", "replace")
        policy = Policy(ref, commit, file, text, table)
        return parse_toml(text, policy.origin, table, RULE_IDS), policy
    return Layer("team", "", {}), Policy(ref, commit)
