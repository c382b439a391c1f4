"""`gitfix review fetch`: approvals that were given on the forge, where they are about the very tree of the fix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.incident_fold import fold
from gitfix.core.names import HEADS
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.text import printable
from gitfix.core.value import replace
from gitfix.git.execute import execute
from gitfix.operations.embargo import require_public
from gitfix.operations.forges import forge_at, how_to_give, token_for
from gitfix.operations.recording import Draft, record
from gitfix.operations.review import open_case
from gitfix.operations.review_answer import answer
from gitfix.services.forge import reader
from gitfix.services.forge_failed import ForgeFailed, NotInstalled

if TYPE_CHECKING:
    from gitfix.core.approvals import ForgeApproval
    from gitfix.core.forge import Forge
    from gitfix.core.names import Oid
    from gitfix.core.settings import Settings
    from gitfix.operations.review import Wish
    from gitfix.operations.review_answer import Case

AGAIN = "gitfix review fetch"


def fetch(settings: Settings, wish: Wish) -> Outcome:
    """Record every approval that counts and is not recorded yet; the others are said, with why they do not.

    Refusal (POLICY) under an embargo, (REMOTE) when the forge does not answer.
    """
    case = open_case(settings, wish)
    work, incident = case.work, case.incident
    require_public(work, incident, "asking the forge")
    work.truth.require("ask again when it answers: " + AGAIN)
    forge = forge_at(work, work.remote)
    given = _given(case, forge)
    known = {(one.by, one.via, one.tree) for one in incident.reviews if one.via}
    _gone(case, forge, given)
    fresh = [
        one
        for one in given
        if (one.by(forge.host), one.url, case.subject.tree) not in known and _counts(case, one)
    ]
    if not fresh:
        work.note("nothing new that counts for the fix as it is now")
        return Outcome(replace(answer(case), dry_run=settings.dry_run), notices=tuple(work.notices))
    drafts = [_draft(case, forge, one) for one in fresh]
    update = record(work, incident.id, *drafts)
    if not settings.dry_run:
        execute(work.repo, Plan("review", (update,), incident.id))
    after = fold(work.record.events(incident.id, update.new))
    event = "" if settings.dry_run else str(update.new)
    result = answer(replace(case, incident=after), did="fetched")
    result = replace(result, event=event, dry_run=settings.dry_run)
    return Outcome(result, notices=tuple(work.notices))


def _given(case: Case, forge: Forge) -> Sequence[ForgeApproval]:
    work = case.work
    token = token_for(work, forge)
    try:
        client = reader(forge, token)
        if client is None:
            raise Refusal(
                f"{forge.host or work.remote_name or 'this clone'} is no forge whose approvals gitfix can read",
                hint="record one here: gitfix review approve\nor say what it is: gitfix config forge.kind gitlab",
            )
        remote = work.config.text("push.remote")
        owner = forge_at(work, work.repo.remote(remote)).owner if remote else forge.owner
        branches = [case.incident.branch, *case.incident.requests]
        work.settings.progress(f"asking {forge.host}")
        return client.approvals(branches, owner)
    except NotInstalled as missing:
        raise Refusal(
            f"{forge.host} is asked by a part of gitfix that is not installed",
            hint=f"pip install 'git-hotfix[{missing.package}]', then: {AGAIN}",
        ) from None
    except ForgeFailed as failed:
        code = f" ({failed.status})" if failed.status else ""
        raise Refusal(
            f"{forge.host} does not tell: {printable(failed.reason)}{code}",
            hint=f"it may need {how_to_give(forge)}, then: {AGAIN}",
            exit=Exit.REMOTE,
        ) from None


def _counts(case: Case, one: ForgeApproval) -> bool:
    """Whether it is an approval of the fix as it is now, by somebody who made no part of it; why not is said."""
    who = f"{printable(one.login)}'s approval ({printable(one.url)})"
    if one.commit is None:
        case.work.note(f"{who} does not count: the forge does not say for which commit it is")
        return False
    if _tree(case, one.commit) != case.subject.tree:
        case.work.note(
            f"{who} does not count: it is for {one.commit.short}, which is not the fix's tree"
        )
        return False
    emails = {person.email.lower() for person in case.authors}
    if one.maker or (one.email and one.email.lower() in emails):
        case.work.note(f"{who} does not count: they made a part of the fix")
        return False
    return True


def _tree(case: Case, commit: Oid) -> Oid | None:
    """The tree of what was approved; None where that is not here: then it is nothing that the fix is made of."""
    if case.work.repo.refs.commit(commit) is None:
        return None
    return case.work.repo.objects.read_commit(commit).tree


def _gone(case: Case, forge: Forge, given: Sequence[ForgeApproval]) -> None:
    """An approval that was recorded and that the forge does not show any more: a person decides what that means."""
    there = {(one.by(forge.host), one.url) for one in given}
    for one in case.incident.reviews:
        if one.via and (one.by, one.via) not in there and one.tree == case.subject.tree:
            case.work.note(
                f"the approval of {printable(one.by)} is not there any more ({printable(one.via)}); "
                f'to go by that: gitfix review reject --reason "…"'
            )


def _draft(case: Case, forge: Forge, one: ForgeApproval) -> Draft:
    data = {
        "host": forge.host,
        "login": one.login,
        "name": one.name,
        "email": one.email,
        "url": one.url,
        "at": one.at,
        "base": str(case.subject.base),
    }
    about = {
        "branch": HEADS + case.incident.branch,
        "head": str(one.commit),
        "tree": str(case.subject.tree),
    }
    return Draft("approval-fetched", data, phase="development", step=case.step, git=about)
