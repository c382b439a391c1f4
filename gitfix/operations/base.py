"""What a hotfix starts from and is measured against: the production tag, one that was named, or the nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.line import parse_line
from gitfix.core.names import DEVELOP, HEADS, MAIN, TAGS, Oid, TagName
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.tag_index import index_tags
from gitfix.core.tag_scheme import ReleaseTag, parse_tag
from gitfix.core.text import plural, printable
from gitfix.core.value import dataclass
from gitfix.host import clock
from gitfix.operations import production, tag_sides, targets
from gitfix.operations.shipped import shipped
from gitfix.operations.truth import bring

if TYPE_CHECKING:
    from gitfix.core.production import Choice
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Base:
    """A base. `release` and `choice` are None for a commit that no release tag names."""

    tag: str
    commit: Oid
    release: ReleaseTag | None
    choice: Choice | None = None
    previous_tag: str = ""
    previous_commit: Oid | None = None
    made: int = 0
    state: str = ""

    @property
    def version(self) -> str:
        """The version as text, empty without one."""
        return str(self.release.version) if self.release else ""

    @property
    def component(self) -> str:
        """The component, empty for the repository as a whole."""
        return self.release.component if self.release else ""


def choose(
    work: Workspace,
    tag: str | None,
    revision: str | None,
    line: str | None,
    component: str | None,
    trust_tag: tag_sides.TrustTag | None = None,
) -> Base:
    """The base that was named, else the production tag."""
    if tag is not None and revision is not None:
        raise Refusal(
            "--tag and --from both name the base", hint="gitfix branch --help", exit=Exit.USAGE
        )
    if revision is not None:
        return _of_revision(work, revision)
    if tag is not None:
        return _of_tag(work, tag, trust_tag)
    if work.config.text("release.mode") == "none":
        raise Refusal(
            "this repository makes no release tags (release.mode = none)",
            hint="name what runs in production: gitfix branch --from REV",
        )
    found = production.find(work, component, line, trust_tag)
    choice = found.choice
    earlier = choice.previous if choice else None
    return Base(
        found.tag,
        found.commit,
        found.release,
        choice,
        earlier.name if earlier else "",
        Oid(choice.previous_commit) if choice and earlier else None,
        production.when(work, found),
        found.state,
    )


def _of_tag(work: Workspace, name: str, trust_tag: tag_sides.TrustTag | None) -> Base:
    tag = TagName(name.removeprefix(TAGS))
    theirs = work.truth.advertised.refs.get(tag.ref)
    local = work.repo.refs.get(tag.ref)
    if local is None and theirs is None:
        found = work.repo.refs.commit(name)
        if found:
            return _of_revision(work, name)
        raise Refusal(
            f"there is no tag {printable(name)}, here or on the remote",
            hint="gitfix production shows what is found; git fetch --tags",
        )
    commit: Oid | None
    if local and theirs and local != theirs:
        commit = tag_sides.which_side(work, tag, trust_tag)
    elif local:
        commit = work.repo.refs.commit(tag.ref)
    else:
        commit = bring(work.repo, work.truth, [tag.ref], keep_refs=not work.settings.dry_run)[
            tag.ref
        ]
    if commit is None:
        raise Refusal(
            f"tag {printable(tag)} does not lead to a commit",
            hint="name another: gitfix branch --from REV",
        )
    release = parse_tag(tag, production.repository_name(work))
    made = work.repo.refs.tag_dates([tag]).get(tag, 0)
    return Base(tag, commit, release, None, made=made)


def _of_revision(work: Workspace, revision: str) -> Base:
    commit = work.repo.refs.commit(revision)
    if commit is None:
        raise Refusal(
            f"{printable(revision)} is not a commit here",
            hint="git fetch, then again    or name a tag: gitfix branch --tag TAG",
        )
    names = [ref[len(TAGS) :] for ref in work.repo.refs.names("--points-at", commit, TAGS)]
    release = next(index_tags(names, production.repository_name(work)).releases(), None)
    return Base(release.name if release else "", commit, release)


def nearest(work: Workspace, head: Oid) -> Base:
    """The highest release that `head` descends from, and is not itself; for a head that no incident knows."""
    repo = work.repo
    if repo.shallow:
        raise Refusal(
            "this clone is shallow, and no incident says what the fix is based on",
            hint="git fetch --unshallow --tags",
        )
    here = set(repo.refs.names("--points-at", head, TAGS))
    refs = repo.refs.names("--merged", head, TAGS)
    names = [ref[len(TAGS) :] for ref in refs if ref not in here]
    called = production.repository_name(work)
    release = next(index_tags(names, called).releases(), None)
    if release is None:
        own = (ref[len(TAGS) :] for ref in here)
        if itself := next(index_tags(own, called).releases(), None):
            raise Refusal(
                f"{head.short} is {printable(itself.name)} itself, and no release comes before it",
                hint="commit the fix first    or name the base: gitfix check --base TAG",
            )
        raise Refusal(
            f"no release tag is an ancestor of {head.short}",
            found=(plural(len(names), "tag") + " in its history, none of them a release",),
            hint="git fetch --tags    or name the base: gitfix check --base TAG",
        )
    commit = repo.refs.commit(TAGS + release.name)
    assert commit is not None, "--merged lists tags of commits only"
    return Base(release.name, commit, release)


def target_tips(work: Workspace) -> dict[str, str]:
    """Where the branches are that a hotfix must take nothing from: the remote's tips, and what is known here."""
    names = set(MAIN + DEVELOP) | {targets.default_name(work, targets.heads(work))}
    names |= {name for name in targets.heads(work) if parse_line(name)}
    wanted = {HEADS + name for name in names if name}
    tips = {
        f"remote:{ref}": oid for ref, oid in work.truth.advertised.refs.items() if ref in wanted
    }
    tracking = f"refs/remotes/{work.remote_name}/"
    spaces = (HEADS, tracking) if work.remote_name else (HEADS,)
    for ref, oid in work.repo.refs.listing(*spaces).items():
        if ref.removeprefix(tracking).removeprefix(HEADS) in names:
            tips[ref] = oid
    return {ref: str(oid) for ref, oid in tips.items()}


def age_words(work: Workspace, base: Base) -> str:
    """`released 6 days ago, same on origin`, for people."""
    from gitfix.core.span import age

    parts = [f"released {age(max(clock.now() - base.made, 0))} ago"] if base.made else []
    remote = work.truth.remote
    states = {
        "same": f"same on {remote}",
        "only_local": f"not on {remote}",
        "only_remote": f"from {remote}",
        "moved": f"not the same on {remote}",
        "unreachable": f"{remote} not reached",
        "offline": f"{remote} not asked",
    }
    parts += [states[base.state]] if base.state in states else []
    return ", ".join(parts)


def shipped_rows(work: Workspace, base: Base) -> tuple[str, ...]:
    """What came with the base over the release before it, for people; at most six rows."""
    came = shipped(work.repo, base.previous_commit, base.commit)
    if not came.known:
        return ()
    return (plural(came.commits, "commit"), *map(printable, came.merges))
