"""One emergency, two engineers, two laptops: opened by Ada, handed over in the middle, worked on at the same time."""

from __future__ import annotations

from tests.operations.people_kit import ADA, GRACE, HOTFIX, ID, grace, released, with_key
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def types(gitfix: Gitfix, repo: RepoBuilder) -> list[str]:
    events = gitfix("log", "--incident", ID, cwd=repo, json=True).result["events"]
    return [event["type"] for event in events]


def states(gitfix: Gitfix, repo: RepoBuilder) -> dict[str, str]:
    steps = gitfix("status", "--incident", ID, cwd=repo, json=True).result["steps"]
    return {step["id"]: step["state"] for step in steps}


def test_from_triage_to_a_reviewed_fix(shop: Shop, gitfix: Gitfix) -> None:
    laptop = shop.clone("grace")
    # Ada is on call.
    words = ("--severity", "P0", "--users", "everybody", "--systems", "shop")
    gitfix("triage", SUMMARY, *words, cwd=shop.repo)
    gitfix("branch", "--incident", ID, cwd=shop.repo)
    fix = shop.commit_fix()
    # Her shift ends; nothing is pushed yet, and she is told.
    told = gitfix("handover", "--to", "grace", "--note", "needs a review", cwd=shop.repo).stdout
    command = next(line.strip() for line in told.splitlines() if "git push" in line)
    shop.repo.git(*command.split()[1:])

    with grace(shop.world):
        fingerprint = with_key(laptop, "grace")
        before = laptop.refs("refs/remotes", "refs/tags")
        went = gitfix("resume", ID, cwd=laptop, json=True).result
        assert (went["branch"], went["head"], went["handed_by"]) == (HOTFIX, fix, ADA[0])
        assert went["note"] == "needs a review" and laptop.current == HOTFIX
        assert laptop.refs("refs/remotes", "refs/tags") == before
        done = gitfix("review", "approve", cwd=laptop, json=True).result
        assert done["standing"] == "peer-reviewed"
        assert done["reviews"][-1]["key"] == fingerprint

    # Both work on it without a network, at the same moment.
    gitfix("waive", "missing-test", "--reason", "there is one", "--offline", cwd=shop.repo)
    with grace(shop.world):
        gitfix("waive", "rename", "--reason", "none", "--offline", cwd=laptop)
    gitfix("sync", cwd=shop.repo)
    with grace(shop.world):
        gitfix("sync", cwd=laptop)
    gitfix("sync", cwd=shop.repo)
    record = f"refs/gitfix/incidents/{ID}"
    assert shop.repo.oid(record) == laptop.oid(record) == shop.origin.oid(record)
    found = types(gitfix, shop.repo)
    assert found == types(gitfix, laptop)
    done_by_hand = ["opened", "branched", "handed-over", "resumed", "approved", "waived", "waived"]
    assert sorted(type for type in found if type != "merged") == sorted(done_by_hand)
    assert states(gitfix, shop.repo) == states(gitfix, laptop)
    assert states(gitfix, laptop)["review"] == "done"

    # A parallel hotfix is released: what was agreed to was another tree.
    released(shop, "v2.4.2", "shop/other.py", "OTHER = 1\n")
    gitfix("refresh", cwd=shop.repo)
    shop.repo.git("push", "-q", "origin", HOTFIX)
    assert states(gitfix, shop.repo)["review"] == "stale"
    with grace(shop.world):
        assert gitfix("resume", ID, cwd=laptop, json=True).result["head"] == shop.repo.head
        assert laptop.head == shop.repo.head
        assert gitfix("check", cwd=laptop, json=True).result["verdict"] == "pass"
        gitfix("review", "approve", cwd=laptop)
        rows = gitfix("backport", "--push", cwd=laptop, json=True).result["targets"]
        assert all(row["state"] in ("merged", "picked") for row in rows), rows
    for branch in ("main", "develop"):
        assert shop.has_fix(f"refs/heads/{branch}", shop.origin)
    gitfix("sync", cwd=shop.repo)
    assert states(gitfix, shop.repo)["review"] == "done"
    log = gitfix("log", cwd=shop.repo).stdout
    for said in (
        "handed over to grace",
        "went on with the incident",
        "took v2.4.2 into the hotfix",
    ):
        assert said in log
    who = {e["actor"]["name"] for e in gitfix("log", cwd=shop.repo, json=True).result["events"]}
    assert who == {ADA[0], GRACE[0], "gitfix"}
