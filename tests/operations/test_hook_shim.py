"""The shim in real pushes: what starts gitfix, what does not, and what happens when gitfix is gone."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.operations.hook_kit import SCRIPT, Clone, Probe, git, seal, write_script

FIX = "refs/heads/hotfix/1.0.1-login"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    seal(monkeypatch, tmp_path / "home")
    return Clone.make(tmp_path)


@pytest.fixture
def probe(tmp_path: Path, clone: Clone) -> Probe:
    probe = Probe.make(tmp_path / "bin")
    clone.shim(probe)
    return probe


def test_a_new_hotfix_branch_starts_gitfix_with_gits_own_input(clone: Clone, probe: Probe) -> None:
    head = clone.git("rev-parse", "HEAD")
    assert clone.push("-q", "origin", f"main:{FIX}").returncode == 0
    assert probe.args == ["hook", "run", "pre-push", "origin", str(clone.remote)]
    assert probe.input == f"refs/heads/main {head} {FIX} {'0' * 40}\n".encode()


def test_an_update_of_a_hotfix_branch_starts_gitfix(clone: Clone, probe: Probe) -> None:
    clone.push("-q", "--no-verify", "origin", f"main:{FIX}")
    old = clone.git("rev-parse", "HEAD")
    new = clone.commit("cart.py", "total = 2\n")
    assert clone.push("-q", "origin", f"HEAD:{FIX}").returncode == 0
    assert probe.input == f"HEAD {new} {FIX} {old}\n".encode()


def test_what_gitfix_refuses_is_not_pushed(tmp_path: Path, clone: Clone) -> None:
    clone.shim(Probe.make(tmp_path / "bin", code=4))
    assert clone.push("-q", "origin", f"main:{FIX}", "main:other").returncode != 0
    assert not clone.remote_has(FIX)
    assert not clone.remote_has("refs/heads/other")


@pytest.mark.parametrize(
    "refspecs",
    [
        ["main:feature/cart"],
        ["main:refs/heads/a", "main:refs/heads/b"],
        ["v1.0.0:refs/tags/hotfix/1"],
        ["main:refs/notes/hotfix/1"],
        ["hotfix/local:refs/heads/review"],
    ],
    ids=["branch", "several", "tag", "notes", "hotfix is only its local name"],
)
def test_other_pushes_do_not_start_gitfix(clone: Clone, probe: Probe, refspecs: list[str]) -> None:
    clone.git("branch", "hotfix/local")
    assert clone.push("-q", "origin", *refspecs).returncode == 0
    assert not probe.ran


def test_a_push_with_nothing_to_push_does_not_start_gitfix(clone: Clone, probe: Probe) -> None:
    assert clone.push("-q", "origin", "main").returncode == 0
    assert not probe.ran


def test_row_16_deletes_and_tags_pass_and_several_refs_are_seen_at_once(
    clone: Clone, probe: Probe
) -> None:
    clone.push("-q", "--no-verify", "origin", f"main:{FIX}", "main:old")
    assert clone.push("-q", "origin", f":{FIX}", ":refs/heads/old").returncode == 0
    assert not probe.ran
    clone.git("tag", "-m", "t", "v1.0.1")
    assert clone.push("-q", "origin", "v1.0.1", "main:one", f"main:{FIX}").returncode == 0
    assert probe.input.count(b"\n") == 3


def test_row_16_push_by_url_without_a_remote(clone: Clone, probe: Probe) -> None:
    clone.git("remote", "remove", "origin")
    assert clone.push("-q", str(clone.remote), f"main:{FIX}").returncode == 0
    assert probe.args == ["hook", "run", "pre-push", str(clone.remote), str(clone.remote)]


def test_row_16_zero_oids_of_sha256_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(monkeypatch, tmp_path / "home")
    clone = Clone.make(tmp_path, "--object-format=sha256")
    probe = Probe.make(tmp_path / "bin")
    clone.shim(probe)
    assert clone.push("-q", "origin", f"main:{FIX}").returncode == 0
    assert probe.input.endswith(b" " + b"0" * 64 + b"\n")
    probe = Probe.make(tmp_path / "bin2")
    clone.shim(probe)
    assert clone.push("-q", "origin", f":{FIX}").returncode == 0
    assert not probe.ran


def test_odd_bytes_in_names_reach_gitfix_and_the_other_hook_unchanged(
    clone: Clone, probe: Probe
) -> None:
    # 0x81 to 0x88 are marks of dash's own.
    name = b"refs/heads/hotfix/\xe9t\xe9-'$(x)`;&|\xff\x81\x82\x83\x84\x85\x86\x87\x88"
    write_script(clone.before, SCRIPT)
    assert clone.push("-q", "origin", b"main:" + name).returncode == 0
    assert name in probe.input
    assert (clone.path / "seen").read_bytes() == probe.input


def test_a_revision_with_spaces_is_pushed_to_a_hotfix_branch(clone: Clone, probe: Probe) -> None:
    assert clone.push("-q", "origin", "HEAD^{/cart.py}:" + FIX).returncode == 0
    assert probe.ran


@pytest.mark.parametrize(
    "shell", [name for name in ("dash", "bash", "busybox") if shutil.which(name)]
)
def test_every_shell_takes_the_same_decisions(clone: Clone, probe: Probe, shell: str) -> None:
    words = (
        [shell, "sh"] if shell == "busybox" else [shell, *(["--posix"] if shell == "bash" else [])]
    )
    oid = "1" * 40
    for line, expected in (
        (f"refs/heads/x {oid} refs/heads/x {oid}\n", False),
        (f"(delete) {'0' * 40} {FIX} {oid}\n", False),
        (f"refs/heads/x {oid} {FIX} {oid}\n", True),
    ):
        subprocess.run([*words, clone.hook, "origin", "url"], input=line.encode(), check=True)
        assert probe.ran is expected


def test_row_16_twenty_thousand_refs_cost_what_reading_them_costs(
    clone: Clone, probe: Probe
) -> None:
    oid = "1" * 40
    rows = [f"refs/heads/topic/{n} {oid} refs/heads/topic/{n} {oid}\n" for n in range(20_000)]
    data = "".join(rows).encode()

    def fastest(*argv: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run(["sh", *argv], input=data, check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    # A loop that collects lines takes hundreds of times as long as reading them.
    assert fastest(str(clone.hook), "origin", "url") < 6 * fastest("-c", "input=$(cat)") + 0.02
    assert not probe.ran
    subprocess.run(
        ["sh", clone.hook, "origin", "url"],
        input=data + f"x {oid} {FIX} {oid}\n".encode(),
        check=True,
    )
    assert probe.input.count(b"\n") == 20_001


@pytest.mark.parametrize(
    ("pattern", "branch", "starts"),
    [
        ("hotfix/*", "hotfix/1/2", True),
        ("hotfix/*", "my-hotfix/1", False),
        ("*-hotfix", "a/b-hotfix", True),
        ("*-hotfix", "a-hotfix-not", False),
        ("fix-?", "fix-1", True),
        ("fix-?", "fix-", False),
        ("[ef]ix/*", "fix/1", True),
        ("it's*", "it's-1", True),
        ("*", "anything", True),
    ],
)
def test_patterns_mean_in_the_shim_what_they_mean_in_gitfix(
    clone: Clone, tmp_path: Path, pattern: str, branch: str, starts: bool
) -> None:
    probe = Probe.make(tmp_path / "bin")
    clone.shim(probe, pattern)
    # The local name must not count.
    clone.git("branch", "x-hotfix")
    clone.push("-q", "origin", f"x-hotfix:refs/heads/{branch}")
    assert probe.ran is starts


def test_row_08_the_other_hook_runs_first_and_can_stop_the_push(clone: Clone, probe: Probe) -> None:
    write_script(clone.before, SCRIPT)
    assert clone.push("-q", "origin", f"main:{FIX}", HOOK_CODE="7").returncode != 0
    assert not probe.ran
    assert clone.push("-q", "origin", "main:feature").returncode == 0
    assert b"refs/heads/feature" in (clone.path / "seen").read_bytes()
    assert clone.push("-q", "origin", f"main:{FIX}").returncode == 0
    assert (clone.path / "seen").read_bytes() == probe.input


def test_a_hook_that_git_would_skip_is_skipped(clone: Clone, probe: Probe) -> None:
    write_script(clone.before, b"#!/bin/sh\nexit 1\n", mode=0o644)
    assert clone.push("-q", "origin", "main:feature").returncode == 0


def test_another_hook_that_does_not_read_its_input_is_no_reason_to_fail(
    clone: Clone, probe: Probe
) -> None:
    write_script(clone.before, b"#!/bin/sh\nexit 0\n")
    oid = "1" * 40
    data = f"a {oid} refs/heads/a {oid}\n".encode() * 5000
    done = subprocess.run(
        ["sh", clone.hook, "o", "u"], input=data, check=False, capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_gitfixs_own_push_runs_the_other_hook_and_not_gitfix(clone: Clone, probe: Probe) -> None:
    write_script(clone.before, SCRIPT)
    assert clone.push("-q", "origin", f"main:{FIX}", GITFIX_PUSH="1").returncode == 0
    assert (clone.path / "seen").exists()
    assert not probe.ran
    assert clone.push("-q", "origin", "main:x", GITFIX_PUSH="1", HOOK_CODE="1").returncode != 0


def test_without_gitfix_hotfixes_are_refused_with_a_hint_and_others_pass(
    clone: Clone, tmp_path: Path
) -> None:
    clone.shim(tmp_path / "gone" / "gitfix")
    done = clone.push("-q", "origin", f"main:{FIX}")
    assert done.returncode != 0
    assert b"gitfix hook install" in done.stderr
    assert str(tmp_path / "gone" / "gitfix").encode() in done.stderr
    assert clone.push("-q", "origin", "main:feature", f":{FIX}-gone").returncode != 127
    assert clone.remote_has("refs/heads/feature")


def test_a_gitfix_whose_python_is_gone_counts_as_gone(clone: Clone, tmp_path: Path) -> None:
    broken = tmp_path / "gitfix"
    write_script(broken, b"#!/nowhere/python\n")
    clone.shim(broken)
    done = clone.push("-q", "origin", f"main:{FIX}")
    assert done.returncode != 0
    assert b"gitfix hook install" in done.stderr


def test_row_07_a_push_from_a_linked_worktree_uses_the_same_hook(
    clone: Clone, probe: Probe, tmp_path: Path
) -> None:
    clone.git("worktree", "add", "-q", "-b", "hotfix/1.0.1", str(tmp_path / "linked"))
    assert clone.push("-q", "origin", "HEAD", cwd=tmp_path / "linked").returncode == 0
    assert probe.ran


def test_a_recorded_hotfix_branch_under_another_name_starts_gitfix(
    clone: Clone, probe: Probe, tmp_path: Path
) -> None:
    known = clone.path / ".git" / "gitfix" / "hotfix-branches"
    known.parent.mkdir(exist_ok=True)
    known.write_text("refs/heads/fix-login\nrefs/remotes/*/fix-login\n")
    clone.git("branch", "feature")
    clone.git("switch", "-q", "-c", "fix-login")
    clone.commit("cart.py", "total = 2\n")
    linked = tmp_path / "linked"
    clone.git("worktree", "add", "-q", "-b", "continued", str(linked))
    assert clone.push("-q", "origin", "feature").returncode == 0
    assert clone.push("-q", "origin", "HEAD:main").returncode == 0
    assert clone.push("-q", "origin", "HEAD:refs/tags/t").returncode == 0
    assert not probe.ran, "a target, a tag, and a branch without the fix"
    assert clone.push("-q", "origin", "HEAD:refs/heads/pretty", cwd=linked).returncode == 0
    assert b"refs/heads/pretty" in probe.input


def test_a_hotfix_that_is_empty_or_landed_costs_other_pushes_nothing(
    clone: Clone, probe: Probe
) -> None:
    known = clone.path / ".git" / "gitfix" / "hotfix-branches"
    known.parent.mkdir(exist_ok=True)
    base = clone.git("rev-parse", "v1.0.0")
    known.write_text(f"--no-merged={base}\n--no-merged=refs/heads/main\nrefs/heads/fix-login\n")
    clone.git("switch", "-q", "-c", "fix-login")
    assert clone.push("-q", "origin", "HEAD:refs/heads/empty").returncode == 0
    clone.commit("cart.py", "total = 2\n")
    clone.git("branch", "-f", "main")
    assert clone.push("-q", "origin", "HEAD:refs/heads/landed").returncode == 0
    assert not probe.ran
    clone.git("branch", "-D", "main")
    assert clone.push("-q", "origin", "HEAD:refs/heads/unknown").returncode == 0
    assert probe.ran, "when git cannot tell, gitfix looks"


def test_without_gitfix_a_push_that_only_may_be_a_hotfix_passes(
    clone: Clone, tmp_path: Path
) -> None:
    clone.shim(tmp_path / "gone")
    known = clone.path / ".git" / "gitfix" / "hotfix-branches"
    known.parent.mkdir(exist_ok=True)
    known.write_text("refs/heads/main\n")
    assert clone.push("-q", "origin", "main:elsewhere").returncode == 0


def test_many_branches_at_once_in_a_clone_with_an_incident_are_left_to_gitfix(
    clone: Clone, probe: Probe
) -> None:
    known = clone.path / ".git" / "gitfix" / "hotfix-branches"
    known.parent.mkdir(exist_ok=True)
    known.write_text("refs/heads/nothing-like-it\n")
    assert clone.push("-q", "origin", *(f"main:b{n}" for n in range(49))).returncode == 0
    assert not probe.ran
    assert clone.push("-q", "origin", *(f"main:c{n}" for n in range(60))).returncode == 0
    assert probe.input.count(b"\n") == 60


def test_the_hook_runs_in_a_bare_repository_too(clone: Clone, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(clone.remote), "bare")
    bare = Clone(tmp_path / "bare", clone.remote)
    probe = Probe.make(tmp_path / "bin")
    clone.shim(probe)
    write_script(bare.path / "hooks" / "pre-push", clone.hook.read_bytes())
    assert bare.push("-q", "origin", f"main:{FIX}").returncode == 0
    assert probe.ran
