"""`gitfix culprit` on the shop: the candidate, what is known of it, the runs, the event and who reads it."""

from __future__ import annotations

import json

import pytest
from coverage import CoverageData

from tests.operations.minimize_kit import TEST, hotfix
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import PRODUCTION, Shop
from tests.support.snapshot import unchanged


@pytest.fixture
def fixed(shop: Shop, gitfix: Gitfix) -> Shop:
    hotfix(shop, gitfix)
    shop.commit_fix()
    return shop


def brought(shop: Shop) -> str:
    """The commit that brought the fault: on a feature branch, merged before v2.2.0."""
    find = (
        "log",
        "--format=%H",
        "-S",
        "def dearest",
        "--no-merges",
        PRODUCTION,
        "--",
        "shop/cart.py",
    )
    return shop.repo.git(*find).strip()


def test_the_candidate_and_what_is_known_of_it(fixed: Shop, gitfix: Gitfix) -> None:
    with unchanged(fixed.repo, allow=["ref refs/gitfix*"]):
        done = gitfix("culprit", cwd=fixed.repo, json=True).result
    first = done["candidates"][0]
    assert first["commit"] == brought(fixed)
    assert first["first_tag"] == "v2.2.0"
    assert done["affected_tags"] == ["v2.2.0", "v2.3.0", "v2.3.1", "v2.4.0", "v2.4.1"]
    assert first["age_days"] > 30
    assert first["merge"]["subject"] == "Merge branch 'feature/highlight'"
    assert {line["branch"] for line in first["lines"]} == {
        "main",
        "develop",
        "release/2.3",
        "release/2.5",
    }
    assert first["uncovered"] == "no test file changed with its request"
    assert (first["size"]["files"], first["size"]["deleted"]) == (2, 0)
    assert done["confirmed"] is False and first["tier"] != "confirmed"
    no_leaks(fixed.repo)


def test_a_reproducer_makes_it_a_fact(fixed: Shop, gitfix: Gitfix) -> None:
    """The test of the fix is put onto trees that never had it."""
    with unchanged(fixed.repo, allow=["ref refs/gitfix*"]):
        done = gitfix("culprit", "--reproduce", TEST, cwd=fixed.repo, json=True).result
    first = done["candidates"][0]
    assert (done["confirmed"], first["tier"], first["commit"]) == (
        True,
        "confirmed",
        brought(fixed),
    )
    assert done["how"] == "reproduce"
    no_leaks(fixed.repo)
    event = json.loads(fixed.repo.git("cat-file", "blob", f"{done['event']}:event.json"))
    assert (event["type"], event["data"]["confirmed"]) == ("culprit", True)
    assert event["git"]["tree"] == fixed.repo.oid("HEAD^{tree}")
    said = " ".join(gitfix("log", cwd=fixed.repo).stdout.split())
    assert f"confirmed by a run: {first['commit'][:7]} brought the fault" in said


def test_code_that_came_with_its_fault(fixed: Shop, gitfix: Gitfix) -> None:
    """Before it, the test is red as well, for another reason: what it calls is not there."""
    done = gitfix("culprit", "--reproduce", TEST, cwd=fixed.repo, json=True).result
    states = {run["commit"]: run["state"] for run in done["runs"]}
    assert states[fixed.repo.oid(f"{brought(fixed)}^")] == "absent"
    assert "not there before it" in done["candidates"][0]["reason"]


def test_red_at_the_parent_as_well_confirms_nothing(fixed: Shop, gitfix: Gitfix) -> None:
    test = "grep -q 'not items' shop/cart.py || test ! -e shop/login.py"
    fixed.repo.commit("Fix the rest", {"shop/login.py": fixed.repo.read("shop/login.py") + "# x\n"})
    test = f"test -e shop/search.py || exit 125; {test}"
    done = gitfix("culprit", "--reproduce", test, cwd=fixed.repo, json=True, expect="POLICY")
    assert done.result["confirmed"] is False
    assert done.result["candidates"][0]["commit"] == brought(fixed)
    assert "--bisect" in done.error["hint"]


def test_a_fault_from_the_first_commit_on(shop: Shop, gitfix: Gitfix) -> None:
    """A later rename of the faulty line does not take the blame: the run says where it was red before."""
    repo = shop.repo
    cart = repo.read("shop/cart.py")
    old, new = "price for _, price in items", "cost for _, cost in items"
    repo.commit("Call it cost", {"shop/cart.py": cart.replace(old, new)})
    fix = repo.commit("Fix", {"shop/cart.py": cart.replace(f"sum({old})", f"sum(int({old})")})
    test = "grep -q 'sum(int(' shop/cart.py"
    done = gitfix("culprit", "--commit", fix, "--reproduce", test, cwd=repo, json=True).result
    first = done["candidates"][0]
    assert (first["tier"], first["subject"]) == ("confirmed", "Begin")
    assert "nothing before it" in first["reason"]


def test_bisect_finds_what_no_changed_line_shows(shop: Shop, gitfix: Gitfix) -> None:
    """The fix works around it in another file: blame names nothing near what broke it."""
    repo = shop.repo
    hotfix(shop, gitfix)
    repo.commit("Work around it", {"shop/guard.py": "ON = True\n"})
    test = "test -e shop/guard.py || ! grep -q dearest shop/cart.py"
    with unchanged(repo, allow=["ref refs/gitfix*"]):
        done = gitfix("culprit", "--reproduce", test, "--bisect", cwd=repo, json=True).result
    assert (done["how"], done["confirmed"]) == ("bisect", True)
    # Merged from a side branch: it is the commit there, not the merge.
    assert done["candidates"][0]["commit"] == brought(shop)
    no_leaks(repo)
    assert repo.git("worktree", "list", "--porcelain").count("worktree ") == 1


def test_bisect_passes_by_what_cannot_be_built(shop: Shop, gitfix: Gitfix) -> None:
    """Beside the fault it is left open, and said between which commits; elsewhere it does not matter."""
    repo = shop.repo
    hotfix(shop, gitfix)
    repo.commit("Work around it", {"shop/guard.py": "ON = True\n"})
    test = "test -e shop/guard.py || test ! -e shop/visits.py"
    skip = "grep -q {} shop/version.py && exit 125; "
    found = gitfix(
        *("culprit", "--reproduce", skip.format("2.3.0") + test, "--bisect"), cwd=repo, json=True
    ).result
    assert found["candidates"][0]["subject"] == "Count visits"
    done = gitfix(
        *("culprit", "--reproduce", skip.format("2.2.0") + test, "--bisect"),
        cwd=repo,
        expect="POLICY",
    )
    assert "could not be tested" in done.stderr


def test_the_users_own_bisect_goes_on(fixed: Shop, gitfix: Gitfix) -> None:
    repo = fixed.repo
    repo.git("bisect", "start", "HEAD", "v1.0.0")
    before = repo.git("bisect", "log")
    test = "python3 -m unittest -q tests.test_cart"
    branch = repo.git("for-each-ref", "--format=%(refname:short)", "refs/heads/hotfix").strip()
    gitfix("culprit", branch, "--reproduce", test, "--bisect", cwd=repo)
    assert repo.git("bisect", "log") == before


def test_a_reproducer_that_is_not_red_is_not_believed(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("culprit", "--reproduce", "true", cwd=fixed.repo, json=True, expect="POLICY")
    assert "fail without the fix" in done.error["hint"]


def test_single_commits_need_no_incident(shop: Shop, gitfix: Gitfix) -> None:
    fix = shop.commit_fix()
    with unchanged(shop.repo):
        done = gitfix("culprit", "--commit", fix, cwd=shop.repo, json=True).result
    assert done["candidates"][0]["commit"] == brought(shop)
    assert done["event"] == ""


def test_a_fix_in_new_files_alone_has_no_candidate(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.repo.commit("Work around it", {"shop/guard.py": "ON = True\n"})
    done = gitfix("culprit", cwd=shop.repo, json=True).result
    assert (done["candidates"], done["how"]) == ([], "none")


def test_a_dry_run_records_nothing(fixed: Shop, gitfix: Gitfix) -> None:
    with unchanged(fixed.repo):
        done = gitfix("culprit", "--dry-run", cwd=fixed.repo, json=True).result
    assert done["plan"] and not done["event"]


def test_a_guess_does_not_replace_a_fact(fixed: Shop, gitfix: Gitfix) -> None:
    gitfix("culprit", "--reproduce", TEST, cwd=fixed.repo)
    done = gitfix("culprit", cwd=fixed.repo, json=True).result
    assert done["event"] == ""
    assert "which a run has confirmed" in gitfix("culprit", cwd=fixed.repo).stderr


def test_everywhere_knows_lines_from_before_the_fault(fixed: Shop, gitfix: Gitfix) -> None:
    """By a confirmed commit they need no fix; by a guess they still count, and it is said."""
    fixed.origin.branch("release/2.1", "v2.1.0")
    gitfix("culprit", cwd=fixed.repo)
    done = gitfix("backport", "--everywhere", cwd=fixed.repo, json=True).result
    rows = {row["branch"]: row for row in done["rows"]}
    assert rows["release/2.1"]["state"] != "not affected"
    assert "perhaps not affected" in rows["release/2.1"]["reason"]
    gitfix("culprit", "--reproduce", TEST, cwd=fixed.repo)
    done = gitfix("backport", "--everywhere", cwd=fixed.repo, json=True).result
    rows = {row["branch"]: row for row in done["rows"]}
    assert rows["release/2.1"]["state"] == "not affected"
    assert rows["release/2.3"]["state"] == "missing"


def test_check_names_the_lines_that_have_the_fault(fixed: Shop, gitfix: Gitfix) -> None:
    gitfix("culprit", cwd=fixed.repo)
    said = " ".join(gitfix("check", cwd=fixed.repo).stderr.split())
    assert f"{brought(fixed)[:7]} is the likeliest to have brought the fault" in said
    assert "and is on main, develop, release/2.5 and release/2.3" in said


def test_a_picked_copy_counts(fixed: Shop, gitfix: Gitfix) -> None:
    """A line from before the fault that got the commit by a pick holds it, and its releases have it."""
    repo = fixed.repo
    branch = repo.current
    repo.switch("release/2.1", create=True, start="v2.1.0")
    repo.git("cherry-pick", "-x", brought(fixed))
    repo.tag("v2.1.1")
    repo.git("push", "-q", "--tags", "origin", "release/2.1")
    repo.switch(branch)
    first = gitfix("culprit", cwd=repo, json=True).result["candidates"][0]
    rows = {line["branch"]: line["how"] for line in first["lines"]}
    assert rows["release/2.1"] == "picked"
    assert "v2.1.1" in first["affected_tags"]


def test_a_shallow_clone_is_refused(fixed: Shop, gitfix: Gitfix) -> None:
    shallow = fixed.world.root / "shallow"
    fixed.repo.git("clone", "-q", "--depth", "1", f"file://{fixed.repo.path}", str(shallow))
    done = gitfix("culprit", cwd=shallow, json=True, expect="REFUSED")
    assert "unshallow" in done.error["hint"]


def test_triage_takes_the_releases_of_a_confirmed_commit(fixed: Shop, gitfix: Gitfix) -> None:
    gitfix("culprit", "--reproduce", TEST, cwd=fixed.repo)
    gitfix("triage", "--since", "2h", cwd=fixed.repo)
    events = gitfix("log", cwd=fixed.repo, json=True).result["events"]
    told = [event for event in events if event["type"] == "triaged"]
    assert told[-1]["data"]["affected"] == ["v2.2.0", "v2.3.0", "v2.3.1", "v2.4.0", "v2.4.1"]


COVERAGE = """<?xml version="1.0" ?>
<coverage><packages><package><classes><class filename="shop/cart.py"><lines>
<line number="16" hits="1"/><line number="17" hits="0"/><line number="18" hits="0"/>
</lines></class></classes></package></packages></coverage>
"""


def test_a_coverage_report_says_what_no_test_ran(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    cart = shop.repo.read("shop/cart.py")
    shop.repo.commit(
        "Fix", {"shop/cart.py": cart.replace("return best[0]", "return best and best[0]")}
    )
    report = shop.world.root / "coverage.xml"
    report.write_text(COVERAGE)
    done = gitfix("culprit", "--coverage", str(report), cwd=shop.repo, json=True).result
    assert done["candidates"][0]["uncovered"] == (
        "by coverage.xml no test ran 1 of 1 line that the fix changes"
    )
    ran = CoverageData(str(shop.world.root / ".coverage"))
    ran.add_lines({"/ci/shop/cart.py": range(1, 18)})
    ran.write()
    done = gitfix("culprit", "--coverage", ran.data_filename(), cwd=shop.repo, json=True).result
    assert done["candidates"][0]["uncovered"] == (
        "by .coverage tests ran 1 line that the fix changes, and did not see it"
    )
    shop.repo.git("reset", "-q", "--hard", PRODUCTION)
    shop.commit_fix()
    done = gitfix("culprit", "--coverage", str(report), cwd=shop.repo, json=True).result
    assert done["candidates"][0]["uncovered"] == (
        "by coverage.xml tests ran 1 line beside what the fix adds, and did not see it"
    )
    report.write_text("<html/>")
    gitfix("culprit", "--coverage", str(report), cwd=shop.repo, expect="REFUSED")
