"""What became of a post-mortem: the answer of `gitfix postmortem`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.request import How
from gitfix.core.value import dataclass

State = Literal[
    "written", "committed", "prepared", "pushed", "planned", "unchanged", "checked",
    "private", "exported", "proposed",
]  # fmt: skip
Form = Literal["md", "html", "osv"]


@dataclass(frozen=True)
class OpenItem:
    """Something that waits for a person. `key`: for `--answer KEY=TEXT`, empty for what is no question."""

    key: str
    ask: str


@dataclass(frozen=True)
class PostmortemResult:
    """What `gitfix postmortem` did.

    `branch` and `commit`: where it was committed (empty in a checkout). `to_write`: questions that
    wait for a person, and `open` which ones. `left_alone` names local branches that could not follow, and why.
    `state` is `private` where an embargo keeps it in this clone, `exported` with `--output` or another format; then
    `path` is the file, empty for standard output, whose text is `content`. With `--pr`: `pr` is the request's page (or
    the one where a person opens it), `request` what became of it, `request_branch` the branch that it offers, and
    `request_text` what is mailed where there is no forge.
    """

    incident: str
    path: str
    log: str
    state: State
    branch: str = ""
    commit: Oid | None = None
    remote: str = ""
    to_write: int = 0
    incidents: int = 0
    problems: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    plan: tuple[Mapping[str, object], ...] = ()
    open: tuple[OpenItem, ...] = ()
    form: Form = "md"
    content: str | None = None
    pr: str | None = None
    request: How | None = None
    request_branch: str = ""
    draft: bool = False
    request_text: str = ""
