"""The doctor's look at what the team agreed on: configuration, policy, trust, and the hook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitfix.core.doctor import DoctorCheck, ok, warning
from gitfix.core.names import Oid, short_ref
from gitfix.core.text import plural, printable
from gitfix.operations import hook_status, optional, trust

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def config(work: Workspace) -> Iterator[DoctorCheck]:
    """Every layer can be read, and none is ignored."""
    count = len(work.config.notices)
    if count:
        yield warning("config", f"{plural(count, 'setting')} not used, see above", "gitfix config")
    else:
        yield ok("config", "readable")


def policy(work: Workspace) -> Iterator[DoctorCheck]:
    """Where the team's limits come from."""
    found = work.policy
    if not found.ref:
        yield warning(
            "policy",
            "there is no default branch here to read the team's policy from",
            "gitfix config production.branch BRANCH",
        )
    elif not found.file:
        yield ok("policy", f"gitfix's own: {printable(short_ref(found.ref))} has no .gitfix.toml")
    else:
        where = f"{printable(short_ref(found.ref))} at {Oid(found.commit or '').short}"
        yield ok("policy", f"{found.file} of {where}")


def rules(work: Workspace) -> Iterator[DoctorCheck]:
    """Rules that need an extra; a warning only where the team's own file asks for such a rule."""
    way = optional.missing("secret")
    if not way:
        yield ok("rules", "every rule of gitfix check runs here")
    elif (
        work.config.source("rules.secret")[0] == "team"
        and work.config.text("rules.secret") != "off"
    ):
        yield warning("rules", "the team's rule secret does not run here", way)
    else:
        yield ok("rules", f"all but secret run here, which is an extra: {way}")


def languages(work: Workspace) -> Iterator[DoctorCheck]:
    """Whether the check tells layout from changes in all languages of the checked-out commit."""
    head = work.repo.refs.commit("HEAD")
    names = (
        work.repo.git.fields("ls-tree", "-r", "-z", "--name-only", "--full-tree", head)
        if head
        else []
    )
    found = optional.unread(names)
    if found:
        said = f"layout in {', '.join(found)} is told by looks alone; the grammars are an extra"
        yield ok("languages", f"{said}: {optional.LANGUAGES}")
    else:
        yield ok("languages", "every grammar that the check needs here is installed")


def trusted(work: Workspace) -> Iterator[DoctorCheck]:
    """Commands of the team's file that would not run here."""
    commands = trust.team_commands(work)
    waiting = [command.key for command in commands if not trust.allowed(work, command.key)]
    if waiting:
        yield warning("trust", f"not trusted in this clone: {', '.join(waiting)}", "gitfix trust")
    else:
        yield ok("trust", f"{plural(len(commands), 'command')} of the team's file")


def hook(work: Workspace) -> Iterator[DoctorCheck]:
    """The pre-push hook, as `gitfix hook status` sees it."""
    found = hook_status.look(work)
    said = {
        "none": "not installed: hotfixes are pushed without a check",
        "other": "somebody else's: hotfixes are pushed without a check",
    }.get(found.state, f"{found.state}: {found.reason}")
    if found.state == "framework":
        yield ok("hook", "run by the pre-commit framework, as the checked-out files say")
    elif found.state == "installed":
        yield ok("hook", "installed")
    else:
        yield warning("hook", printable(said), "gitfix hook install")
