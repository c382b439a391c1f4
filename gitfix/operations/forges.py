"""Which forge the remote is on, and with which token gitfix may speak to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gitfix.core.config import TEAM
from gitfix.core.forge import Forge, forge_of, host_of, secure
from gitfix.core.forge_token import TOKENS, Token, from_environment
from gitfix.core.text import printable
from gitfix.git.push_url import rewrites, rewritten

if TYPE_CHECKING:
    from gitfix.git.remote import Remote
    from gitfix.operations.workspace import Workspace

KIND, API = "forge.kind", "forge.api"


def forge_at(work: Workspace, remote: Remote | None) -> Forge:
    """The forge behind `remote`, by its host name, or as it is configured."""
    if remote is None or not remote.urls:
        return forge_of("")
    url = _meant(work, remote.urls[0])
    kind = work.config.text(KIND)
    forge = forge_of(url, kind)
    api = work.config.text(API)
    if not api:
        return forge
    # A file in a repository does not choose where a token goes: only the host of the remote itself.
    if work.config.source(API)[0] == TEAM and not _same(host_of(api), forge.host):
        work.note(
            f"the team's {API} = {printable(api)} is not used: it is another host than the remote's; "
            f"yours would be: gitfix config {API} URL"
        )
        return forge
    return forge_of(url, kind, api)


def _meant(work: Workspace, written: str) -> str:
    """The URL that says where the project is: as it is written, or, for a short form, as git reads it."""
    read = rewritten(written, rewrites(work.repo.config, "insteadOf")) or written
    return written if forge_of(written).kind != "none" else read


def _same(host: str, remote: str) -> bool:
    return host == remote or host.endswith("." + remote)


def token_for(work: Workspace, forge: Forge) -> Token | None:
    """From the environment, else from git's credential helpers; None without one, or where nothing is encrypted."""
    if not forge.api or not secure(forge.api):
        return None
    layer = work.config.source(KIND)[0]
    told = work.config.text(KIND) != "auto" and layer not in (TEAM, "built-in")
    found = from_environment(forge, os.environ, told=told)
    if found is not None:
        return found
    from gitfix.git.credential import password

    value = password(work.repo, forge.page)
    return Token("git's credential helper", value) if value else None


def how_to_give(forge: Forge) -> str:
    """How a person gives gitfix a token for this forge."""
    name = TOKENS.get(forge.kind, ("",))[0]
    return f"{name} in the environment, or a credential helper of git that knows {forge.host}"
