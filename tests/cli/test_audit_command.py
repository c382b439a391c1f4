"""`gitfix audit` on the command line: exit codes, one JSON object, and what a person reads at 80 columns."""

from __future__ import annotations

import json

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

INCIDENTS = "refs/gitfix/incidents/"


def opened(shop: Shop, gitfix: Gitfix) -> str:
    return str(gitfix("branch", SUMMARY, cwd=shop.repo, json=True).result["incident"])


def rewritten(shop: Shop, incident: str) -> None:
    """The newest event by hand, with a clock that does not follow."""
    ref = INCIDENTS + incident
    event = json.loads(shop.repo.read("event.json", ref)) | {"clock": 7}
    blob = shop.repo.git("hash-object", "-w", "--stdin", input=json.dumps(event))
    tree = shop.repo.git("mktree", input=f"100644 blob {blob}\tevent.json\n")
    made = shop.repo.git("commit-tree", "-p", f"{ref}^", "-m", "gitfix: branched", tree)
    shop.repo.git("update-ref", ref, made)


def test_the_exit_code_tells_tampering_from_all_else(shop: Shop, gitfix: Gitfix) -> None:
    incident = opened(shop, gitfix)
    fine = gitfix("audit", "verify", cwd=shop.repo, json=True)
    assert fine.result["verdict"] == "ok" and fine.result["events"] == 2
    gitfix("sync", cwd=shop.repo)
    rewritten(shop, incident)
    done = gitfix("audit", "verify", cwd=shop.repo, json=True, expect="TAMPERED")
    assert {one["kind"] for one in done.result["findings"]} == {"clock", "anchor"}
    assert set(done.result["findings"][0]) == {"incident", "event", "kind", "message"}
    assert done.error["code"] == "TAMPERED" and "gitfix audit verify --all" in done.error["hint"]
    text = gitfix("audit", "verify", cwd=shop.repo, expect="TAMPERED")
    assert text.stdout.startswith("the record does not verify: 1 incident, 2 events, 0 signed\n")
    assert all(len(line) <= 80 for line in text.stdout.splitlines())
    assert incident in text.stdout


def test_a_clone_without_a_record(shop: Shop, gitfix: Gitfix) -> None:
    done = gitfix("audit", "verify", cwd=shop.repo)
    assert "no open incident" in done.stderr
    assert gitfix("audit", "export", cwd=shop.repo).stdout.startswith("incident,summary")
    assert gitfix("audit", "export", "--format", "jsonl", cwd=shop.repo).stdout == ""
    gitfix("audit", "export", "--format", "bundle", cwd=shop.repo, expect="REFUSED")


def test_bad_input(shop: Shop, gitfix: Gitfix) -> None:
    opened(shop, gitfix)
    both = ("--incident", "x", "--all")
    gitfix("audit", "verify", *both, cwd=shop.repo, expect="USAGE", json=True)
    gitfix("audit", "verify", "--incident", "nope", cwd=shop.repo, expect="REFUSED", json=True)
    gone = ("--signers", "not-there")
    done = gitfix("audit", "verify", *gone, cwd=shop.repo, expect="REFUSED", json=True)
    assert "not-there" in done.error["message"]
    gitfix("audit", "export", "--format", "pdf", cwd=shop.repo, expect="USAGE", json=True)
    where = ("--output", str(shop.repo.path / "src-not" / "deep" / "c.csv"))
    gitfix("audit", "export", *where, cwd=shop.repo)
