"""Where plain `git push REMOTE` goes, and how to name that place so that git goes exactly there.

Pushes name a place instead of the remote, so that git leaves the remote-tracking refs alone. A URL that is named is
rewritten by git as one without a remote: `url.*.pushInsteadOf` applies, then `url.*.insteadOf`. Those of a remote
that has a `pushurl` are rewritten by `insteadOf` alone (git-config(1), url.<base>.pushInsteadOf).
"""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core.value import dataclass
from gitfix.git.config import GitConfig
from gitfix.git.url_secret import HiddenUser, hidden_user

STAND_IN = "gitfix-push"
"""A remote of one push, where naming the URL would be rewritten otherwise than the remote's; the hook is told it."""

Rewrites = Sequence[tuple[str, str]]
"""Prefix that is written, and what git puts in its place; in the order of the configuration."""


@dataclass(frozen=True)
class Place:
    """What `git push` is given (`name`, after the options `before`) to reach `url`.

    `hidden`: who asks, where the address says it with a password; `url` and `name` are then without.
    """

    url: str
    name: str
    before: tuple[str, ...] = ()
    hidden: HiddenUser | None = None


def rewrites(config: GitConfig, key: str) -> Rewrites:
    """All `url.<base>.<key>` of the configuration, those of one base together, as git keeps them."""
    bases: dict[str, list[str]] = {}
    for setting in config.settings:
        if setting.key.startswith("url.") and setting.key.endswith(f".{key.lower()}"):
            base = setting.key[len("url.") : -len(key) - 1]
            bases.setdefault(base, []).append(setting.value)
    return [(prefix, base) for base, prefixes in bases.items() for prefix in prefixes]


def rewritten(url: str, known: Rewrites) -> str | None:
    """`url` with the longest prefix that matches replaced (the first of equals); None when none does."""
    fitting = [pair for pair in known if url.startswith(pair[0])]
    if not fitting:
        return None
    prefix, base = max(fitting, key=lambda pair: len(pair[0]))
    return base + url[len(prefix) :]


def resolved(urls: Sequence[str], explicit: Sequence[str], config: GitConfig) -> list[str]:
    """Where plain `git push` goes, from a remote's `url` and `pushurl` values: as `git remote get-url --push --all`."""
    instead = rewrites(config, "insteadOf")
    if explicit:
        return [rewritten(url, instead) or url for url in explicit]
    for_pushes = rewrites(config, "pushInsteadOf")
    found = [there for url in urls if (there := rewritten(url, for_pushes)) is not None]
    return found or [rewritten(url, instead) or url for url in urls]


def place(name: str, urls: Sequence[str], explicit: Sequence[str], config: GitConfig) -> Place:
    """How to push to the one URL that these resolve to; the caller has made sure that it is one."""
    (url,) = resolved(urls, explicit, config)
    written = [*explicit] or [*urls]
    hidden = hidden_user(url)
    if hidden:
        url, urls, explicit = hidden.bare, [hidden.bare], []
    # A proxy belongs to the remote's name, which is not named.
    proxies = [
        (key, value)
        for key in ("proxy", "proxyauthmethod", "vcs")
        if (value := config.get(f"remote.{name}.{key}")) is not None
    ]
    if hidden and not proxies:
        return Place(url, url, hidden=hidden)
    if not hidden and len(written) == 1 and resolved(written, (), config) == [url]:
        return Place(url, written[0])
    values = [("url", each) for each in urls] + [("pushurl", each) for each in explicit] + proxies
    before = [word for key, value in values for word in ("-c", f"remote.{STAND_IN}.{key}={value}")]
    return Place(url, STAND_IN, tuple(before), hidden)
