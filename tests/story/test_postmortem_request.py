"""`gitfix postmortem --pr`: the post-mortem offered by a request, where the default branch takes no pushes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.answers import ANSWERS
from tests.support.forges import places
from tests.support.forges.github import PATH, TOKEN, Hub, hub
from tests.support.forges.places import Place
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

PR = ("postmortem", "--pr")
ID = "2026-11-23-k7q2"
BRANCH = f"postmortem/{ID}"
REPORT = f"plans/Security/postmortems/{ID}.md"
LOG = "plans/Security/INCIDENT_LOG.md"


@pytest.fixture(params=["gitlab", "gitea"])
def place(request: pytest.FixtureRequest, shop: Shop, gitfix: Gitfix) -> Iterator[Place]:
    gitfix("branch", SUMMARY, cwd=shop.repo, env={"GITFIX_NONCE": "k7q2"})
    shop.commit_fix()
    with getattr(places, request.param)(shop) as place:
        yield place


def propose(place: Place, gitfix: Gitfix, *more: str, expect: str = "OK") -> Any:
    return gitfix(*PR, *more, cwd=place.shop.repo, json=True, expect=expect).result


def text(place: Place, tip: str) -> str:
    return place.shop.origin.read(REPORT, tip)


def test_it_opens_one_request_into_the_default_branch(place: Place, gitfix: Gitfix) -> None:
    before = place.shop.origin.refs("refs/heads/main")
    told = propose(place, gitfix, "--answer", "impact=40 users")
    (one,) = place.requests()
    assert (told["state"], told["request"], told["request_branch"]) == (
        "proposed", "opened", BRANCH,
    )  # fmt: skip
    assert told["pr"].endswith(f"/{one['number']}") and one["tip"] == told["commit"]
    assert one["target"] == "main" and SUMMARY in one["title"]
    assert one["title"].startswith(("Draft: ", "WIP: ")) and told["draft"] is True
    assert "40 users" in text(place, one["tip"]) and LOG in place.shop.origin.git(
        "ls-tree", "-r", "--name-only", one["tip"]
    )
    assert place.shop.origin.refs("refs/heads/main") == before
    assert place.shop.repo.git("status", "--porcelain") == ""
    if place.kind == "gitlab":
        assert "- `cause`: " in one["description"] and "- `impact`: " not in one["description"]


def test_the_same_again_pushes_and_records_nothing(place: Place, gitfix: Gitfix) -> None:
    first = propose(place, gitfix)
    before = (place.requests(), place.shop.origin.refs(), place.shop.repo.refs())
    place.shop.world.advance(600)
    told = propose(place, gitfix)
    assert (place.requests(), place.shop.origin.refs(), place.shop.repo.refs()) == before
    assert (told["request"], told["pr"], told["commit"]) == ("same", first["pr"], first["commit"])


def test_answers_bring_the_same_request_up_to_date_until_it_is_ready(
    place: Place, gitfix: Gitfix
) -> None:
    first = propose(place, gitfix)
    place.shop.colleague_pushes("main")
    told = propose(place, gitfix, *ANSWERS)
    (one,) = place.requests()
    assert (told["request"], told["pr"], told["draft"]) == ("updated", first["pr"], False)
    assert "_To be written" not in text(place, one["tip"])
    main = place.shop.origin.oid("refs/heads/main")
    assert place.shop.origin.oid(f"{one['tip']}^") == main, "one commit, on what main is now"
    if place.kind == "gitlab":
        assert not one["title"].startswith("Draft") and "answered" in one["description"]


def test_what_was_written_in_the_request_stays_and_goes_on(place: Place, gitfix: Gitfix) -> None:
    """A reviewer answers in the forge's own editor, while somebody here answers something else."""
    shop = place.shop
    first = propose(place, gitfix, "--answer", "impact=40 users")
    ref = f"refs/heads/{BRANCH}" if place.kind == "gitlab" else "refs/pull/1/head"
    shop.origin.git("update-ref", "refs/heads/theirs", first["commit"])
    lines = text(place, first["commit"]).split("\n")
    at = lines.index("<!-- gitfix:ask cause -->") + 1
    lines[at] = "A null, *as reviewed*."
    lines.insert(
        lines.index("## Lessons") + 1, "\nWritten by a reviewer outside of any question.\n"
    )
    files = {REPORT: "\n".join(lines), "docs/links.md": "a link\n"}
    theirs = shop.origin.commit_on("theirs", "Say why", files)
    shop.origin.git("update-ref", ref, theirs)
    shop.origin.git("update-ref", "-d", "refs/heads/theirs")
    shop.origin.commit_on("main", "Another incident", {LOG: "# Another log\n"})
    told = propose(place, gitfix, "--answer", "detection=too late")
    tip = shop.origin.oid(ref)
    assert (told["request"], tip) == ("updated", told["commit"])
    said = text(place, tip)
    for words in ("40 users", "A null, *as reviewed*.", "too late", "outside of any question"):
        assert words in said
    assert shop.origin.read("docs/links.md", tip) == "a link\n"
    assert shop.origin.oid(f"{tip}^") == theirs, "behind the reviewer's commit"
    assert shop.origin.oid(f"{tip}^2") == shop.origin.oid("refs/heads/main")
    again = propose(place, gitfix)
    assert (again["request"], again["commit"]) == ("same", tip)


def test_another_clone_goes_on_from_the_request(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    first = propose(place, gitfix, "--answer", "impact=40 users")
    shop.repo.git("push", "-q", "origin", "HEAD")
    gitfix("sync", cwd=shop.repo)
    other = shop.clone("other")
    other.git("remote", "set-url", "origin", place.page + ".git")
    other.config("gitfix.forge.kind", place.kind)
    gitfix("sync", cwd=other)
    status = gitfix("status", cwd=other, json=True).result
    (step,) = (one for one in status["steps"] if one["id"] == "root-cause")
    assert step["state"] == "open", "not merged: it is nowhere that counts"
    told = gitfix(*PR, "--answer", "cause=a null", cwd=other, json=True).result
    (one,) = place.requests()
    assert (told["pr"], told["request"]) == (first["pr"], "updated")
    assert "40 users" in text(place, one["tip"]) and "a null" in text(place, one["tip"])


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_merged_it_is_done(place: Place, gitfix: Gitfix, how: str) -> None:
    shop = place.shop
    propose(place, gitfix)
    told = propose(place, gitfix, *ANSWERS)
    said = gitfix("status", cwd=shop.repo).stdout
    assert "offered, its request is not merged yet" in " ".join(said.split())
    if how == "merge":
        shop.origin.git("update-ref", "refs/heads/main", told["commit"])
    else:
        files = {one: shop.origin.read(one, told["commit"]) for one in (REPORT, LOG)}
        shop.origin.commit_on("main", "Post-mortem (#1)", files)
    shop.repo.git("fetch", "-q", "origin")
    status = gitfix("status", cwd=shop.repo, json=True).result
    (step,) = (one for one in status["steps"] if one["id"] == "root-cause")
    assert step["state"] == "done"
    again = propose(place, gitfix)
    assert (again["state"], again["pr"]) == ("unchanged", told["pr"])
    assert len(place.requests()) == 1


def test_a_dry_run_changes_nothing(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    before = (place.requests(), shop.origin.refs(), shop.repo.refs())
    told = propose(place, gitfix, "--dry-run")
    assert told["state"] == "planned" and told["plan"][0]["do"] == "Push"
    wanted = f"refs/heads/{BRANCH}" if place.kind == "gitlab" else "refs/for/main"
    assert told["plan"][0]["updates"][0]["ref"] == wanted
    assert (place.requests(), shop.origin.refs(), shop.repo.refs()) == before


def test_an_embargo_holds(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    gitfix("triage", "--kind", "security", cwd=shop.repo)
    before = shop.origin.refs()
    assert "under embargo" in gitfix(*PR, cwd=shop.repo, expect="POLICY").stderr
    assert (shop.origin.refs(), place.requests()) == (before, [])


def test_hostile_words_are_inert(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    words = "<b>@everyone</b> `x` | [a](b) fixes #1 \u202e\x1b[31m"
    gitfix("triage", words, "--severity", "P0", "--incident", ID, cwd=shop.repo)
    propose(place, gitfix)
    (one,) = place.requests()
    said = one.get("description", one.get("body"))
    for sign in ("@everyone", "<b>", "fixes #1", "\u202e", "\x1b"):
        assert sign not in said
    assert "\u202e" not in one["title"] and "\x1b" not in one["title"]


def test_the_record_verifies_and_an_approval_of_the_report_is_none_of_the_fix(
    place: Place, gitfix: Gitfix
) -> None:
    propose(place, gitfix)
    events = gitfix("log", cwd=place.shop.repo, json=True).result["events"]
    (offered,) = (one for one in events if one["type"] == "postmortem-proposed")
    assert offered["data"]["request"] == BRANCH and offered["data"]["path"] == REPORT
    gitfix("audit", "verify", "--all", cwd=place.shop.repo)
    assert "postmortem-proposed" not in text(place, offered["data"]["tip"])


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
def test_undo_takes_the_branch_away_and_the_next_run_opens_anew(
    place: Place, gitfix: Gitfix
) -> None:
    propose(place, gitfix)
    gitfix("undo", cwd=place.shop.repo)
    assert not place.shop.origin.refs("refs/heads/postmortem")
    assert propose(place, gitfix)["request"] in ("opened", "updated")


def test_without_a_remote_or_network_it_is_refused(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    assert (
        "--pr needs the remote" in gitfix(*PR, "--offline", cwd=shop.repo, expect="REFUSED").stderr
    )
    gitfix(*PR, "--push", cwd=shop.repo, expect="USAGE")
    shop.repo.git("remote", "remove", "origin")
    assert "no remote" in gitfix(*PR, cwd=shop.repo, expect="REFUSED").stderr


def test_without_a_forge_it_is_written_for_whoever_pulls(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    told = gitfix(*PR, cwd=shop.repo, json=True).result
    assert (told["request"], told["pr"]) == ("by-hand", None)
    assert shop.origin.refs(f"refs/heads/{told['request_branch']}")
    assert "Git repository at" in told["request_text"]


def test_a_protected_branch_names_the_way_out(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    shop.origin.hook(
        "pre-receive", "while read o n r; do [ $r != refs/heads/main ] || exit 1; done"
    )
    said = gitfix("postmortem", "--push", cwd=shop.repo, expect="REMOTE").stderr
    assert "gitfix postmortem --pr" in " ".join(said.split())
    assert gitfix(*PR, cwd=shop.repo, json=True).result["request"] == "by-hand"


@pytest.fixture
def github(shop: Shop, gitfix: Gitfix) -> Iterator[Hub]:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    with hub(shop) as found:
        yield found


def test_on_github_it_is_a_draft_until_all_is_answered(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    env = {"GH_TOKEN": TOKEN}
    told = gitfix(*PR, cwd=shop.repo, json=True, env=env).result
    (one,) = github.pulls
    assert told["pr"] == f"https://github.com/{PATH}/pull/1"
    assert (one["draft"], one["base"], one["head"]) == (
        True, "main", f"acme:{told['request_branch']}",
    )  # fmt: skip
    one["body"] = f"See also #12.\n\n{one['body']}"
    told = gitfix(*PR, *ANSWERS, cwd=shop.repo, json=True, env=env).result
    assert (told["request"], one["draft"]) == ("updated", False)
    assert one["body"].startswith("See also #12.") and "questions wait" not in one["body"]


def test_a_forge_that_fails_is_said_and_the_next_run_goes_on(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    env = {"GH_TOKEN": TOKEN}
    github.fails["POST"] = 500
    said = gitfix(*PR, cwd=shop.repo, env=env, expect="REMOTE").stderr
    assert "(500)" in said and "gitfix postmortem --pr" in said and "backport" not in said
    github.fails.clear()
    assert gitfix(*PR, cwd=shop.repo, json=True, env=env).result["request"] == "opened"
    assert len(github.pulls) == 1
