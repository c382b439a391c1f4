"""Which variable of the environment holds the token for a forge: none is ever sent to a host that it is not for."""

from __future__ import annotations

from collections.abc import Mapping

from gitfix.core.forge import Forge, Kind, host_of
from gitfix.core.value import dataclass, field

TOKENS: dict[Kind, tuple[str, ...]] = {
    "github": ("GH_TOKEN", "GITHUB_TOKEN"),
    "gitlab": ("GITLAB_TOKEN",),
    "gitea": ("FORGEJO_TOKEN", "GITEA_TOKEN"),
}
ENTERPRISE = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
"""For a GitHub that somebody runs themselves, as GitHub's own program has it."""
_HOSTS: dict[Kind, tuple[str, ...]] = {
    "github": ("GH_HOST", "GITHUB_SERVER_URL"),
    "gitlab": ("GITLAB_HOST", "CI_SERVER_URL"),
    "gitea": ("GITEA_HOST", "FORGEJO_HOST", "GITHUB_SERVER_URL"),
}
"""Variables that say of which host the tokens are; a CI sets them."""


@dataclass(frozen=True)
class Token:
    """A secret, and where it is from; its value is not shown where this is printed."""

    source: str
    value: str = field(repr=False)


def from_environment(
    forge: Forge, environment: Mapping[str, str], *, told: bool = False
) -> Token | None:
    """The token for `forge`. `told`: the person's own configuration says what kind of forge this host is.

    A team's file does not count: it would have a clone of anything send the token anywhere.
    """
    if forge.kind == "github" and not forge.known:
        found = _first(ENTERPRISE, environment) if told or _names(forge, environment) else None
        if found:
            return found
    named = _named(forge.kind, environment)
    ours = forge.host in named if named else forge.known or (told and forge.kind != "github")
    return _first(TOKENS.get(forge.kind, ()), environment) if ours else None


def _names(forge: Forge, environment: Mapping[str, str]) -> bool:
    return forge.host in _named(forge.kind, environment)


def _named(kind: Kind, environment: Mapping[str, str]) -> set[str]:
    values = (environment.get(name, "") for name in _HOSTS.get(kind, ()))
    return {host_of(v) if "://" in v else v.lower().partition(":")[0] for v in values if v}


def _first(names: tuple[str, ...], environment: Mapping[str, str]) -> Token | None:
    return next((Token(n, environment[n].strip()) for n in names if environment.get(n)), None)
