"""A P0 from triage to close: the team's own commands, two engineers on two laptops, and an auditor at the end."""

from __future__ import annotations

import csv

import pytest

from tests.answers import ANSWERS
from tests.operations.people_kit import ID, grace, with_key
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

pytestmark = pytest.mark.usefixtures("real_starts")

TEAM = """
[rollback]
command = "test -n \\"$GITFIX_TAG\\" && echo $GITFIX_VERSION >> ../$GITFIX_ENVIRONMENT"
artefact = "echo shop:$GITFIX_VERSION"
decider = "Grace"
trigger = "errors over 5 %"

[steps.verification]
commands = ["python3 -m unittest -q tests.test_cart"]

[steps.dba-approval]
phase = "testing"
about = "the database team agrees"
evidence = "approval"
before = ["deploy"]

[steps.deploy]
commands = ["echo $GITFIX_VERSION >> ../production"]

[steps.smoke]
commands = ["test -f shop/login.py"]

[steps.confirmation]
commands = ["grep -qx 2.4.2 ../production"]

[[tests]]
paths = ["shop/**"]
command = "python3 -m unittest -q"
"""


def steps(gitfix: Gitfix, repo: RepoBuilder) -> dict[str, str]:
    found = gitfix("status", "--incident", ID, cwd=repo, json=True).result
    return {step["id"]: step["state"] for step in found["steps"]}


@pytest.fixture
def laptop(shop: Shop) -> RepoBuilder:
    """Grace's, with the team's playbook on main, which both of them trust."""
    shop.origin.commit_on("main", "Agree on the playbook", {".gitfix.toml": TEAM})
    shop.repo.git("fetch", "-q", "origin")
    return shop.clone("grace")


def test_from_triage_to_close(shop: Shop, laptop: RepoBuilder, gitfix: Gitfix) -> None:
    ada = shop.repo
    gitfix("trust", "--yes", cwd=ada)
    gitfix("trust", "--yes", cwd=laptop)

    # Triage: going back is looked at before anything is fixed.
    opened = gitfix(
        *("triage", SUMMARY, "--severity", "P0", "--kind", "outage"),
        *("--users", "everybody", "--systems", "shop", "--since", "40m"),
        cwd=ada,
    ).stdout
    assert "roll back?  v2.4.0 ran before: gitfix rollback plan" in opened
    rehearsed = gitfix("rollback", "rehearse", cwd=ada, json=True).result
    assert (rehearsed["state"], rehearsed["target"]["tag"]) == ("passed", "v2.4.0")
    planned = gitfix("rollback", "plan", cwd=ada, json=True).result
    assert (planned["score"], planned["why"].split(":")[0]) == ("at-risk", "backup")

    # Development.
    gitfix("branch", cwd=ada)
    early = gitfix("run", "verification", cwd=ada, expect="REFUSED")
    assert "there is no fix on" in early.stderr
    shop.commit_fix()
    gitfix("run", "verification", cwd=ada)
    fix = ada.commit("Say why", {"shop/why.md": "An empty cart has no dearest item.\n"})
    assert steps(gitfix, ada)["verification"] == "stale"
    gitfix("run", "verification", "regression", cwd=ada)
    early = gitfix("run", "deploy", cwd=ada, expect="POLICY")
    assert "review" in early.stderr and not (ada.path.parent / "production").exists()
    ada.git("push", "-q", "-u", "origin", "HEAD")
    gitfix("review", "request", "--to", "grace", cwd=ada)
    own = gitfix("review", "approve", cwd=ada, expect="POLICY")
    assert "gitfix review" in own.stderr
    gitfix("handover", "--to", "grace", cwd=ada)

    # Grace takes over.
    with grace(shop.world):
        with_key(laptop, "grace")
        assert gitfix("resume", ID, cwd=laptop, json=True).result["head"] == fix
        gitfix("review", "approve", cwd=laptop)
        gitfix("review", "approve", "--step", "dba-approval", cwd=laptop)
        gitfix("waive", "staging", "--until", "never", "--reason", "there is none", cwd=laptop)
        gitfix("waive", "smoke", "--reason", "production is down", cwd=laptop)
        assert gitfix("status", cwd=laptop, json=True).result["next"] == "gitfix release --push"
        released = gitfix("release", "--push", cwd=laptop, json=True).result
        assert (released["tag"], released["commit"], released["signed"]) == ("v2.4.2", fix, True)
        gitfix("run", "deploy", cwd=laptop)
        for step, said in (
            ("communication", "status page, 20:31"),
            ("monitoring", "error rate back at 0.1 %, 30 min"),
        ):
            gitfix("run", step, "--statement", said, cwd=laptop)
        gitfix("run", "confirmation", cwd=laptop)
        # What was put off comes back after the deploy.
        ended = gitfix("close", "--as", "fixed", cwd=laptop, expect="POLICY", json=True)
        assert {row["id"] for row in ended.result["missing"]} == {
            "smoke", "root-cause", "prevention", "backport"
        }  # fmt: skip
        gitfix("run", "smoke", cwd=laptop)
        gitfix("action", "add", "test the empty cart", "--owner", "ada", cwd=laptop)
        gitfix("postmortem", "--commit", *ANSWERS, cwd=laptop)
        gitfix("backport", "--push", cwd=laptop)
        assert gitfix("status", cwd=laptop, json=True).result["next"] == "gitfix close --as fixed"
        gitfix("close", "--as", "fixed", cwd=laptop)
        gitfix("sync", cwd=laptop)

    # It is over on both laptops, and on the server only the archive is left of it.
    gitfix("sync", cwd=ada)
    for repo in (ada, laptop):
        assert gitfix("status", "--all", cwd=repo, json=True).result == {
            "incidents": [],
            "overdue": [],
        }
        told = gitfix("status", "--incident", ID, cwd=repo, json=True).result
        assert (told["phase"], told["next"]) == ("closed", None)
    refs = shop.origin.refs("refs/gitfix/incidents", "refs/gitfix/archive")
    assert list(refs) == ["refs/gitfix/archive"]
    for branch in ("main", "develop"):
        assert shop.has_fix(f"refs/heads/{branch}", shop.origin)

    # The auditor.
    verified = gitfix("audit", "verify", "--all", cwd=ada, json=True).result
    assert (verified["verdict"], verified["findings"]) == ("ok", []), verified
    register = gitfix("audit", "export", "--format", "csv", cwd=ada).stdout
    (row,) = csv.DictReader(register.splitlines())
    assert row["incident"] == ID and row["severity"] == "P0"
    assert "Grace Hopper" in str(row) and "staging" in str(row)
