"""The shop's remote as a forge: over real HTTP, with the hooks of GitLab, or of Gitea and Forgejo."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.http_remote import serve
from tests.support.shop import Shop

OWNER = "acme"


@dataclass(frozen=True)
class Place:
    """`page`: the repository's own address on the forge."""

    shop: Shop
    page: str
    kind: str

    def requests(self) -> list[dict[str, Any]]:
        """The requests that were opened."""
        file = self.shop.origin.path / "requests.json"
        return list(json.loads(file.read_text())) if file.exists() else []


@contextlib.contextmanager
def gitlab(shop: Shop, *, options: bool = True) -> Iterator[Place]:
    """`options`: the server takes push options."""
    shop.origin.config("receive.advertisePushOptions", "true" if options else "false")
    with _served(shop, "gitlab", "post-receive", "gitlab_hook.py") as place:
        yield place


@contextlib.contextmanager
def gitea(shop: Shop) -> Iterator[Place]:
    shop.origin.config("receive.advertisePushOptions", "true")
    shop.origin.config("receive.procReceiveRefs", "refs/for")
    with _served(shop, "gitea", "proc-receive", "agit_hook.py") as place:
        yield place


@contextlib.contextmanager
def _served(shop: Shop, kind: str, hook: str, program: str) -> Iterator[Place]:
    with serve(shop.origin, owner=OWNER) as remote:
        page = remote.url.removesuffix(".git")
        path = Path(__file__).with_name(program)
        shop.origin.hook(hook, f"FORGE_PAGE='{page}' exec '{sys.executable}' -P '{path}'")
        shop.repo.git("remote", "set-url", "origin", remote.url)
        shop.repo.config("gitfix.forge.kind", kind)
        yield Place(shop, page, kind)
