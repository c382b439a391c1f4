"""The main job on the history of real projects, on the day before one of their own fixes, with that fix as the hotfix.

Set GITFIX_REAL_REPOS to local clones (separated as in PATH); without it, two miniatures stand in. Clones are only read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story import miniature, past
from tests.story.job import LOG, Job, moved, nothing_lost, states, steps
from tests.support.builder import RepoBuilder
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.world import World

PLACES: list[str | Path] = [*past.given()] or [*miniature.MINIATURES]


@pytest.fixture(params=PLACES, ids=lambda place: "-".join(Path(place).parts[-2:]))
def mirror(request: pytest.FixtureRequest, world: World) -> RepoBuilder:
    """A project's whole history."""
    if isinstance(request.param, str):
        return miniature.MINIATURES[request.param](world)
    return RepoBuilder(world, request.param, {"GIT_CONFIG_COUNT": "1", **_SAFE})


_SAFE = {"GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}


def test_the_main_job_with_a_real_past_fix(
    mirror: RepoBuilder, world: World, gitfix: Gitfix
) -> None:
    that = past.find(mirror, world.root / "index")
    remote = past.travel(world, mirror, that)
    lines = past.line_branches(remote, that.tag)
    repo = remote.clone(world.root / "checkout", "--shared")
    before = remote.refs()
    job = Job(gitfix, repo, "a past fix again")

    production = job.type("production")
    assert production["tag"] == that.tag
    assert production["commit"] == remote.oid(f"refs/tags/{that.tag}^{{commit}}")
    gitfix("hook", "install", cwd=repo)
    job.branch("--severity", "P1")
    assert job.place.head == production["commit"]

    job.place.git("cherry-pick", "--allow-empty", that.fix)
    fix = job.place.head
    check = job.type("check")
    assert check["verdict"] in ("pass", "warn"), check["violations"]
    counted = sum(check[part]["lines"] for part in ("code", "tests", "docs", "noise"))
    assert counted == that.lines
    job.push()

    job.type("postmortem")
    prepared = states(job.type("backport"))
    assert set(prepared) - {"develop", "dev", "master"} >= {that.branch, *lines} - {
        "develop",
        "master",
    }
    assert set(prepared) <= {that.branch, "main", "master", "develop", *lines}
    done = job.type("backport", "--push")
    assert states(done)[that.branch] in ("merged", "picked")
    assert steps(job.type("status"))["backport"] == "done"

    patch = mirror.git_bytes("diff-tree", "-p", "--binary", f"{that.fix}^", that.fix)
    for row in done["targets"]:
        assert row["state"] in ("merged", "picked", "contained"), row
        assert _has(remote, row["branch"], patch, world.root / "index"), row["branch"]
    if that.first_parent:
        # The project itself came to the very same tree, but for the post-mortem.
        differs = remote.git("diff", "--name-only", that.fix, f"refs/heads/{that.branch}")
        assert set(differs.splitlines()) == {LOG, job.postmortem_path}
    landed = {f"refs/heads/{row['branch']}" for row in done["targets"] if row["pushed"]}
    assert moved(before, remote.refs()) == {*landed, f"refs/heads/{job.hotfix}"}
    assert remote.oid(f"refs/heads/{job.hotfix}") == fix
    nothing_lost(remote, before)
    assert repo.git("status", "--porcelain") == ""
    no_leaks(repo)
    _tell(mirror, that, check["verdict"], states(done), job)


def _has(remote: RepoBuilder, branch: str, patch: bytes, index: Path) -> bool:
    """Whether the change is in the branch: it could be taken out of it."""
    env = {"GIT_INDEX_FILE": str(index)}
    remote.git("read-tree", f"refs/heads/{branch}", env=env)
    return not remote.run("apply", "--cached", "--check", "-R", input=patch, env=env).returncode


def _tell(
    mirror: RepoBuilder, that: past.Past, verdict: str, landed: dict[str, str], job: Job
) -> None:
    """What `pytest -rP` shows, for docs/real-repositories.md."""
    subject = mirror.git("log", "-1", "--format=%s", that.fix)
    print(f"{that.tag} | {that.fix[:12]} | {subject} | {that.lines} | {verdict} | {landed}")
    print(", ".join(f"{name} {seconds:.2f} s" for name, seconds in job.seconds.items()))
