"""`gitfix run` with commands that hang, flood, fork, crash or tell secrets, and with a gitfix that is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.operations.test_run import commands, events, hotfix, log, state, team
from tests.support.builder import RepoBuilder
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix, interrupt
from tests.support.shop import Shop
from tests.support.snapshot import unchanged


def begun(repo: RepoBuilder, script: str) -> str:
    """`script`, with a file that says that it runs."""
    return f"touch {repo.world.root}/begun; {script}"


def wait_for(path: Path, patience: float = 20.0) -> None:
    end = time.monotonic() + patience
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not come"
        time.sleep(0.02)


@pytest.mark.parametrize("place", ["worktree", "checkout"])
@pytest.mark.parametrize("script", ["sleep 60", "trap '' TERM INT; while :; do sleep 0.1; done"])
def test_a_command_that_hangs_is_ended_at_its_limit(
    shop: Shop, gitfix: Gitfix, place: str, script: str
) -> None:
    more = f'limit = 0.5\nplace = "{place}"\n'
    team(shop, commands("verification", f"echo begun; {script}", "echo never", more=more))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, json=True, expect="POLICY", timeout=20)
    row = done.result["steps"][0]["commands"][0]
    assert (row["exit_code"], row["ended"]) == (124, "limit")
    assert b"begun\n[stopped at its time limit]" in log(repo, done)
    assert state(gitfix, repo, "verification") == "failed"
    no_leaks(repo)


@pytest.mark.parametrize("way", ["sleep 60 &", "setsid -f sh -c 'trap \"\" TERM HUP; sleep 60'"])
def test_what_a_command_leaves_running_is_ended_and_said(
    shop: Shop, gitfix: Gitfix, way: str
) -> None:
    team(shop, commands("verification", f"{way}\necho ok"))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, timeout=20)
    assert "left running" in done.stderr
    assert not repo.world.processes()
    no_leaks(repo)


def test_a_flood_is_cut_in_the_middle(shop: Shop, gitfix: Gitfix) -> None:
    script = "echo first; yes | head -c 100000000; echo last"
    team(shop, commands("verification", script))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo)
    assert len(done.stdout) < 1_000_000
    assert "first\n" in done.stdout and "last\n" in done.stdout and "left out" in done.stdout
    done = gitfix("run", "verification", "--again", cwd=repo, json=True)
    text = log(repo, done)
    assert len(text) < 1_200_000
    assert b"\nfirst\ny\ny\n" in text and b"y\nlast\n[exit code 0]" in text
    assert b"bytes and the lines around them are left out" in text


def test_output_of_any_bytes_is_kept_and_steers_no_terminal(shop: Shop, gitfix: Gitfix) -> None:
    script = r"printf '\000\377\376 \033[2J\033]0;title\007\202x\ta\r\nend'"
    team(shop, commands("verification", script.replace("\\", "\\")))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, pty=True)
    assert "\x1b]0" not in done.stdout and "\x1b[2J" not in done.stdout
    assert "\\x00\\xff\\xfe \\x82x\ta\nend\n" in done.stdout
    done = gitfix("run", "verification", "--again", cwd=repo, json=True)
    assert b"\x00\xff\xfe \x82x\ta\r\nend\n" in log(repo, done)


@pytest.mark.parametrize(("number", "code"), [(9, 137), (11, 139)])
def test_a_command_that_a_signal_ends_has_failed(
    shop: Shop, gitfix: Gitfix, number: int, code: int
) -> None:
    team(shop, commands("verification", f"kill -{number} $$"))
    done = gitfix("run", "verification", cwd=hotfix(shop), json=True, expect="POLICY")
    assert done.result["steps"][0]["commands"][0]["exit_code"] == code


def test_a_command_that_is_not_there_has_failed(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "no-such-program-anywhere"))
    done = gitfix("run", "verification", cwd=hotfix(shop), json=True, expect="POLICY")
    assert done.result["steps"][0]["commands"][0]["exit_code"] == 127


LEAKS = """\
#!/bin/sh
echo token $DEPLOY_TOKEN
printf %s $DEPLOY_TOKEN | base64
echo $DATABASE_URL
echo hunter2-and-more
echo 'Authorization: Bearer abcdef0123456789'
printf 'cut in '
printf 'correct-horse-'
sleep 0.3
echo battery
printf -- '-----BEGIN PRIVATE %s-----\\nMIIEvQIBADANBg\\n' KEY
exit 1
"""


def test_secrets_are_nowhere(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "leaks --key=sk_live_abcdefgh12345678", "true"))
    shop.world.script("leaks", LEAKS)
    repo = hotfix(shop)
    env = {
        "DEPLOY_TOKEN": "correct-horse-battery",
        "DATABASE_URL": "postgres://shop:hunter2-and-more@db/shop",
    }
    shown = gitfix("run", "verification", cwd=repo, env=env, expect="POLICY")
    told = gitfix("run", "verification", "--again", cwd=repo, env=env, json=True, expect="POLICY")
    refs = repo.git("rev-list", "--objects", "--no-object-names", "--glob=refs/gitfix/*")
    stored = repo.git_bytes("cat-file", "--batch", input=refs.encode())
    folder = repo.common_dir / "gitfix"
    journal = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"token ***" in log(repo, told) and b"token ***" in stored
    for secret in (
        *("correct-horse", "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5", "hunter2", "abcdef0123456789"),
        *("sk_live_abcdefgh12345678", "MIIEvQIBADANBg"),
    ):
        assert secret not in shown.stdout + shown.stderr + told.stdout
        assert secret.encode() not in stored + journal


@pytest.mark.parametrize("place", ["worktree", "checkout"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_stopped_is_recorded_and_leaves_nothing(
    shop: Shop, gitfix: Gitfix, number: signal.Signals, place: str
) -> None:
    script = "setsid -f sleep 60; sleep 60"
    text = commands(
        "verification", begun(shop.repo, script), more=f'limit = 50\nplace = "{place}"\n'
    )
    team(shop, text)
    repo = hotfix(shop)
    with unchanged(repo, allow=["ref refs/gitfix*", "operation *"]):
        child = gitfix.start("run", "verification", cwd=repo)
        wait_for(repo.world.root / "begun")
        if number == signal.SIGINT:
            done = interrupt(child)
            assert "again: gitfix run verification" in done.stderr
            assert done.exit == "INTERRUPTED"
        else:
            os.kill(child.pid, number)
            child.communicate(timeout=20)
            assert child.returncode == 130
    (event,) = events(gitfix, repo)
    assert event["command"]["exit_code"] == 130
    assert event["data"]["commands"][0]["ended"] == "interrupt"
    assert state(gitfix, repo, "verification") == "failed"
    no_leaks(repo)


@pytest.mark.parametrize("place", ["worktree", "checkout"])
def test_a_run_that_is_killed_is_swept_by_the_next_command(
    shop: Shop, gitfix: Gitfix, place: str
) -> None:
    script = begun(shop.repo, "setsid -f sleep 60; while :; do sleep 0.1; done")
    team(shop, commands("verification", script, more=f'place = "{place}"\n'))
    repo = hotfix(shop)
    child = gitfix.start("run", "verification", cwd=repo)
    wait_for(repo.world.root / "begun")
    child.kill()
    child.communicate()
    assert not repo.world.wait_until_quiet(5), "what gitfix ran outlived it"
    said = gitfix("status", cwd=repo).stderr
    assert "gitfix run was cut short" in " ".join(said.split())
    assert events(gitfix, repo) == []
    assert "cut short" not in gitfix("status", cwd=repo).stderr
    no_leaks(repo)


def test_another_command_leaves_a_run_alone(shop: Shop, gitfix: Gitfix) -> None:
    waits = f"while [ ! -e {shop.world.root}/go ]; do sleep 0.05; done"
    team(shop, commands("verification", begun(shop.repo, waits)))
    repo = hotfix(shop)
    child = gitfix.start("run", "verification", cwd=repo)
    wait_for(repo.world.root / "begun")
    assert "cut short" not in gitfix("status", cwd=repo).stderr
    gitfix("waive", "review", "--reason", "nobody is awake", cwd=repo)
    (repo.world.root / "go").touch()
    out, err = child.communicate(timeout=20)
    assert child.returncode == 0, err
    assert b"passed" in out
    assert state(gitfix, repo, "verification") == "done"


def test_two_runs_at_once_do_not_meet(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "sleep 0.5; pwd") + commands("smoke", "sleep 0.5; pwd"))
    repo = hotfix(shop)
    both = [gitfix.start("run", step, cwd=repo) for step in ("verification", "smoke")]
    for child in both:
        _, err = child.communicate(timeout=30)
        assert child.returncode == 0, err
    assert len(events(gitfix, repo)) == 2
    no_leaks(repo)


def test_a_reader_that_goes_away_does_not_change_the_answer(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "yes | head -100000; exit 5"))
    repo = hotfix(shop)
    script = "gitfix run verification | head -n 1; echo ${PIPESTATUS[0]}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=repo.path, env=repo.env(), capture_output=True, check=False
    )
    assert done.stdout.split()[-1] == b"4", done


def test_a_full_disk_says_so_and_records_nothing(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, commands("verification", "head -c 600000 /dev/urandom | base64"))
    repo = hotfix(shop)
    done = gitfix("run", "verification", cwd=repo, file_limit=20_000, expect="REFUSED")
    assert "passed" not in done.stdout
    assert events(gitfix, repo) == []
    no_leaks(repo)
