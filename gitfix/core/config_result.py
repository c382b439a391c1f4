"""The settings in force: the answer of `gitfix config`."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class ShownValue:
    """One value in force. `layer` and `origin` say who set it; `about` what it is for."""

    key: str
    value: object
    layer: str
    origin: str
    about: str = ""

    _private = ("about",)


@dataclass(frozen=True)
class ShownPolicy:
    """Where the team's policy was read; `commit` is None where there is no protected branch."""

    ref: str
    commit: str | None
    file: str


@dataclass(frozen=True)
class ConfigResult:
    """The values that were asked for. `did` is "set", "unset", "same", or empty where nothing was to change."""

    values: tuple[ShownValue, ...]
    policy: ShownPolicy
    did: str = ""
    dry_run: bool = False

    _private = ("did", "dry_run")
