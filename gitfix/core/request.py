"""A pull or merge request as it should be, and what became of it on the forge."""

from __future__ import annotations

from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.text import encode
from gitfix.core.value import dataclass

How = Literal["opened", "updated", "same", "by-hand", "left"]
"""`by-hand`: its branch is pushed, and a person opens it; `left`: somebody else has pushed to its branch."""
DRAFT = "Draft: "
WORK = "WIP: "
"""Titles of drafts: GitLab's word, and the one that Gitea and Forgejo know."""
LARGEST = 60_000
"""Bytes of a description: GitHub takes 65,536 characters, git 65,516 bytes of a push option."""
BEGIN, END = "<!-- gitfix:begin -->", "<!-- gitfix:end -->"
"""What gitfix writes stands in between; what people write around it stays."""


@dataclass(frozen=True)
class Request:
    """`branch` at `tip`, to be taken into `target`. `line` is `body` in a single line, without Markdown."""

    target: str
    branch: str
    tip: Oid
    title: str
    body: str
    line: str
    draft: bool = False


@dataclass(frozen=True)
class Opened:
    """A request on the forge. `url`: its page, or the page where it is opened `by-hand`."""

    request: Request
    how: How
    url: str = ""
    pushed: bool = False
    text: str = ""
    """What `git request-pull` says, where there is no forge."""


def bounded(body: str) -> str:
    """`body`, cut where it is longer than a forge takes."""
    data = encode(body)
    if len(data) <= LARGEST:
        return body
    return data[:LARGEST].decode("utf-8", "ignore") + "\n…\n"


def marked(body: str) -> str:
    """`body` between marks, so that the next run finds its own words again."""
    return f"{BEGIN}\n{body.strip()}\n{END}"


def merged(there: str, body: str) -> str:
    """The description `there` with gitfix's part replaced by `body`; people's words around it stay."""
    head, begins, rest = there.partition(BEGIN)
    _, ends, tail = rest.partition(END)
    if not begins or not ends:
        return marked(body) if not there.strip() else f"{there.rstrip()}\n\n{marked(body)}"
    return f"{head}{marked(body)}{tail}"


def gitlab_options(request: Request, *, whole: bool = True) -> tuple[str, ...]:
    """Push options that make GitLab open or update the merge request of the branch that is pushed.

    `whole`: title and description, too; without, what people have made of them stays. GitLab reads `\\n` as the end of
    a line (its documentation, "Push options"), and the title says what is a draft.
    """
    options = ["merge_request.create", f"merge_request.target={request.target}"]
    if whole:
        title = _one_line((DRAFT if request.draft else "") + request.title)
        body = request.body.replace("\\n", "\\&#110;").replace("\r", "").replace("\n", "\\n")
        options += [f"merge_request.title={title}", f"merge_request.description={body}"]
    return tuple(options)


def agit_options(request: Request, *, force: bool) -> tuple[str, ...]:
    """Push options for `refs/for/<target>` on Gitea and Forgejo; a new request gets title and description."""
    title = _one_line((WORK if request.draft else "") + request.title)
    options = [f"topic={request.branch}", f"title={title}"]
    options.append(f"description={_one_line(request.line)}")
    return (*options, *(("force-push=true",) if force else ()))


def _one_line(text: str) -> str:
    return " ".join(text.split())
