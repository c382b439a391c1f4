"""`gitfix rollback`: how ready it is, the rehearsal, the real thing, and what follows."""

from __future__ import annotations

import time

import pytest

from tests.operations.people_kit import GRACE, ID
from tests.operations.release_kit import may_release, put_off
from tests.support.builder import RepoBuilder
from tests.support.http_service import serving
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged

COMMAND = (
    'echo "$GITFIX_FROM_TAG to $GITFIX_TAG in $GITFIX_ENVIRONMENT" >> ../ran; '
    "echo $GITFIX_VERSION > ../production"
)


@pytest.fixture
def ready(shop: Shop) -> Shop:
    """Everything that `plan` asks for is configured."""
    for key, value in (
        ("command", COMMAND),
        ("artefact", 'echo "shop:$GITFIX_VERSION"'),
        ("backup", f"echo {shop.world.now - 3600}"),
        ("decider", "Grace"),
        ("trigger", "errors over 5 %"),
    ):
        shop.repo.config(f"gitfix.rollback.{key}", value)
    return shop


def ran(shop: Shop) -> list[str]:
    path = shop.repo.path.parent / "ran"
    return path.read_text().splitlines() if path.exists() else []


def states(gitfix: Gitfix, repo: RepoBuilder) -> dict[str, str]:
    found = gitfix("status", "--incident", ID, cwd=repo, json=True).result
    return {step["id"]: step["state"] for step in found["steps"]}


def checks(result: dict) -> dict[str, str]:  # type: ignore[type-arg]
    return {one["id"]: one["state"] for one in result["checks"]}


def deployed(shop: Shop, gitfix: Gitfix) -> str:
    """The hotfix is released, and its deploy is on record."""
    commit = may_release(shop, gitfix)
    gitfix("release", "--push", cwd=shop.repo)
    put_off(gitfix, shop.repo, "staging", "smoke")
    gitfix("run", "deploy", "--statement", "20:31", cwd=shop.repo)
    return commit


def test_nothing_is_configured(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=shop.repo)
    done = gitfix("rollback", "plan", cwd=shop.repo, json=True, expect="POLICY")
    found = done.result
    assert (found["start"]["tag"], found["target"]["tag"]) == ("v2.4.1", "v2.4.0")
    assert found["score"] == "not-ready" and checks(found)["command"] == "fail"
    assert (checks(found)["tag"], checks(found)["migrations"]) == ("pass", "pass")
    assert states(gitfix, shop.repo)["rollback"] == "failed"
    gitfix("run", "rollback", "--statement", "make deploy TAG=v2.4.0, 4 min", cwd=shop.repo)
    assert states(gitfix, shop.repo)["rollback"] == "done"
    said = gitfix("rollback", "execute", "--yes", cwd=shop.repo, expect="REFUSED").stderr
    assert "nobody has said how" in said and "[rollback]" in said


def test_from_the_plan_to_ready(ready: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
    first = gitfix("rollback", "plan", cwd=ready.repo, json=True).result
    assert (first["score"], checks(first)["rehearsal"]) == ("at-risk", "unknown")
    assert states(gitfix, ready.repo)["rollback"] == "done"
    rehearsed = gitfix("rollback", "rehearse", cwd=ready.repo, json=True).result
    assert (rehearsed["environment"], rehearsed["state"]) == ("staging", "passed")
    assert ran(ready) == ["v2.4.1 to v2.4.0 in staging"]
    found = gitfix("rollback", "plan", "--flag", "NEW_CART=off", cwd=ready.repo, json=True).result
    assert found["score"] == "ready", found
    assert set(checks(found).values()) == {"pass"}
    assert "NEW_CART=off" in found["first"][0] and "rollback execute" in found["first"][1]
    # A rehearsal of another incident counts, one of another command does not.
    ready.repo.config("gitfix.rollback.command", COMMAND + "; true")
    other = gitfix("rollback", "plan", cwd=ready.repo, json=True).result
    assert checks(other)["rehearsal"] == "unknown"
    assert checks(other)["flag"] == "pass", "what was said once holds for the incident"
    assert "NEW_CART=off" in other["first"][0]


def test_a_dry_run_asks_and_records_nothing(ready: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
    with unchanged(ready.repo):
        found = gitfix("rollback", "plan", "--dry-run", cwd=ready.repo, json=True).result
        assert (found["event"], checks(found)["artefact"]) == (None, "unknown")
        for verb in ("rehearse", "execute"):
            planned = gitfix("rollback", verb, "--dry-run", cwd=ready.repo, json=True).result
            assert planned["state"] == "planned"
    assert not ran(ready)


def test_what_is_missing_or_old_is_seen(ready: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
    ready.repo.config("gitfix.rollback.artefact", "echo gone; exit 1")
    ready.repo.config("gitfix.rollback.backup", f"echo {ready.world.now - 90_000}")
    found = gitfix("rollback", "plan", cwd=ready.repo, json=True, expect="POLICY").result
    assert (checks(found)["artefact"], checks(found)["backup"]) == ("fail", "fail")
    assert found["why"] == "artefact: gone"


def test_the_severity_decides_what_is_enough(ready: Shop, gitfix: Gitfix) -> None:
    team = '[steps.rollback]\nscore = { P0 = "ready" }\n'
    ready.origin.commit_on("main", "Agree", {".gitfix.toml": team})
    ready.repo.git("fetch", "-q", "origin")
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
    gitfix("rollback", "plan", cwd=ready.repo)
    assert states(gitfix, ready.repo)["rollback"] == "failed"
    gitfix("rollback", "rehearse", cwd=ready.repo)
    gitfix("rollback", "plan", cwd=ready.repo)
    assert states(gitfix, ready.repo)["rollback"] == "done"


def test_a_migration_without_a_way_back(ready: Shop, gitfix: Gitfix) -> None:
    """v2.5.0 brought one; going back from it is not ready, whatever else is."""
    lost = "class Migration(migrations.Migration):\n    operations = [migrations.RunPython(go)]\n"
    files = {"shop/migrations/0001_x.py": lost, "deploy/shop.yml": "a: 1\n"}
    ready.origin.commit_on("main", "Release 2.5.0", files)
    ready.origin.tag("v2.5.0", "main")
    ready.repo.git("fetch", "-q", "--tags", "origin")
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
    found = gitfix("rollback", "plan", cwd=ready.repo, json=True, expect="POLICY").result
    assert (found["start"]["tag"], found["target"]["tag"]) == ("v2.5.0", "v2.4.1")
    assert "RunPython without reverse_code" in found["why"]
    assert checks(found)["configuration"] == "unknown"


def test_back_to_before_the_fix(ready: Shop, gitfix: Gitfix) -> None:
    commit = deployed(ready, gitfix)
    said = gitfix("rollback", "execute", cwd=ready.repo, expect="REFUSED").stderr
    assert "nobody is here to ask" in " ".join(said.split()) and not ran(ready)
    found = gitfix("rollback", "execute", "--yes", cwd=ready.repo, json=True).result
    assert (found["start"]["tag"], found["target"]["tag"]) == ("v2.4.2", "v2.4.1")
    assert (found["state"], found["version"]) == ("passed", "2.4.3")
    assert ran(ready) == ["v2.4.2 to v2.4.1 in production"]
    # Development again: that very fix is not released twice, and its number is used up.
    now = gitfix("status", cwd=ready.repo, json=True).result
    assert now["phase"] == "development"
    step = states(gitfix, ready.repo)
    assert (step["minimal-change"], step["release"], step["deploy"]) == ("stale", "open", "open")
    gitfix("release", "--push", cwd=ready.repo, expect="POLICY")
    again = gitfix("rollback", "execute", "--yes", cwd=ready.repo, expect="REFUSED").stderr
    assert "went back to v2.4.1 already" in " ".join(again.split())
    assert len(ran(ready)) == 1
    ready.repo.commit("A better fix", {"shop/why.py": "REASON = 1\n"})
    assert gitfix("release", "--push", cwd=ready.repo, json=True).result["tag"] == "v2.4.3"
    assert ready.repo.git("merge-base", "v2.4.3", commit) == commit
    gitfix("audit", "verify", "--all", cwd=ready.repo)


def test_the_confirmation_is_about_the_old_release(ready: Shop, gitfix: Gitfix) -> None:
    team = '[steps.confirmation]\ncommands = ["grep -qx $GITFIX_VERSION ../production"]\n'
    ready.origin.commit_on("main", "Agree", {".gitfix.toml": team})
    ready.repo.git("fetch", "-q", "origin")
    gitfix("trust", "--yes", cwd=ready.repo)
    deployed(ready, gitfix)
    found = gitfix("rollback", "execute", "--yes", cwd=ready.repo, json=True).result
    assert found["confirmation"] == "passed"
    assert states(gitfix, ready.repo)["confirmation"] == "done"
    # It ends here, or the next release voids that evidence.
    ended = gitfix(
        "close", "--as", "rolled-back", cwd=ready.repo, json=True, expect="POLICY"
    ).result
    assert [row["id"] for row in ended["missing"]] == ["impact", "communication"]
    gitfix("triage", "--users", "everybody", cwd=ready.repo)
    gitfix("run", "communication", "--statement", "status page", cwd=ready.repo)
    gitfix("close", "--as", "rolled-back", cwd=ready.repo)


PAGES = """
[steps.confirmation]
retries = 1
backoff = 0.01

[[steps.confirmation.checks]]
url = "{url}/version"
contains = "<{{version}}>"

[[steps.confirmation.checks]]
url = "{url}/fixed"

[[steps.confirmation.checks]]
url = "{url}/health"
after_rollback = true
"""


@pytest.mark.parametrize("answer", ["<2.4.1>", "<2.4.2>"])
def test_a_confirmation_by_http_alone(ready: Shop, gitfix: Gitfix, answer: str) -> None:
    """Its checks are about the old release: what production says is held against that one's version and tree."""
    with serving() as service:
        service.says("/version", answer)
        service.says("/health", "well")
        service.says("/running", {"version": "v2.4.1"})
        team = PAGES.format(url=service.url)
        ready.origin.commit_on("main", "Agree", {".gitfix.toml": team})
        ready.repo.git("fetch", "-q", "origin")
        ready.repo.config("gitfix.production.url", f"{service.url}/running")
        ready.repo.config("gitfix.production.json-path", "$.version")
        gitfix("trust", "--yes", cwd=ready.repo)
        may_release(ready, gitfix)
        gitfix("release", "--push", cwd=ready.repo)
        put_off(gitfix, ready.repo, "staging", "smoke")
        gitfix("run", "deploy", "--statement", "20:31", cwd=ready.repo)
        well = answer == "<2.4.1>"
        done = gitfix(
            "rollback", "execute", "--yes", cwd=ready.repo, expect="OK" if well else "POLICY"
        )
        seen = [one.path for one in service.seen]
    assert "/fixed" not in seen and ("/health" in seen) is well
    assert seen.count("/version") == (1 if well else 2)
    assert f"GET {service.url}/version is 200, has '<2.4.1>'" in done.stdout
    assert ("production runs the release v2.4.1" in done.stdout) is well
    assert states(gitfix, ready.repo)["confirmation"] == ("done" if well else "failed")


def test_going_back_before_there_is_a_fix_asks_whether_the_fault_is_gone(
    ready: Shop, gitfix: Gitfix
) -> None:
    """Nothing has to be said for that: the checks about the fault are what a person wants to know then."""
    pages = PAGES + '\n[[steps.confirmation.checks]]\nurl = "{url}/never"\nafter_rollback = false\n'
    with serving() as service:
        for path in ("/version", "/fixed", "/health"):
            service.says(path, "<2.4.0>")
        ready.origin.commit_on("main", "Agree", {".gitfix.toml": pages.format(url=service.url)})
        ready.repo.git("fetch", "-q", "origin")
        gitfix("trust", "--yes", cwd=ready.repo)
        gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
        done = gitfix("rollback", "execute", "--yes", cwd=ready.repo, json=True)
        assert done.result["confirmation"] == "passed"
        assert [one.path for one in service.seen] == ["/version", "/fixed", "/health"]
        service.says("/version", "<2.4.1>")
        service.says("/fixed", "still broken", 500)
        again = ("rollback", "execute", "--yes", "--to", "v2.4.1")
        done = gitfix(*again, cwd=ready.repo, expect="POLICY")
    assert "/fixed" in done.stdout and "status 500" in done.stdout


def test_production_that_did_not_go_back(ready: Shop, gitfix: Gitfix) -> None:
    """Every check passes, and production says that it runs what was to be taken out."""
    with serving() as service:
        service.says("/running", "v2.4.2")
        ready.repo.config("gitfix.production.url", f"{service.url}/running")
        deployed(ready, gitfix)
        done = gitfix("rollback", "execute", "--yes", cwd=ready.repo, expect="POLICY")
    assert "that is not the release: v2.4.1" in done.stdout
    assert states(gitfix, ready.repo)["confirmation"] == "failed"


def test_undo_does_not_pretend(ready: Shop, gitfix: Gitfix) -> None:
    """Production is not in git: an undo says so, and what does take it to the other release again."""
    deployed(ready, gitfix)
    gitfix("rollback", "execute", "--yes", cwd=ready.repo)
    with unchanged(ready.repo):
        said = gitfix("undo", cwd=ready.repo, expect="REFUSED").stderr
    assert "production was taken back from v2.4.2 to v2.4.1" in " ".join(said.split())
    assert "gitfix rollback execute --to v2.4.2" in said
    gitfix("rollback", "execute", "--to", "v2.4.2", "--yes", cwd=ready.repo)
    assert ran(ready)[-1] == "v2.4.1 to v2.4.2 in production"
    assert gitfix("production", cwd=ready.repo, json=True).result["tag"] == "v2.4.2"
    ready.repo.config("gitfix.rollback.command", "exit 3")
    gitfix("rollback", "execute", "--to", "v2.4.1", "--yes", cwd=ready.repo, expect="POLICY")
    said = gitfix("undo", cwd=ready.repo, expect="REFUSED").stderr
    assert "was tried, and failed" in " ".join(said.split())


def test_a_deploy_is_not_undone_either(ready: Shop, gitfix: Gitfix) -> None:
    team = '[steps.deploy]\ncommands = ["echo $GITFIX_TAG > ../production"]\n'
    ready.origin.commit_on("main", "Agree", {".gitfix.toml": team})
    ready.repo.git("fetch", "-q", "origin")
    gitfix("trust", "--yes", cwd=ready.repo)
    may_release(ready, gitfix)
    gitfix("release", "--push", cwd=ready.repo)
    put_off(gitfix, ready.repo, "staging", "smoke")
    gitfix("run", "deploy", cwd=ready.repo)
    assert (ready.repo.path.parent / "production").read_text() == "v2.4.2\n"
    said = gitfix("undo", cwd=ready.repo, expect="REFUSED").stderr
    assert "is a deploy" in said and "gitfix rollback execute" in said


def test_a_confirmation_that_fails(ready: Shop, gitfix: Gitfix) -> None:
    team = '[steps.confirmation]\ncommands = ["echo still broken; exit 7"]\n'
    ready.origin.commit_on("main", "Agree", {".gitfix.toml": team})
    ready.repo.git("fetch", "-q", "origin")
    gitfix("trust", "--yes", cwd=ready.repo)
    deployed(ready, gitfix)
    done = gitfix("rollback", "execute", "--yes", cwd=ready.repo, expect="POLICY")
    assert "still broken" in done.stdout and "its confirmation failed" in " ".join(
        done.stderr.split()
    )
    assert states(gitfix, ready.repo)["confirmation"] == "failed"


def test_a_command_that_fails(ready: Shop, gitfix: Gitfix) -> None:
    ready.repo.config("gitfix.rollback.command", "echo no such host; exit 3")
    deployed(ready, gitfix)
    done = gitfix("rollback", "execute", "--yes", cwd=ready.repo, expect="POLICY", json=True)
    assert (done.result["state"], done.result["exit_code"]) == ("failed", 3)
    log = ready.repo.git("show", f"refs/gitfix/blobs/{ID}:{done.result['log']}")
    assert "no such host" in log
    # It is over, though it failed: the next attempt is no second one by accident.
    ready.repo.config("gitfix.rollback.command", COMMAND)
    gitfix("rollback", "execute", "--yes", cwd=ready.repo)


def test_the_time_limit(ready: Shop, gitfix: Gitfix) -> None:
    ready.repo.config("gitfix.rollback.command", "sleep 60")
    ready.repo.config("gitfix.rollback.limit", "1")
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
    done = gitfix("rollback", "rehearse", cwd=ready.repo, expect="POLICY")
    assert "stopped at its time limit" in " ".join(done.stderr.split())


def test_a_terminal_is_asked_once(ready: Shop, gitfix: Gitfix) -> None:
    deployed(ready, gitfix)
    no = gitfix("rollback", "execute", cwd=ready.repo, pty=True, input="n\n", expect="REFUSED")
    assert "run it now?" in no.stdout and not ran(ready)
    gitfix("rollback", "execute", cwd=ready.repo, pty=True, input="y\n")
    assert len(ran(ready)) == 1


def test_the_teams_command_has_to_be_trusted(shop: Shop, gitfix: Gitfix) -> None:
    team = '[rollback]\ncommand = "echo hello > ../ran"\n'
    shop.origin.commit_on("main", "Agree", {".gitfix.toml": team})
    shop.repo.git("fetch", "-q", "origin")
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=shop.repo)
    found = gitfix("rollback", "plan", cwd=shop.repo, json=True, expect="POLICY").result
    assert "gitfix trust" in found["why"]
    for verb in ("rehearse", "execute"):
        said = gitfix("rollback", verb, cwd=shop.repo, expect="REFUSED").stderr
        assert "gitfix trust" in said
    assert not ran(shop)


def test_secrets_stay_out(ready: Shop, gitfix: Gitfix) -> None:
    ready.repo.config("gitfix.rollback.command", 'echo "login with $DEPLOY_TOKEN"')
    env = {"DEPLOY_TOKEN": "hunter2-and-more"}
    gitfix("triage", SUMMARY, "--severity", "P0", cwd=ready.repo)
    done = gitfix("rollback", "rehearse", cwd=ready.repo, env=env, json=True)
    log = ready.repo.git("show", f"refs/gitfix/blobs/{ID}:{done.result['log']}")
    assert "login with" in log
    for text in (log, done.stdout, done.stderr, gitfix("log", "--json", cwd=ready.repo).stdout):
        assert "hunter2" not in text


def test_a_record_that_was_rewound_is_no_ground_to_act_on(ready: Shop, gitfix: Gitfix) -> None:
    """Who cut it may have cut off that production was taken back already."""
    deployed(ready, gitfix)
    path = f"refs/gitfix/incidents/{ID}"
    ready.origin.git("update-ref", path, ready.origin.oid(f"{path}~1"))
    gitfix("rollback", "execute", "--yes", cwd=ready.repo, expect="TAMPERED")
    assert not ran(ready)


def test_a_colleagues_rollback_is_seen(ready: Shop, gitfix: Gitfix) -> None:
    """Two laptops, one production: the command runs once."""
    deployed(ready, gitfix)
    laptop = ready.clone("grace")
    laptop.config("gitfix.rollback.command", "sleep 3;" + COMMAND)
    for key, value in zip(("user.name", "user.email"), GRACE, strict=True):
        laptop.config(key, value)
    gitfix("resume", ID, cwd=laptop)
    path = f"refs/gitfix/incidents/{ID}"
    before = ready.origin.refs(path)
    env = {"GITFIX_NONCE": "g2m8"}
    hers = gitfix.start("rollback", "execute", "--yes", "--incident", ID, cwd=laptop, env=env)
    for _ in range(400):
        if ready.origin.refs(path) != before:
            break
        time.sleep(0.05)
    said = gitfix("rollback", "execute", "--yes", cwd=ready.repo, expect="REFUSED").stderr
    hers.communicate(timeout=60)
    assert hers.returncode == 0
    assert "Grace Hopper began it" in " ".join(said.split())
    assert len(ran(ready)) == 1


def test_what_was_not_shared_yet_is_shared_first(ready: Shop, gitfix: Gitfix) -> None:
    deployed(ready, gitfix)
    ready.repo.config("gitfix.record.sync", "manual")
    gitfix("run", "smoke", "--statement", "it is broken, still", cwd=ready.repo)
    gitfix("rollback", "execute", "--yes", cwd=ready.repo)
    assert ran(ready) == ["v2.4.2 to v2.4.1 in production"]


def test_the_next_hotfix_does_not_start_at_what_was_taken_back(ready: Shop, gitfix: Gitfix) -> None:
    deployed(ready, gitfix)
    gitfix("rollback", "execute", "--yes", cwd=ready.repo)
    for closed in (False, True):
        found = gitfix("production", cwd=ready.repo, json=True).result
        assert found["tag"] == "v2.4.1"
        assert {"tag": "v2.4.2", "reason": "rolled back to v2.4.1"} in found["skipped"]
        if not closed:
            gitfix("close", "--as", "false-alarm", "--reason", "another night", cwd=ready.repo)
    ready.repo.switch("main")
    opened = gitfix("branch", "Something else is broken", cwd=ready.repo, json=True).result
    assert (opened["base"]["tag"], opened["version"]) == ("v2.4.1", "2.4.3")
