"""The doctor's look at the remote: whether it answers, where pushes go, and whether its tags are here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitfix.core.doctor import DoctorCheck, error, ok, warning
from gitfix.core.names import TAGS
from gitfix.core.redact import redact_url
from gitfix.core.text import plural, printable

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

SHOWN = 3


def remote(work: Workspace) -> Iterator[DoctorCheck]:
    """One remote that answers, one push URL, no mirror."""
    found = work.remote
    if found is None:
        yield ok("remote", "none: hotfixes stay in this clone")
        return
    where = f"{found.name}, {printable(found.shown())}"
    if found.mirror:
        yield error(
            "mirror",
            f"this clone mirrors {found.name}: its next fetch would delete the record",
            "work in an ordinary clone",
        )
    push = work.config.text("push.remote")
    target = work.repo.remote(push) if push else found
    if len(target.push_urls) > 1:
        yield error(
            "push",
            f"{target.name} has {len(target.push_urls)} push URLs, and a push is all or nothing per URL only",
            f"name one of them as a remote of its own: gitfix config push.remote {target.name}-one",
        )
    elif push and not target.urls:
        yield error("push", f"push.remote is {push}, and there is no such remote", "git remote -v")
    open_urls = [url for url in (*target.urls, *target.push_urls) if redact_url(url) != url]
    if open_urls:
        yield warning(
            "password",
            f"the address of {target.name} holds a password or a token: whoever lists processes here sees it "
            "while git runs (gitfix hides it)",
            f"git remote set-url {target.name} URL    without it; gitcredentials(7) says where it belongs",
        )
    if work.truth.answer == "unreachable":
        yield warning(
            "remote",
            f"{where}: {printable(work.truth.reason)}",
            f"git ls-remote {found.name}    until it is back: gitfix … --offline",
        )
    elif work.truth.answer == "offline":
        yield ok("remote", f"{where}, not asked")
    else:
        yield ok("remote", f"{where}, answers")


def tags(work: Workspace) -> Iterator[DoctorCheck]:
    """Whether the remote's tags are here, and the same."""
    names = work.repo.refs.listing(TAGS)
    if not work.truth.known:
        yield _any(work, len(names))
        return
    theirs = {ref: oid for ref, oid in work.truth.advertised.refs.items() if ref.startswith(TAGS)}
    absent = [ref for ref in theirs if ref not in names]
    moved = [ref for ref, oid in theirs.items() if names.get(ref, oid) != oid]
    if moved:
        shown = ", ".join(printable(ref[len(TAGS) :]) for ref in moved[:SHOWN])
        yield warning(
            "tags",
            f"{plural(len(moved), 'tag')} not the same as on {work.truth.remote}: {shown}",
            "compare them: git ls-remote --tags    a hotfix asks with --trust-tag local|remote",
        )
    if absent:
        yield warning(
            "tags",
            f"{plural(len(absent), 'tag')} of {work.truth.remote} not here",
            f"git fetch --tags {work.truth.remote}",
        )
    if not moved and not absent:
        yield _any(work, len(names))


def _any(work: Workspace, count: int) -> DoctorCheck:
    if count or work.config.text("release.mode") == "none":
        return ok("tags", plural(count, "tag"))
    return warning(
        "tags",
        "no tags: gitfix cannot tell what runs in production",
        "name it each time: gitfix branch --from REV    or for good: gitfix config production.ref BRANCH",
    )
