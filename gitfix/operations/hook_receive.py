"""`gitfix hook run pre-receive`: the same check on the server, where `git push --no-verify` does not help.

git keeps the objects of a push in quarantine until this hook agrees (git-receive-pack, "Quarantine Environment"): they
are read by the git binary alone, and neither a ref nor an object nor a file is written. What is on the server counts:
its default branch has the policy, its tags are the releases, and a waiver counts once the record with it is there.
A record or a tag in the same push does not: another hook may refuse it, and the branch would be there all the same.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.hook_push import parse_receive
from gitfix.core.hook_result import PushResult
from gitfix.core.names import HEADS
from gitfix.core.outcome import Outcome
from gitfix.core.value import replace
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from gitfix.operations.hook_run import checked, pushed_refs, verdict
from gitfix.operations.hotfix_pushes import hotfix_pushes
from gitfix.operations.policy import Policy, default_branch, load
from gitfix.operations.workspace import Workspace

if TYPE_CHECKING:
    from gitfix.core.config import Config
    from gitfix.core.names import Oid
    from gitfix.core.settings import Settings

REPAIR = "repair what each line names, or waive it: gitfix waive …, gitfix sync\nthen push again"
BY_HAND = "git calls this on a server: gitfix hook sample pre-receive"
ASK = "what the server lacks may have to be pushed first: git push --tags, gitfix sync"


class Server(Workspace):
    """A server's repository: it has no remote that it would ask, and its own HEAD is the default branch."""

    @cached_property
    def remote_name(self) -> str:
        """A mirror's remote is not asked in the middle of a push."""
        return ""

    @cached_property
    def _loaded(self) -> tuple[Config, Policy]:
        config, policy = load(self.repo, "", dict(self.settings.options), at=_default(self.repo))
        self.notices += config.notices
        return config, policy


def run(settings: Settings, given: bytes) -> Outcome:
    """Check the hotfixes among the refs that git names. POLICY when one does not pass: git then takes nothing.

    A hotfix that cannot be checked is not taken either, with the refusal's own exit code.
    """
    refs = pushed_refs(parse_receive, given, BY_HAND)
    if not any(ref.branch and not ref.deletes for ref in refs):
        return Outcome(PushResult((), skipped=len(refs), hook="pre-receive"))
    repo = open_repository(settings.repo)
    repo.guest = True
    work = Server(replace(settings, offline=True, dry_run=True), repo)
    work.read_refs_once()
    found = hotfix_pushes(work, refs)
    ended = [checked(work, push) for push in found]
    blank = PushResult((), len(refs) - len(found), "pre-receive")
    return verdict(work, blank, ended, REPAIR, ASK)


def _default(repo: Repository) -> tuple[str, Oid] | None:
    """The branch that HEAD names, where it has a commit; else what any clone would take."""
    configured = repo.config.get("gitfix.production.branch")
    if not configured:
        name = repo.refs.symbolic("HEAD") or ""
        commit = repo.refs.get(name) if name.startswith(HEADS) else None
        if commit:
            return name, commit
    ref, found = default_branch(repo, "", configured or "")
    return (ref, found) if found else None
