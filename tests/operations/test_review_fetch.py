"""`gitfix review fetch`: an approval on the forge counts for the commit that it was given for, and is a claim."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from gitfix.core.forge import Forge
from gitfix.core.forge_token import Token
from gitfix.core.names import Oid
from gitfix.core.request import Request
from gitfix.services.forge_gitea import Gitea
from gitfix.services.forge_gitlab import GitLab
from tests.support.forges.github import PATH, TOKEN, Hub, hub
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

WITH = {"GH_TOKEN": TOKEN}
FETCH = ("review", "fetch")


@pytest.fixture
def github(shop: Shop, gitfix: Gitfix) -> Iterator[Hub]:
    """The hotfix branch is pushed, and somebody has opened a pull request for it by hand."""
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    with hub(shop) as found:
        branch = shop.repo.git("branch", "--show-current")
        shop.repo.git("push", "-q", "origin", "HEAD")
        one = {"number": 1, "state": "open", "head": f"acme:{branch}", "base": "main"}
        found.pulls.append({**one, "title": "The fix", "body": "", "draft": False})
        yield found


def standing(shop: Shop, gitfix: Gitfix) -> dict[str, Any]:
    return dict(gitfix("review", "status", cwd=shop.repo, json=True).result)


def test_an_approval_of_this_very_commit_is_a_claim(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    github.approve(1, "grace", shop.repo.head)
    dry = gitfix(*FETCH, "--dry-run", cwd=shop.repo, env=WITH, json=True).result
    assert dry["standing"] == "claimed" and standing(shop, gitfix)["standing"] == "none"
    found = gitfix(*FETCH, cwd=shop.repo, env=WITH, json=True).result
    assert (found["standing"], found["by"]) == ("claimed", "grace on github.com")
    row = found["reviews"][0]
    assert (row["key"], row["head"], row["current"]) == ("", shop.repo.head, True)
    assert row["via"].startswith(f"https://github.com/{PATH}/pull/1#")
    steps = gitfix("status", cwd=shop.repo, json=True).result["steps"]
    assert next(step for step in steps if step["id"] == "review")["state"] == "done"
    text = gitfix("review", "status", cwd=shop.repo).stdout
    assert "claimed by grace on github.com, unsigned" in text
    again = gitfix(*FETCH, cwd=shop.repo, env=WITH)
    assert "nothing new that counts" in again.stderr
    assert len(standing(shop, gitfix)["reviews"]) == 1
    gitfix("audit", "verify", "--all", cwd=shop.repo)
    register = gitfix("audit", "export", "--format", "csv", cwd=shop.repo).stdout
    assert "signed" not in register.replace("unsigned", "")


def test_a_later_commit_makes_it_stale(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    github.approve(1, "grace", shop.repo.head)
    gitfix(*FETCH, cwd=shop.repo, env=WITH)
    shop.repo.commit("More", {"shop/more.py": "more = 1\n"})
    assert standing(shop, gitfix)["standing"] == "stale"
    said = gitfix(*FETCH, cwd=shop.repo, env=WITH)
    assert "which is not the fix's tree" in " ".join(said.stderr.split())
    assert standing(shop, gitfix)["standing"] == "stale"


@pytest.mark.parametrize(
    ("login", "state", "email"),
    [
        ("ada", "APPROVED", ""),
        ("somebody", "APPROVED", "ada@example.com"),
        ("grace", "DISMISSED", ""),
        ("grace", "COMMENTED", ""),
        ("grace", "CHANGES_REQUESTED", ""),
    ],
)
def test_what_does_not_count(
    shop: Shop, gitfix: Gitfix, github: Hub, login: str, state: str, email: str
) -> None:
    """A maker's own, by login or by address; one that was dismissed; anything but an approval."""
    github.approve(
        1, "grace", shop.repo.head
    ) if login == "grace" and state != "COMMENTED" else None
    github.approve(1, login, shop.repo.head, state=state, email=email)
    found = gitfix(*FETCH, cwd=shop.repo, env=WITH, json=True).result
    assert (found["standing"], found["reviews"]) == ("none", [])


def test_one_that_is_taken_back_on_the_forge_is_said(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    github.approve(1, "grace", shop.repo.head)
    gitfix(*FETCH, cwd=shop.repo, env=WITH)
    github.approve(1, "grace", shop.repo.head, state="DISMISSED")
    said = " ".join(gitfix(*FETCH, cwd=shop.repo, env=WITH).stderr.split())
    assert "the approval of grace on github.com is not there any more" in said
    assert "gitfix review reject" in said


def test_an_embargo_and_a_remote_that_is_no_forge(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    shop.repo.config("gitfix.forge.kind", "none")
    said = gitfix(*FETCH, cwd=shop.repo, expect="REFUSED").stderr
    assert "gitfix review approve" in said
    gitfix("triage", "--kind", "security", cwd=shop.repo)
    gitfix(*FETCH, cwd=shop.repo, env=WITH, expect="POLICY")
    assert github.calls == []


# -- the other forges, by what their documentation says that they answer


@pytest.fixture
def answers() -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """A server that answers from a table, and wants a token."""
    table: dict[str, Any] = {}
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            seen.append(self.headers.get("PRIVATE-TOKEN") or self.headers.get("Authorization", ""))
            body = json.dumps(table.get(urlsplit(self.path).path, [])).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_PATCH(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            table[urlsplit(self.path).path] |= sent
            self.do_GET()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", table, seen
    server.shutdown()
    thread.join()
    server.server_close()


OLD, NEW = "a" * 40, "b" * 40


def test_gitlab_by_the_version_that_was_there(answers: Any) -> None:
    api, table, seen = answers
    at = "/projects/acme%2Fshop/merge_requests"
    table[at] = [{"iid": 7, "web_url": "https://gl/7", "author": {"username": "ada"}}]
    table[f"{at}/7/approvals"] = {
        "approved_by": [
            {
                "user": {"username": "grace", "name": "Grace"},
                "approved_at": "2026-11-23T20:30:00.000Z",
            },
            {"user": {"username": "linus", "name": "Linus"}},
            {
                "user": {"username": "ada", "name": "Ada"},
                "approved_at": "2026-11-23T22:30:00.000+01:00",
            },
        ]
    }
    table[f"{at}/7/versions"] = [
        {"head_commit_sha": NEW, "created_at": "2026-11-23T21:00:00.000Z"},
        {"head_commit_sha": OLD, "created_at": "2026-11-23T20:00:00.000Z"},
    ]
    forge = Forge("gitlab", "gl", "https://gl", "acme/shop", api)
    found = GitLab(forge, Token("here", "secret")).approvals(["hotfix/1"], "acme")
    assert [(one.login, one.commit, one.maker) for one in found] == [
        ("grace", OLD, False),
        ("linus", None, False),
        ("ada", NEW, True),
    ]
    assert set(seen) == {"secret"}


def test_gitea_by_the_commit_of_each_review(answers: Any) -> None:
    api, table, seen = answers
    at = "/repos/acme/shop/pulls"
    table[at] = [
        {"number": 3, "user": {"login": "ada"}, "head": {"ref": "hotfix/1", "label": "hotfix/1"}},
        {"number": 4, "user": {"login": "ada"}, "head": {"ref": "other", "label": "other"}},
    ]
    table[f"{at}/3/reviews"] = [
        {"user": {"login": "grace"}, "state": "APPROVED", "commit_id": OLD, "html_url": "u1"},
        {"user": {"login": "linus"}, "state": "APPROVED", "commit_id": OLD},
        {"user": {"login": "linus"}, "state": "REQUEST_CHANGES", "commit_id": OLD},
        {"user": {"login": "joan"}, "state": "APPROVED", "commit_id": OLD, "dismissed": True},
    ]
    table[f"{at}/4/reviews"] = [{"user": {"login": "x"}, "state": "APPROVED", "commit_id": OLD}]
    table[f"{at}/3/commits"] = [{"author": {"login": "ada"}, "committer": None}]
    forge = Forge("gitea", "gt", "https://gt", "acme/shop", api)
    found = Gitea(forge, Token("here", "secret")).approvals(["hotfix/1"], "acme")
    assert [(one.login, one.commit, one.url) for one in found] == [("grace", OLD, "u1")]
    assert set(seen) == {"token secret"}


def test_gitea_gets_the_words_of_a_request_and_people_keep_theirs(answers: Any) -> None:
    """A push opens the request; a later one cannot change its words, so the API does."""
    api, table, _ = answers
    at = "/repos/acme/shop/pulls/3"
    table[at] = {"title": "WIP: Fix it", "body": "Please look at the cache, too."}
    gitea = Gitea(Forge("gitea", "gt", "https://gt", "acme/shop", api), Token("here", "secret"))
    done = Request("main", "backport/1/main", Oid(NEW), "Fix it", "It merges now.", "")
    assert gitea.describe(3, done)
    assert table[at]["title"] == "Fix it", "it is no draft any more"
    assert table[at]["body"].startswith("Please look at the cache, too.")
    assert "It merges now." in table[at]["body"]
    assert not gitea.describe(3, done), "nothing is sent that is there already"
    table[at]["title"] = "A better title"
    assert gitea.describe(3, replace(done, body="It merges again."))
    assert table[at]["title"] == "A better title"
    assert "It merges again." in table[at]["body"] and "merges now" not in table[at]["body"]
