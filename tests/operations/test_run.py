"""`gitfix run`: the commands of a step on exactly the hotfix, what is refused, and what the record holds."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.support.builder import Executable, RepoBuilder
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix, Result
from tests.support.shop import SUMMARY, Shop

TESTS = "PYTHONDONTWRITEBYTECODE=1 python3 -m unittest -q"


def team(shop: Shop, text: str, *, trusted: bool = True) -> None:
    """The team's file on the default branch, and trusted here."""
    shop.repo.commit("Agree on the steps", {".gitfix.toml": text})
    shop.repo.git("push", "-q", "origin", "main")
    if trusted:
        Gitfix(shop.world)("trust", "--yes", cwd=shop.repo)


def hotfix(shop: Shop, severity: str = "P0") -> RepoBuilder:
    """A hotfix branch with the fix, checked out."""
    Gitfix(shop.world)("branch", SUMMARY, "--severity", severity, cwd=shop.repo)
    shop.commit_fix()
    return shop.repo


def commands(step: str, *texts: str, more: str = "") -> str:
    return f"[steps.{step}]\ncommands = {json.dumps(texts)}\n{more}"


def events(gitfix: Gitfix, repo: RepoBuilder, type: str = "ran") -> list[dict[str, Any]]:
    """The events of a type, as they are stored."""
    rows = gitfix("log", cwd=repo, json=True).result["events"]
    ids = [row["event"] for row in rows if row["type"] == type]
    return [json.loads(repo.git("show", f"{id}:event.json")) for id in ids]


def log(repo: RepoBuilder, done: Result) -> bytes:
    """The log that a run has left beside the record."""
    step = done.result["steps"][-1]
    return repo.git_bytes("show", f"refs/gitfix/blobs/{done.result['incident']}:{step['log']}")


def state(gitfix: Gitfix, repo: RepoBuilder, step: str) -> str:
    rows = gitfix("status", cwd=repo, json=True).result["steps"]
    return str(next(row["state"] for row in rows if row["id"] == step))


def test_a_run_is_bound_to_the_tree_and_a_new_commit_voids_it(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", TESTS))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, json=True)
    assert [step["state"] for step in done.result["steps"]] == ["passed"]
    (event,) = events(gitfix, repo)
    assert event["git"] == {
        "branch": "refs/heads/hotfix/2.4.2-login-fails-on-an-empty-cart",
        "head": repo.head,
        "tree": repo.oid("HEAD^{tree}"),
    }
    assert event["command"]["argv"] == ["/bin/sh", "-c", TESTS]
    assert event["command"]["exit_code"] == 0
    assert (event["step"], event["phase"]) == ("verification", "development")
    written = log(repo, done)
    assert hashlib.sha256(written).hexdigest() == event["data"]["log"]
    assert b"Ran 3 tests" in written and repo.head.encode() in written
    assert state(gitfix, repo, "verification") == "done"
    repo.commit("More", {"shop/cart.py": repo.read("shop/cart.py") + "# more\n"})
    assert state(gitfix, repo, "verification") == "stale"
    no_leaks(repo)


def test_a_failure_is_exit_code_4_with_its_log(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "echo first", "echo broken >&2; exit 3", "echo never"))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, expect="POLICY")
    assert "first\n$ echo broken" in done.stdout and "\nnever" not in done.stdout
    assert "exit code 3" in done.stderr and "then: gitfix run verification" in done.stderr
    where = next(line for line in done.stdout.splitlines() if line.startswith("log: git show "))
    assert "broken\n[exit code 3]" in repo.git("show", where.split()[-1])
    (event,) = events(gitfix, repo)
    assert event["command"]["exit_code"] == 3
    assert [row["exit_code"] for row in event["data"]["commands"]] == [0, 3, None]
    assert state(gitfix, repo, "verification") == "failed"


def test_the_digest_of_a_command_is_that_of_its_part_of_the_log(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "echo one; echo two"))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, json=True)
    row = done.result["steps"][0]["commands"][0]
    assert row["digest"] == hashlib.sha256(b"one\ntwo\n").hexdigest()
    assert b"$ echo one; echo two\none\ntwo\n[exit code 0]\n" in log(repo, done)


def test_the_commands_see_the_hotfix_and_nothing_of_the_checkout(
    shop: Shop, gitfix: Gitfix
) -> None:
    script = "env | grep ^GITFIX_ | sort; git rev-parse HEAD; git status --short; cat shop/cart.py"
    more = '[run]\ndata = "data/dump.sql"\n'
    team(shop, commands("verification", script, more=more))
    repo = hotfix(shop)
    repo.write({"shop/cart.py": "broken here\n", "data/dump.sql": "", "new.py": ""})
    done = gitfix("run", "verification", cwd=repo, json=True)
    text = log(repo, done).decode()
    for name, value in {
        "INCIDENT": done.result["incident"],
        "BRANCH": "hotfix/2.4.2-login-fails-on-an-empty-cart",
        "COMMIT": repo.head,
        "TREE": repo.oid("HEAD^{tree}"),
        "BASE_TAG": "v2.4.1",
        "VERSION": "2.4.2",
        "DATA": str(repo.path / "data/dump.sql"),
    }.items():
        assert f"GITFIX_{name}={value}\n" in text
    assert f"\n{repo.head}\n" in text
    assert "broken here" not in text and "if not items" in text
    said = gitfix("run", "verification", "--again", cwd=repo).stderr
    assert "your uncommitted changes (3 files) are not part of what is tested" in said


def test_a_worktree_gets_its_copies_and_its_set_up(shop: Shop, gitfix: Gitfix) -> None:
    more = '[worktree]\ncopy = [".env"]\nsetup = "echo installed > build.txt"\n'
    team(shop, commands("verification", "cat .env build.txt", more=more))
    repo = hotfix(shop)
    repo.write({".env": "MODE=test\n"})
    done = gitfix("run", "verification", cwd=repo, json=True)
    assert b"MODE=test\ninstalled\n" in log(repo, done)


def test_a_set_up_that_fails_fails_the_step(shop: Shop, gitfix: Gitfix) -> None:
    more = '[worktree]\nsetup = "echo no network; exit 7"\n'
    team(shop, commands("verification", "echo never", more=more))
    done = gitfix("run", "verification", cwd=hotfix(shop), json=True, expect="POLICY")
    step = done.result["steps"][0]
    first = step["commands"][0]
    assert (first["why"], first["exit_code"]) == ("worktree.setup", 7)
    assert b"no network" in log(shop.repo, done) and b"\nnever" not in log(shop.repo, done)


def test_regression_is_chosen_by_what_changed_and_says_why(shop: Shop, gitfix: Gitfix) -> None:
    team(
        shop,
        '[[tests]]\npaths = ["shop/cart.py"]\ncommand = "echo cart"\n'
        '[[tests]]\npaths = ["shop/search.py"]\ncommand = "echo search"\n'
        '[[tests]]\ncritical = true\ncommand = "echo critical"\n',
    )
    done = gitfix("run", "regression", cwd=hotfix(shop))
    assert "echo cart       shop/cart.py" in done.stdout
    assert "echo critical   critical" in done.stdout
    assert "search" not in done.stdout


def test_a_path_that_nobody_tests_beside_others_is_named(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, '[[tests]]\npaths = ["shop/cart.py"]\ncommand = "echo cart"\n')
    repo = hotfix(shop)
    repo.commit("More", {"shop/other.py": "x = 1\n"})
    done = gitfix("run", "regression", cwd=repo)
    assert "not tested: shop/other.py" in done.stdout
    (event,) = events(gitfix, repo)
    assert (event["data"]["gap"], event["data"]["uncovered"]) == (False, ["shop/other.py"])


def test_what_nobody_tests_is_a_gap_and_no_pass(shop: Shop, gitfix: Gitfix) -> None:
    team(
        shop,
        '[[tests]]\npaths = ["shop/search.py"]\ncommand = "echo search"\n'
        '[[tests]]\ncritical = true\ncommand = "echo critical"\n',
    )
    repo = hotfix(shop)
    done = gitfix("run", "regression", cwd=repo, expect="POLICY")
    assert "no test is about shop/cart.py" in done.stderr
    assert "critical" in done.stdout
    (event,) = events(gitfix, repo)
    assert event["data"]["gap"] is True and event["data"]["uncovered"] == ["shop/cart.py"]
    assert event["command"]["exit_code"] == 0
    assert state(gitfix, repo, "regression") == "failed"


def test_all_runs_what_is_open_up_to_testing_and_stops_at_a_failure(
    shop: Shop, gitfix: Gitfix
) -> None:
    text = commands("verification", "test -e no-marker || ls shop")
    text += (
        commands("regression", "exit 1") + commands("smoke", "true") + commands("deploy", "false")
    )
    team(shop, text)
    repo = hotfix(shop)
    done = gitfix("run", "--all", cwd=repo, json=True, expect="POLICY")
    found = [(step["step"], step["state"]) for step in done.result["steps"]]
    assert found == [("verification", "passed"), ("regression", "failed")]
    done = gitfix("run", "--next", cwd=repo, json=True, expect="POLICY")
    assert [step["step"] for step in done.result["steps"]] == ["regression"]


def test_what_is_done_is_not_run_again_unless_asked(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "true"))
    repo = hotfix(shop)
    gitfix("run", "--all", cwd=repo)
    for words in (("verification",), ("--all",), ("--next",)):
        done = gitfix("run", *words, cwd=repo, json=True)
        assert [step["state"] for step in done.result["steps"]] == ["fresh"]
    gitfix("run", "verification", "--again", cwd=repo)
    assert len(events(gitfix, repo)) == 2


def test_commands_that_are_not_trusted_are_shown_and_not_run(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", f"touch {shop.world.root}/was-run"), trusted=False)
    done = gitfix("run", "verification", cwd=hotfix(shop), expect="REFUSED")
    assert f"{shop.world.root}/was-run" in done.stderr and "gitfix trust" in done.stderr
    assert not (shop.world.root / "was-run").exists()


def test_a_step_without_commands_shows_what_to_write(shop: Shop, gitfix: Gitfix) -> None:
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, expect="REFUSED")
    assert '[steps.verification]\n    commands = ["make test"]\n' in done.stderr
    assert "gitfix run verification --statement" in done.stderr
    done = gitfix("run", "regression", cwd=repo, expect="REFUSED")
    assert '[[tests]]\n    paths = ["shop/**"]\n    command = "make test"\n' in done.stderr
    assert events(gitfix, repo) == []


def test_a_statement_settles_a_step_without_commands(shop: Shop, gitfix: Gitfix) -> None:
    repo = hotfix(shop)
    words = ("run", "verification", "--statement", "tried with https://ada:pw@db/x")
    done = gitfix(*words, "--dry-run", cwd=repo, json=True)
    assert done.result["steps"][0]["event"] is None
    gitfix(*words, cwd=repo)
    (event,) = events(gitfix, repo, "stated")
    assert event["data"] == {"statement": "tried with https://***@db/x"}
    assert event["git"]["tree"] == repo.oid("HEAD^{tree}")
    assert state(gitfix, repo, "verification") == "done"


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        ("review", "gitfix review request"),
        ("minimal-change", "gitfix check"),
        ("severity", "gitfix triage"),
        ("backport", "gitfix backport"),
    ],
)
def test_a_statement_does_not_settle_what_has_evidence_of_its_own(
    shop: Shop, gitfix: Gitfix, step: str, hint: str
) -> None:
    done = gitfix("run", step, "--statement", "it is fine", cwd=hotfix(shop), expect="REFUSED")
    assert hint in done.stderr


def test_a_statement_does_not_stand_in_for_commands(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "false"))
    done = gitfix("run", "verification", "--statement", "ok", cwd=hotfix(shop), expect="REFUSED")
    assert "gitfix waive verification" in done.stderr


def test_a_deploy_waits_for_what_comes_before_it(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("deploy", "touch deployed"))
    repo = hotfix(shop)
    done = gitfix("run", "deploy", cwd=repo, expect="POLICY")
    assert "verification" in done.stderr and "gitfix waive" in done.stderr
    assert not (repo.path / "deployed").exists()


def test_a_step_in_place_runs_in_the_checkout(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "pwd; cat note", more='place = "checkout"\n'))
    repo = hotfix(shop)
    repo.write({"note": "mine\n"})
    done = gitfix("run", "verification", cwd=repo, json=True)
    assert f"{repo.path}\nmine\n".encode() in log(repo, done)
    repo.switch("main")
    said = gitfix("run", "verification", "--again", "--incident", "k7q2", cwd=repo).stderr
    assert "not at the hotfix" in said


def test_a_dry_run_says_what_would_run_and_runs_nothing(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", f"touch {shop.world.root}/was-run"))
    repo = hotfix(shop)
    done = gitfix("run", "--all", "--dry-run", cwd=repo)
    assert "would run" in done.stdout and "was-run" in done.stdout
    assert not (shop.world.root / "was-run").exists()
    assert events(gitfix, repo) == []


def test_without_a_fix_there_is_nothing_to_test(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "true"))
    gitfix("branch", SUMMARY, cwd=shop.repo)
    done = gitfix("run", "verification", cwd=shop.repo, expect="REFUSED")
    assert "no fix on hotfix/" in done.stderr


@pytest.mark.parametrize(
    "words",
    [(), ("--all", "smoke"), ("--all", "--next"), ("a", "b", "--statement", "x"), ("--statement",)],
)
def test_wrong_command_lines(shop: Shop, gitfix: Gitfix, words: tuple[str, ...]) -> None:
    gitfix("run", *words, cwd=shop.repo, expect="USAGE")


def test_hooks_of_the_user_do_not_run_and_all_files_are_there(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "ls; git hook list x 2>/dev/null; ls docs"))
    repo = hotfix(shop)
    for name in ("post-checkout", "reference-transaction"):
        repo.hook(name, f"#!/bin/sh\necho {name} >> {shop.world.root}/hooks\nexit 0\n")
    repo.git("sparse-checkout", "set", "shop")
    done = gitfix("run", "verification", cwd=repo, json=True)
    assert b"setup.md" in log(repo, done)
    hooks = shop.world.root / "hooks"
    assert "post-checkout" not in (hooks.read_text() if hooks.exists() else "")


def test_folders_that_may_not_be_written_go_too(shop: Shop, gitfix: Gitfix) -> None:
    script = (
        "mkdir -p cache/deep; touch cache/deep/file; chmod -R a-w cache; chmod a-rwx cache/deep"
    )
    team(shop, commands("verification", script))
    gitfix("run", "verification", cwd=hotfix(shop))
    no_leaks(shop.repo)


def test_scripts_of_the_project_keep_their_modes(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "./check"))
    repo = hotfix(shop)
    repo.commit("Add a check", {"check": Executable("#!/bin/sh\nexit 0\n")})
    gitfix("run", "verification", cwd=repo)


def test_a_run_can_be_taken_back_and_that_is_recorded(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "true"))
    repo = hotfix(shop)
    gitfix("run", "verification", cwd=repo)
    gitfix("undo", cwd=repo)
    assert state(gitfix, repo, "verification") == "open"
    assert len(events(gitfix, repo)) == len(events(gitfix, repo, "undone")) == 1


def test_steps_of_one_run_find_the_files_as_they_were_committed(shop: Shop, gitfix: Gitfix) -> None:
    text = commands("verification", "echo changed > shop/cart.py; touch built; git commit -qam x")
    text += commands(
        "smoke", "git rev-parse HEAD; git status --short; grep -c changed shop/cart.py"
    )
    team(shop, text)
    repo = hotfix(shop)
    done = gitfix("run", "verification", "smoke", cwd=repo, json=True, expect="POLICY")
    assert [step["state"] for step in done.result["steps"]] == ["passed", "failed"]
    assert f"\n{repo.head}\n?? built\n0\n[exit code 1]".encode() in log(repo, done)


def test_a_step_of_a_tool_table_is_shown_as_that_file_spells_it(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.commit("Agree", {"pyproject.toml": "[tool.gitfix.budget]\nmax_lines = 90\n"})
    shop.repo.git("push", "-q", "origin", "main")
    done = gitfix("run", "staging", cwd=hotfix(shop), expect="REFUSED")
    assert "pyproject.toml" in done.stderr and "[tool.gitfix.steps.staging]" in done.stderr


def test_a_closed_incident_gets_no_runs(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "true"))
    repo = hotfix(shop)
    gitfix("close", "--as", "false-alarm", "--reason", "it was a test", cwd=repo)
    done = gitfix("run", "verification", "--incident", "k7q2", cwd=repo, expect="REFUSED")
    assert "false-alarm" in done.stderr and "nothing is added" in done.stderr
