"""What `gitfix prove` leaves: the verdict and what it rests on in the record, the test in the clone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import BranchName
from gitfix.core.proved import ProveResult
from gitfix.core.redact import redact_shell, redact_url
from gitfix.core.text import printable
from gitfix.operations import proof_kept
from gitfix.operations.proof_kept import KeptProof
from gitfix.operations.recording import Draft, record

if TYPE_CHECKING:
    from gitfix.core.plan import UpdateRef
    from gitfix.operations.candidates import Hotfix
    from gitfix.operations.trial_commands import Commands
    from gitfix.operations.workspace import Workspace


def evidence(
    work: Workspace, hotfix: Hotfix, result: ProveResult, commands: Commands
) -> UpdateRef | None:
    """The evidence, bound to the tree; none for what is not committed, and none outside an incident."""
    incident = hotfix.incident
    if incident is None or incident.closed:
        return None
    if hotfix.uncommitted:
        work.note("this is not recorded: your checkout holds changes that are not committed")
        return None
    data = {
        "verdict": result.verdict,
        "why": result.why,
        "test": redact_shell(redact_url(commands.test)),
        "base": {"tag": hotfix.tag, "commit": hotfix.base, "exit_code": result.base.exit_code},
        "exit_code": result.head.exit_code,
        "runs": result.head.runs,
        "paths": list(map(printable, result.test_paths)),
        "tests": [one.id for one in result.tests if (one.base, one.head) == ("failed", "passed")][
            :50
        ],
        "targets": {row.branch: row.verdict for row in result.targets},
    }
    about = {
        "branch": BranchName(hotfix.branch).ref if hotfix.branch else "",
        "head": str(hotfix.head),
        "tree": str(hotfix.tree),
    }
    draft = Draft("proved", data, phase="development", step="verification", git=about)
    return record(work, incident.id, draft)


def keep_test(
    work: Workspace, hotfix: Hotfix, result: ProveResult, commands: Commands, limit: float | None
) -> None:
    """For `gitfix backport --verify` in this clone: the test as it was typed. `limit`: seconds that it may take."""
    incident = hotfix.incident
    if incident is None:
        return
    if result.verdict != "proved":
        proof_kept.drop(work.repo, incident.id)
        return
    proof = KeptProof(commands.test, commands.setup, result.test_paths, limit)
    proof_kept.keep(work.repo, incident.id, proof)
