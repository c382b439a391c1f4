"""`gitfix run` in a repository of every kind: the commands see exactly the hotfix, and nothing stays behind."""

from __future__ import annotations

from tests.operations.test_run import commands, log
from tests.story.job import Job
from tests.story.test_kinds import fix
from tests.support.kinds import Kind
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY
from tests.support.snapshot import unchanged


def test_a_step_runs_on_exactly_the_hotfix(kind: Kind, gitfix: Gitfix) -> None:
    script = "git rev-parse HEAD; git status --short; grep -c . shop/cart.py docs/setup.md"
    team = {".gitfix.toml": commands("verification", script)}
    kind.origin.commit_on("main", "Agree on the steps", team)
    job = Job(gitfix, kind.repo, SUMMARY)
    job.branch()
    fix(job.place)
    depth = ("--depth=1",) if kind.name == "shallow" else ()
    target = "+refs/heads/main:refs/heads/main" if kind.bare else "main"
    kind.repo.git("fetch", "-q", *depth, "origin", target)
    gitfix("trust", "--yes", cwd=job.place)
    with unchanged(kind.repo, allow=["ref refs/gitfix*", "operation *"]):
        done = gitfix("run", "verification", cwd=job.place, json=True)
    assert [step["state"] for step in done.result["steps"]] == ["passed"]
    text = log(job.place, done).decode("utf-8", "replace")
    assert f"\n{job.place.head}\nshop/cart.py:" in text and "docs/setup.md:" in text
    no_leaks(kind.repo)
