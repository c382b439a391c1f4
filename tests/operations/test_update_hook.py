"""The sample update hook in a real bare repository, over a path and over HTTP: the record only grows."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builder import RepoBuilder
from tests.support.http_remote import reached_over
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

INCIDENTS, ARCHIVE = "refs/gitfix/incidents/", "refs/gitfix/archive"


@pytest.fixture(params=["file", "http"])
def guarded(shop: Shop, gitfix: Gitfix, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The shop's server has the hook, as `gitfix hook sample update` prints it."""
    text = gitfix("hook", "sample", "update", cwd=shop.repo).stdout
    hook = shop.origin.path / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(text)
    hook.chmod(0o755)
    with reached_over(request.param, shop):
        yield shop


def opened(shop: Shop, gitfix: Gitfix) -> str:
    """An incident on the server; its ref."""
    incident = gitfix("branch", SUMMARY, "--no-checkout", cwd=shop.repo, json=True).result[
        "incident"
    ]
    gitfix("sync", cwd=shop.repo)
    assert shop.origin.has(INCIDENTS + incident)
    return INCIDENTS + str(incident)


def refused(repo: RepoBuilder, *refspecs: str) -> str:
    """Push with all force; what the server said when it refused."""
    before = repo.git("ls-remote", "origin")
    done = repo.run("push", "--force", "origin", *refspecs)
    assert done.returncode != 0, refspecs
    assert repo.git("ls-remote", "origin") == before
    return done.stderr.decode()


def test_it_is_plain_sh(shop: Shop, gitfix: Gitfix, tmp_path: Path) -> None:
    text = gitfix("hook", "sample", "update", cwd=shop.repo).stdout
    assert text.startswith("#!/bin/sh\n")
    (tmp_path / "hook").write_text(text)
    subprocess.run(["sh", "-n", str(tmp_path / "hook")], check=True)


def test_the_record_grows_and_is_never_rewound_or_deleted(guarded: Shop, gitfix: Gitfix) -> None:
    ref = opened(guarded, gitfix)
    before = guarded.repo.oid(ref)
    gitfix(
        "waive",
        "rename",
        "--reason",
        "a test",
        "--incident",
        ref.removeprefix(INCIDENTS),
        cwd=guarded.repo,
    )
    gitfix("sync", cwd=guarded.repo)
    assert guarded.origin.oid(ref) == guarded.repo.oid(ref) != before
    assert "the record only grows" in refused(guarded.repo, f"{before}:{ref}")
    assert "the record only grows" in refused(guarded.repo, f"main:{ref}")
    assert "not in the archive" in refused(guarded.repo, f":{ref}")
    claim = next(iter(guarded.origin.refs("refs/gitfix/claims/")))
    assert "claimed once" in refused(guarded.repo, f"main:{claim}")
    assert "claimed once" in refused(guarded.repo, f":{claim}")


def test_a_closed_incident_gives_its_ref_up_to_the_archive(guarded: Shop, gitfix: Gitfix) -> None:
    ref = opened(guarded, gitfix)
    incident = ref.removeprefix(INCIDENTS)
    ending = ("--as", "false-alarm", "--reason", "a test")
    gitfix("close", *ending, "--incident", incident, cwd=guarded.repo)
    gitfix("sync", cwd=guarded.repo)
    assert not guarded.origin.has(ref) and guarded.origin.has(ARCHIVE)
    assert "never deleted" in refused(guarded.repo, f":{ARCHIVE}")
    root = guarded.repo.oid(f"{ARCHIVE}~1")
    assert "the record only grows" in refused(guarded.repo, f"{root}:{ARCHIVE}")


def test_logs_may_be_rewritten_and_go_with_their_incident(guarded: Shop, gitfix: Gitfix) -> None:
    ref = opened(guarded, gitfix)
    blobs = ref.replace("incidents", "blobs")
    for text in ("one", "two"):
        made = guarded.repo.git("commit-tree", "-m", text, "main^{tree}")
        guarded.repo.git("push", "-q", "--force", "origin", f"{made}:{blobs}")
    assert "its incident is open" in refused(guarded.repo, f":{blobs}")
    shelf = "refs/gitfix/blobs/archive"
    guarded.repo.git("push", "-q", "origin", f"{made}:{shelf}")
    assert "never deleted" in refused(guarded.repo, f":{shelf}")


def test_branches_and_tags_are_none_of_its_business(guarded: Shop) -> None:
    guarded.repo.git("push", "-q", "origin", "main:refs/heads/topic")
    guarded.repo.git("push", "-q", "--force", "origin", "main~1:refs/heads/topic")
    guarded.repo.git("push", "-q", "origin", ":refs/heads/topic", "main:refs/tags/x")
