"""GITFIX_ACTOR: a machine says who it is; nothing is guessed."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Refusal
from gitfix.operations.commits import parse_actor
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

BOT = {"GITFIX_ACTOR": "Deploy Bot <bot@example.com>"}


def test_without_an_identity_the_refusal_names_it(shop: Shop, gitfix: Gitfix) -> None:
    shop.world.forget_identity()
    said = gitfix("branch", SUMMARY, cwd=shop.repo, expect="REFUSED").stderr
    assert 'GITFIX_ACTOR="NAME <ADDRESS>"' in said and "git config user.name" in said


def test_a_bot_records_and_commits_as_itself(shop: Shop, gitfix: Gitfix) -> None:
    shop.world.forget_identity()
    gitfix("branch", SUMMARY, cwd=shop.repo, env=BOT)
    author = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com"}
    committer = {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com"}
    shop.repo.stage(shop.fix())
    shop.repo.git("commit", "-q", "-m", "Fix it", env={**author, **committer})
    gitfix("review", "approve", cwd=shop.repo, env=BOT)
    gitfix("backport", "--push", cwd=shop.repo, env=BOT)
    events = gitfix("log", cwd=shop.repo, json=True).result["events"]
    assert {event["actor"]["name"] for event in events} == {"Deploy Bot"}
    shown = shop.origin.git("log", "-1", "--format=%an <%ae> %cn <%ce>", "main")
    assert shown == "Deploy Bot <bot@example.com> Deploy Bot <bot@example.com>"
    last = shop.repo.git("log", "-1", "--format=%an %ce", "refs/gitfix/incidents/2026-11-23-k7q2")
    assert last == "Deploy Bot bot@example.com"


def test_it_goes_before_gits_own(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo, env=BOT)
    events = gitfix("log", cwd=shop.repo, json=True).result["events"]
    assert events[0]["actor"] == {"name": "Deploy Bot", "email": "bot@example.com", "key": ""}


@pytest.mark.parametrize(
    "text",
    [
        "bot",
        "bot@example.com",
        "<bot@example.com>",
        "Bot <>",
        "Bot <a b>",
        "Bot <a> <b>",
        "B\n <a>",
    ],
)
def test_nobody_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_actor(text)
    assert "GITFIX_ACTOR=" in refused.value.hint


def test_names_of_all_kinds() -> None:
    assert parse_actor(" Jürgen Müller  <j.müller@exämple.com> ") == (
        "Jürgen Müller",
        "j.müller@exämple.com",
    )
