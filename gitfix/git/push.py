"""Pushes: atomic, plain fast-forwards, to one URL, and the remote read again whenever git is not sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.plan import UpdateRef
from gitfix.core.redact import redact_url
from gitfix.core.text import decode
from gitfix.git import pre_push
from gitfix.git.process import Git
from gitfix.git.push_url import Place
from gitfix.git.pushed import Pushed, Rejected
from gitfix.git.remote import Remote
from gitfix.git.standing import standing
from gitfix.host.process import TimedOut
from gitfix.host.secret_names import masked

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

HOOK_PATIENCE = 600.0
"""Seconds without output that a push may take where the user's own pre-push hook runs first."""


def one_place(remote: Remote) -> Place:
    """The one URL that pushes go to; Refusal when there are more, because atomic is per URL."""
    urls = remote.push_urls
    if len(urls) == 1:
        return remote.push_place()
    if not urls:
        raise Refusal(
            f"there is no remote called {remote.name}",
            hint="name the one to use: gitfix config remote NAME",
        )
    raise Refusal(
        f"{remote.name} has {len(urls)} push URLs, and a push is all or nothing per URL only",
        found=tuple(map(redact_url, urls)),
        hint="name a remote with one push URL: gitfix config push.remote NAME",
    )


def push(
    repo: Repository,
    remote: Remote,
    updates: Sequence[UpdateRef],
    *,
    hooks: bool = True,
    lease: bool = False,
    options: Sequence[str] = (),
    along: Sequence[UpdateRef] = (),
) -> Pushed:
    """Push all of `updates` or none.

    The place is named instead of the remote, so that git leaves the user's remote-tracking refs (and the leases
    that rest on them) alone. `lease`: for refs that must hold exactly `old`; never for main, dev, lines or tags.
    `options`: for the server's hooks; where it takes none, nothing lands. `along`: refs of the record in the same push,
    under a lease, so that one that was deleted there is not made again; each is a fast-forward of what is leased.
    """
    place = one_place(remote)
    leased = [*(updates if lease else ()), *along]
    leases = [f"--force-with-lease={u.ref}:{'' if u.old.is_zero else u.old}" for u in leased]
    receive = repo.config.get(f"remote.{remote.name}.receivepack")
    arguments = [
        *place.before,
        "push",
        "--porcelain",
        "--progress",
        # One ref lands or does not; a server that has no atomic pushes would refuse even that.
        *(("--atomic",) if len(updates) + len(along) > 1 else ()),
        "--no-follow-tags",
        "--no-recurse-submodules",
        *(() if hooks else ("--no-verify",)),
        *leases,
        *(f"--push-option={option}" for option in options),
        *((f"--receive-pack={receive}",) if receive else ()),
        "--",
        place.name,
        *(f"{'' if u.new.is_zero else u.new}:{u.ref}" for u in (*updates, *along)),
    ]
    code, stdout, words = _run(repo, remote, place, arguments, hooks)
    return _settle(repo, remote, updates, along, lease, code, stdout, words)


def _run(
    repo: Repository, remote: Remote, place: Place, arguments: list[str], hooks: bool
) -> tuple[int, str, tuple[str, ...]]:
    hooked = hooks and pre_push.path(repo).exists()
    git: Git = repo.git
    env = {"GITFIX_PUSH": "1", **({} if git.interactive else remote.batch_ssh())}
    if place.hidden:
        env |= place.hidden.environment(git.env, place.url)
    try:
        done = git.run(
            *arguments,
            env=env,
            idle=HOOK_PATIENCE if hooked else max(remote.patience.server, remote.patience.quiet),
            limit=remote.left(),
            ok=None,
            terminal=git.interactive,
        )
    except TimedOut as late:
        return -1, "", (f"no answer within {late.seconds:g} s",)
    return done.code, decode(done.stdout), tuple(_words(decode(done.stderr))[-12:])


def _words(text: str) -> list[str]:
    """What is more than a progress meter, without secrets (looking for them takes a while: not for nothing)."""
    if not any(map(_worth, text.split("\n"))):
        return []
    return [line.rstrip() for line in masked(text).split("\n") if _worth(line)]


def _worth(line: str) -> bool:
    """Whether a line is more than a progress meter."""
    told = ("Total ", "Delta compression ")
    meter = "\r" in line or line.startswith(told) or line.rstrip().endswith("done.")
    return bool(line.strip()) and not meter


def _settle(
    repo: Repository,
    remote: Remote,
    updates: Sequence[UpdateRef],
    along: Sequence[UpdateRef],
    lease: bool,
    code: int,
    stdout: str,
    words: tuple[str, ...],
) -> Pushed:
    flags = _porcelain(stdout)
    created = frozenset(ref for ref, (flag, _) in flags.items() if flag == "*")
    if code == 0:
        return Pushed(True, created=created, words=words, refs=tuple(flags), along=bool(along))
    rejected = tuple(Rejected(ref, why) for ref, (flag, why) in flags.items() if flag == "!")
    # Where one ref was reported as taken, git had the server's report, and its no is a no.
    reported = any(flag != "!" for flag, _ in flags.values())
    refused = [one.ref for one in rejected] if reported else []
    found = standing(repo, remote, (*updates, *along), lease=lease, refused=refused)
    if found is None:
        return Pushed(None, rejected, (), created, words, died=code > 0)
    there = found.among(update.ref for update in updates)
    partly = (*found.landed, *((*there.gone, *there.unsure) if there.whole else ()))
    with_it = bool(along) and found.among(update.ref for update in along).whole
    return Pushed(
        there.whole,
        rejected,
        partly,
        created,
        words,
        died=code > 0,
        along=with_it,
        moved=bool(there.moved),
    )


def _porcelain(stdout: str) -> dict[str, tuple[str, str]]:
    """Remote ref → (flag, reason), from between the last `To ` and `Done`; hooks may print before it."""
    lines = stdout.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith("To ")]
    found: dict[str, tuple[str, str]] = {}
    for line in lines[starts[-1] + 1 :] if starts else []:
        parts = line.split("\t")
        if len(parts) == 3:
            reason = parts[2].partition("(")[2].rstrip(")") or parts[2]
            found[parts[1].partition(":")[2]] = (parts[0], reason)
    return found
