"""Git's configuration: read once with scope and origin, written one key at a time."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.value import dataclass
from gitfix.git.process import Git, split

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.host.process import Begun

LISTED = ("config", "--list", "-z", "--show-scope", "--show-origin")


@dataclass(frozen=True)
class Setting:
    """One line of git's configuration. `key` is as git spells it: section and name in lower case."""

    scope: str
    origin: str
    key: str
    value: str


class GitConfig:
    """All of git's configuration as seen from this repository."""

    def __init__(self, repo: Repository, begun: Begun | None = None) -> None:
        """`begun`: a git that lists it already."""
        self._git = repo.git
        self._begun = begun

    def through(self, git: Git) -> GitConfig:
        """The same configuration, not read again, written by another git."""
        if self._begun is not None:
            _ = self.settings
        other = copy(self)
        other._git = git
        return other

    @cached_property
    def settings(self) -> list[Setting]:
        """Every setting, weakest first."""
        begun, self._begun = self._begun, None
        done = begun.finish() if begun else None
        rows = split(self._git.out(*LISTED) if done is None or done.code else done.stdout)
        found = []
        for scope, origin, pair in zip(rows[0::3], rows[1::3], rows[2::3], strict=True):
            key, has_value, value = pair.partition("\n")
            # `[section] name` without `=` is git's way to say true.
            found.append(
                Setting(scope, origin.removeprefix("file:"), key, value if has_value else "true")
            )
        return found

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for setting in self.settings:
            found.setdefault(setting.key, []).append(setting.value)
        return found

    def get(self, key: str) -> str | None:
        """The value in force; section and name of `key` in lower case."""
        values = self._by_key.get(key)
        return values[-1] if values else None

    def get_all(self, key: str) -> list[str]:
        """All values of a multi-valued key."""
        return self._by_key.get(key, [])

    def flag(self, key: str, default: bool = False) -> bool:
        """A boolean as git reads it."""
        value = self.get(key)
        return default if value is None else value.lower() not in ("false", "no", "off", "0", "")

    def remotes(self) -> list[str]:
        """Names of the configured remotes that have a URL."""
        names = [
            key[len("remote.") : -len(".url")]
            for key in self._by_key
            if key.startswith("remote.") and key.endswith(".url")
        ]
        return sorted(names, key=lambda name: (name != "origin", name))

    def write(self, key: str, value: str | None) -> None:
        """Set (or with None remove) `key` in the clone's own configuration."""
        if value is None:
            self._git.run("config", "--local", "--unset-all", key, ok=(0, 5))
        else:
            self._git.run("config", "--local", "--replace-all", key, value)
        self.forget()

    def forget(self) -> None:
        """Read again at the next question."""
        self.__dict__.pop("settings", None)
        self.__dict__.pop("_by_key", None)
