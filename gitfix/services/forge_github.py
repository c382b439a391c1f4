"""GitHub through PyGithub: pull requests opened and brought up to date, and their approvals read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gitfix.core.approvals import ForgeApproval
from gitfix.core.names import Oid
from gitfix.core.request import DRAFT, How, Opened, Request, bounded, marked, merged
from gitfix.services.forge_failed import PATIENCE, ForgeFailed, NotInstalled

if TYPE_CHECKING:
    from github.PullRequest import PullRequest

    from gitfix.core.forge import Forge
    from gitfix.core.forge_token import Token

UNPROCESSABLE = 422
PUBLIC = "https://api.github.com"


class GitHub:
    """One repository on github.com, or on a GitHub that somebody runs themselves. NotInstalled without PyGithub."""

    def __init__(self, forge: Forge, token: Token | None) -> None:
        try:
            from github import Auth, Github
        except ImportError:
            raise NotInstalled("github") from None
        self._forge = forge
        hub = Github(
            auth=Auth.Token(token.value) if token else None,
            base_url=forge.api,
            timeout=PATIENCE,
            user_agent="gitfix",
            retry=None,
            per_page=100,
            seconds_between_requests=None,
            # github.com wants a second between writes.
            seconds_between_writes=1 if forge.api == PUBLIC else None,
            lazy=True,
        )
        self._repository = hub.get_repo(forge.path, lazy=True)

    def open_or_update(self, request: Request, head: str) -> Opened:
        """The open request of `head` into the target, brought up to date; opened where there is none."""
        with _failing():
            pulls = self._repository.get_pulls(state="open", head=head, base=request.target)
            pull = next(iter(pulls), None)
            if pull is None:
                return Opened(request, "opened", self._create(request, head).html_url)
            return Opened(request, self._update(pull, request), pull.html_url)

    def _create(self, request: Request, head: str) -> PullRequest:
        from github import GithubException

        base, body, draft = request.target, bounded(marked(request.body)), request.draft
        make = self._repository.create_pull
        try:
            return make(base, head, title=request.title, body=body, draft=draft)
        except GithubException as refused:
            if refused.status != UNPROCESSABLE or not draft:
                raise
        # Where the plan of a repository has no drafts, the title says what it is.
        return make(base, head, title=DRAFT + request.title, body=body, draft=False)

    def _update(self, pull: PullRequest, request: Request) -> How:
        body = bounded(merged(pull.body or "", request.body))
        # A title of a person's own stays.
        ours = pull.title in (request.title, DRAFT + request.title)
        title = request.title if ours and not request.draft else pull.title
        changed = False
        if (title, body) != (pull.title, pull.body):
            pull.edit(title=title, body=body)
            changed = True
        if pull.draft and not request.draft:
            pull.mark_ready_for_review()
            changed = True
        elif request.draft and not pull.draft and not pull.title.startswith(DRAFT):
            pull.convert_to_draft()
            changed = True
        return "updated" if changed else "same"

    def approvals(self, branches: Sequence[str], owner: str) -> list[ForgeApproval]:
        """Each reviewer's last word, where it is an approval that nobody dismissed."""
        found: list[ForgeApproval] = []
        with _failing():
            for branch in branches:
                pulls = self._repository.get_pulls(state="all", head=f"{owner}:{branch}")
                for pull in pulls:
                    found += self._of(pull)
        return found

    def _of(self, pull: PullRequest) -> list[ForgeApproval]:
        last: dict[str, Any] = {}
        for review in pull.get_reviews():
            # A comment afterwards does not take an approval back.
            if review.user and review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
                last[review.user.login] = review
        given = {login: one for login, one in last.items() if one.state == "APPROVED"}
        if not given:
            return []
        makers = _makers(pull)
        return [_approval(review, login in makers) for login, review in given.items()]


def _makers(pull: PullRequest) -> set[str]:
    people = [person for one in pull.get_commits() for person in (one.author, one.committer)]
    return {person.login for person in people if person} | {pull.user.login}


def _approval(review: Any, maker: bool) -> ForgeApproval:
    data = review.raw_data.get("user") or {}
    at = review.submitted_at
    return ForgeApproval(
        review.html_url or "",
        review.user.login,
        Oid(review.commit_id) if review.commit_id else None,
        at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else "",
        data.get("name") or "",
        data.get("email") or "",
        maker,
    )


@contextlib.contextmanager
def _failing() -> Iterator[None]:
    """PyGithub's and the network's errors as ForgeFailed, in words without secrets."""
    from github import GithubException
    from requests import RequestException

    try:
        yield
    except GithubException as error:
        raise ForgeFailed(_words(error), error.status) from None
    except RequestException as error:
        raise ForgeFailed(type(error).__name__) from None


def _words(error: Any) -> str:
    data = error.data if isinstance(error.data, dict) else {}
    said = [str(data.get("message") or error.message or "no reason given")]
    errors = data.get("errors")
    for one in errors if isinstance(errors, list) else []:
        said.append(
            str(one.get("message") or one.get("code")) if isinstance(one, dict) else str(one)
        )
    return ": ".join(filter(None, said))
