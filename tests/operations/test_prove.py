"""`gitfix prove` on the shop: each verdict, the targets, and the event."""

from __future__ import annotations

import gc
import json

import pytest

from gitfix.core.settings import Settings
from tests.operations.minimize_kit import TEST, hotfix
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import BUG, FIXED, PRODUCTION, Shop
from tests.support.snapshot import unchanged

NAME = "tests.test_cart.CartTest.test_login_with_an_empty_cart"


@pytest.fixture
def fixed(shop: Shop, gitfix: Gitfix) -> Shop:
    hotfix(shop, gitfix)
    shop.commit_fix()
    return shop


def test_proved(fixed: Shop, gitfix: Gitfix) -> None:
    with unchanged(fixed.repo, allow=["ref refs/gitfix*"]):
        done = gitfix("prove", "--test", TEST, "--repeat", "2", cwd=fixed.repo, json=True).result
    assert done["verdict"] == "proved"
    assert (done["base"]["tag"], done["base"]["exit_code"], done["base"]["runs"]) == (
        PRODUCTION,
        1,
        2,
    )
    assert (done["head"]["exit_code"], done["head"]["runs"]) == (0, 2)
    assert done["test_paths"] == ["tests/test_cart.py"]
    assert done["tests"] == [{"id": NAME, "base": "failed", "head": "passed"}]
    no_leaks(fixed.repo)


def test_the_event_is_bound_to_the_tree_and_shown(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("prove", "--test", TEST, cwd=fixed.repo, json=True).result
    event = json.loads(fixed.repo.git("cat-file", "blob", f"{done['event']}:event.json"))
    assert (event["type"], event["data"]["verdict"]) == ("proved", "proved")
    assert event["git"]["tree"] == fixed.repo.oid("HEAD^{tree}")
    assert "its test is red on v2.4.1" in " ".join(gitfix("log", cwd=fixed.repo).stdout.split())


def test_a_test_that_passes_without_the_fix_is_not_red(fixed: Shop, gitfix: Gitfix) -> None:
    test = f"{TEST}.CartTest.test_total"
    done = gitfix("prove", "--test", test, cwd=fixed.repo, json=True, expect="POLICY")
    assert done.result["verdict"] == "not_red"
    assert done.result["why"] == "it passes without the fix, too"


def test_a_test_that_cannot_be_imported_at_the_tag_is_not_red(shop: Shop, gitfix: Gitfix) -> None:
    """It needs a module that only the fix brings: red, and it proves nothing."""
    hotfix(shop, gitfix)
    files = shop.fix()
    files["shop/empty.py"] = "EMPTY = []\n"
    files["tests/test_cart.py"] = "from shop import empty\n" + files["tests/test_cart.py"]
    shop.repo.commit("Fix", files)
    done = gitfix("prove", "--test", TEST, cwd=shop.repo, json=True, expect="POLICY")
    assert done.result["verdict"] == "not_red"
    assert "cannot import name 'empty'" in done.result["why"]


def test_a_fix_that_does_not_pass_is_not_green(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.repo.commit("Only the test", {"tests/test_cart.py": shop.fix()["tests/test_cart.py"]})
    done = gitfix("prove", "--test", TEST, cwd=shop.repo, json=True, expect="POLICY")
    assert done.result["verdict"] == "not_green"
    assert "test_login_with_an_empty_cart fails" in done.result["why"]


def test_a_command_that_is_not_there_is_said(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("prove", "--test", "nosuch", cwd=fixed.repo, json=True, expect="POLICY")
    assert done.result["why"] == "with the fix the command was not found"


def test_a_flaky_test_is_found_by_repeating(fixed: Shop, gitfix: Gitfix) -> None:
    log = fixed.world.root / "log"
    test = f"echo x >> {log}; {TEST} || test $(wc -l < {log}) -gt 2"
    done = gitfix(
        "prove", "--test", test, "--repeat", "3", cwd=fixed.repo, json=True, expect="POLICY"
    )
    assert done.result["verdict"] == "flaky"


def test_no_changed_test_is_refused(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.repo.commit("Fix", {"shop/cart.py": shop.fix()["shop/cart.py"]})
    done = gitfix("prove", "--test", TEST, cwd=shop.repo, expect="REFUSED")
    assert "changes no test" in done.stderr


def test_tests_by_name(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    script = "from shop import login\nassert login.highlight('ada', []) is None\n"
    shop.repo.commit("Fix", {"shop/cart.py": shop.fix()["shop/cart.py"], "verify.py": script})
    test = "PYTHONPATH=. python3 verify.py"
    done = gitfix("prove", "--test", test, "--tests", "verify.py", cwd=shop.repo, json=True).result
    assert (done["verdict"], done["tests"]) == ("proved", [])
    assert "exit code alone" in done["why"]


def test_on_targets(fixed: Shop, gitfix: Gitfix) -> None:
    """A line that has the bug is proved; one where it was never there is not affected; one that has the fix is so."""
    for branch, other in (
        ("release/2.3", BUG.replace("max(items, key", "max([*items, ('', 0)], key")),
        ("release/2.5", FIXED),
    ):
        cart = fixed.origin.read("shop/cart.py", f"refs/heads/{branch}")
        fixed.origin.commit_on(branch, "Other", {"shop/cart.py": cart.replace(BUG, other)})
    options = ("--on", "main", "--on", "release/2.5")
    done = gitfix("prove", "--test", TEST, *options, cwd=fixed.repo, json=True)
    found = {row["branch"]: row["verdict"] for row in done.result["targets"]}
    assert found == {"main": "proved", "release/2.5": "not_affected"}
    assert done.exit == "OK"
    stuck = gitfix(
        "prove", "--test", TEST, "--on", "release/2.3", cwd=fixed.repo, json=True, expect="POLICY"
    )
    assert stuck.result["targets"][0]["verdict"] == "conflict"


def test_a_backport_can_ask_for_a_proof(
    fixed: Shop, gitfix: Gitfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The function that other operations call, on commits."""
    from gitfix.core.names import Oid
    from gitfix.operations.proof import proof_on
    from gitfix.operations.workspace import open_workspace

    monkeypatch.chdir(fixed.repo.path)
    for name, value in fixed.repo.env().items():
        monkeypatch.setenv(name, value)
    work = open_workspace(Settings(fixed.repo.path))
    before, after = Oid(fixed.repo.oid("HEAD^")), Oid(fixed.repo.head)
    proof = proof_on(work, before, after, TEST)
    assert (proof.judged.verdict, proof.judged.tests) == ("proved", (NAME,))
    unaffected = proof_on(work, after, after, TEST, paths=["tests/test_cart.py"])
    assert unaffected.not_affected
    del work
    gc.collect()  # a git that reads objects ends with whoever asked it
    no_leaks(fixed.repo)


def test_in_words(fixed: Shop, gitfix: Gitfix) -> None:
    said = gitfix("prove", "--test", TEST, cwd=fixed.repo).stdout
    assert "proved: red without the fix, green with it" in said
    assert "test_login_with_an_empty_cart fails without it" in said
    assert all(len(line) <= 80 for line in said.splitlines())


def test_what_a_test_prints_of_a_secret_is_hidden(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", "Login fails", cwd=shop.repo)
    shop.commit_fix()
    env = {"DEPLOY_TOKEN": "hunter2-and-more"}
    command = "echo with $DEPLOY_TOKEN; exit 1"
    done = gitfix("prove", "--test", command, cwd=shop.repo, env=env, expect="POLICY")
    kept = b"".join(
        path.read_bytes() for path in (shop.repo.common_dir / "gitfix").rglob("*") if path.is_file()
    )
    assert "hunter2" not in done.stdout + done.stderr and b"hunter2" not in kept
    assert b"with ***" in kept, "what it printed is kept, and read"
