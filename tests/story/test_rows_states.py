"""Rows 8, 25, 31 and 34 of what peers get wrong, on whole repositories: identity, hooks, languages, secrets, trust."""

from __future__ import annotations

import pytest

from tests.story.job import Job, states
from tests.support import http_remote
from tests.support.run import Gitfix
from tests.support.shop import PRODUCTION, SUMMARY, Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

TARGETS = ("main", "develop", "release/2.5")


def test_row_08_no_identity(shop: Shop, gitfix: Gitfix, world: World) -> None:
    """Nothing is made under a guessed name; what only reads works."""
    world.forget_identity()
    job = Job(gitfix, shop.repo, SUMMARY)
    assert job.type("production")["tag"] == PRODUCTION
    with unchanged(shop.repo, shop.origin):
        refused = job.run("branch", SUMMARY, expect="REFUSED")
    assert "git config" in refused.error["hint"] and "user." in refused.error["hint"]


def test_row_08_signing_is_on_and_the_key_is_missing(shop: Shop, gitfix: Gitfix) -> None:
    """The record says it is unsigned; the commits on the targets are not made unsigned behind the user's back."""
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    shop.repo.config("commit.gpgSign", "true")
    shop.repo.config("user.signingKey", "0xDEADBEEF")
    shop.repo.config("gpg.program", "/bin/false")
    heads = shop.origin.refs("refs/heads")
    refused = job.run("backport", "--push", expect="REFUSED")
    assert "sign" in refused.error["message"]
    assert shop.origin.refs("refs/heads") == heads


def test_row_08_a_push_hook_that_fails_stops_the_push(shop: Shop, gitfix: Gitfix) -> None:
    """The user's own pre-push hook decides: nothing lands, exit 5; without it the same command goes on."""
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    hook = shop.repo.hook("pre-push", "cat >/dev/null; echo 'not on a Friday' >&2; exit 1")
    before = shop.origin.refs()
    refused = job.run("backport", "--push", expect="REMOTE")
    assert "not on a Friday" in refused.stderr + str(refused.error), refused
    assert shop.origin.refs() == before
    hook.unlink()
    assert states(job.type("backport", "--push")) == dict.fromkeys(TARGETS, "merged")


@pytest.mark.parametrize("language", ["de_DE.UTF-8", "tr_TR.UTF-8"])
def test_row_25_any_language(shop: Shop, gitfix: Gitfix, world: World, language: str) -> None:
    """gitfix reads nothing that git translates, and says the same in every locale."""
    world.extra.update(LANG=language, LC_ALL=language, LANGUAGE="de:tr:fr")
    shop.conflict_on("develop")
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    conflict = job.run("backport", expect="CONFLICT")
    assert states(conflict.result)["develop"] == "conflict"
    rows = {row["branch"]: row for row in conflict.result["targets"]}
    assert rows["develop"]["conflicts"] == [{"path": "shop/cart.py", "kind": "contents"}]


def test_row_25_a_token_in_the_url_is_in_no_word_and_no_file(shop: Shop, gitfix: Gitfix) -> None:
    """The whole job over HTTP with a password in the URL: not in the output, the record, the post-mortem, a log."""
    repo, secret = shop.repo, "s3cr3t-t0ken"
    if not http_remote.can_serve(shop.origin):
        pytest.skip("this git does not speak HTTP")
    said = []
    with http_remote.serve(shop.origin, password=("ada", secret)) as served:
        url = served.url.replace("://", f"://ada:{secret}@")
        repo.git("remote", "set-url", "origin", url)
        job = Job(gitfix, repo, SUMMARY)
        job.branch("--verbose")
        shop.commit_fix()
        said += [job.run(*words) for words in (["postmortem"], ["doctor"], ["backport", "--push"])]
        said += [job.run("status"), job.run("config"), job.run("sync"), job.run("log")]
    said.append(job.run("production", "--verbose"))
    said.append(job.run("backport", "--push", expect="REMOTE"))
    assert not [one for one in said if secret in str(one)]
    everything = repo.git("log", "--all", "-p", "--format=%B", "--", ".")
    assert secret not in everything
    for name, oid in shop.origin.refs("refs/gitfix").items():
        assert secret not in shop.origin.git("log", "-p", "--format=%B", oid), name
    files = [path for path in repo.common_dir.rglob("gitfix/**/*") if path.is_file()]
    assert not [path for path in files if secret.encode() in path.read_bytes()]
    logs = [path for path in repo.world.home.rglob("*") if path.is_file()]
    assert not [path for path in logs if secret.encode() in path.read_bytes()]


def test_row_25_no_editor_opens(shop: Shop, gitfix: Gitfix) -> None:
    """On a terminal, with an editor set everywhere: the sealed world fails the test if one is started."""
    repo = shop.repo
    for key in ("core.editor", "sequence.editor"):
        repo.config(key, str(repo.world.trap))
    repo.config("commit.verbose", "true")
    repo.config("merge.ff", "false")
    gitfix("branch", SUMMARY, cwd=repo, pty=True)
    shop.commit_fix()
    gitfix("postmortem", "--commit", cwd=repo, pty=True)
    gitfix("backport", "--push", cwd=repo, pty=True)
    assert all(shop.has_fix(name, shop.origin) for name in TARGETS)
    assert repo.world.opened() == ""


def test_row_31_an_ignored_file_that_the_old_tag_tracks(shop: Shop, gitfix: Gitfix) -> None:
    """`.env` is tracked by the release, ignored on main, and full of local secrets: not overwritten."""
    repo = shop.repo
    repo.switch("wip", create=True, start=PRODUCTION)
    repo.commit("Ship an example", {".env": "SECRET=example\n"})
    repo.tag("v2.4.2")
    repo.git("push", "-q", "origin", "refs/tags/v2.4.2")
    repo.switch("main")
    repo.write({".env": "SECRET=mine\n"})
    assert repo.git("status", "--porcelain") == ""
    opened = Job(gitfix, repo, SUMMARY).branch()
    assert repo.read(".env") == "SECRET=mine\n"
    assert opened["worktree"] and repo.current == "main"
    assert repo.read(".env", opened["branch"]) == "SECRET=example\n"


def test_row_34_a_file_of_the_repository_does_not_run_a_command(shop: Shop, gitfix: Gitfix) -> None:
    """The second half of the row. The first, the fix that 1.2.5 brings meanwhile, comes with `gitfix refresh`."""
    repo, mark = shop.repo, shop.world.root / "was-run"
    repo.commit(
        "Policy",
        {".gitfix.toml": f"[production]\ncommand = \"touch '{mark}'; echo v2.4.0\"\n"},
    )
    repo.git("push", "-q", "origin", "main")
    job = Job(gitfix, repo, SUMMARY)
    refuse, look = (["production"], ["branch", SUMMARY]), ["doctor"]
    for words in (*refuse, look):
        job.run(*words, expect="REFUSED" if words in refuse else "OK")
        assert not mark.exists(), words
    refused = job.run("production", expect="REFUSED")
    assert "gitfix trust" in str(refused)
    shown = gitfix("trust", cwd=repo)
    assert "touch" in shown.stdout and not mark.exists()
    digest = job.type("trust")["digest"]
    repo.world.extra["GITFIX_TRUST"] = digest
    trusted = job.type("production")
    assert mark.exists() and (trusted["source"], trusted["tag"]) == ("command", "v2.4.0")
    # Any change of the command voids the trust.
    mark.unlink()
    repo.switch("main")
    repo.commit(
        "Policy",
        {".gitfix.toml": f"[production]\ncommand = \"touch '{mark}'; echo v2.3.1\"\n"},
    )
    repo.git("push", "-q", "origin", "main")
    job.run("production", expect="REFUSED")
    assert not mark.exists()
