"""`gitfix release`: what it makes, what it pushes, what it refuses, and how it is taken back."""

from __future__ import annotations

import pytest

from tests.operations.people_kit import GRACE, HOTFIX, ID, hotfix, released, with_key
from tests.operations.release_kit import BEFORE, TAG, may_release, put_off, tag_of
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged


def test_tag_and_branch_in_one_push(shop: Shop, gitfix: Gitfix) -> None:
    commit = may_release(shop, gitfix, push=False)
    tip = shop.repo.refs("refs/gitfix/incidents")[f"refs/gitfix/incidents/{ID}"]
    planned = gitfix("release", "--push", "--dry-run", cwd=shop.repo).stdout
    assert "push to origin, all or nothing" in planned and not tag_of(shop.repo)
    found = gitfix("release", "--push", cwd=shop.repo, json=True).result
    assert (found["state"], found["tag"], found["commit"]) == ("released", TAG, commit)
    assert found["pushed"] and not found["signed"] and found["tag_object"] == tag_of(shop.repo)
    assert tag_of(shop.origin) == tag_of(shop.repo)
    assert shop.origin.refs("refs/heads")[f"refs/heads/{HOTFIX}"] == commit
    text = shop.repo.git("cat-file", "-p", TAG)
    assert f"v2.4.2: {SUMMARY}" in text and "Hotfix of v2.4.1" in text
    assert text.rstrip().endswith(f"Gitfix-Incident: {ID}\nGitfix-Record: {tip}")
    # It is production from now on, and the record verifies against the anchor.
    assert gitfix("production", cwd=shop.repo, json=True).result["tag"] == TAG
    gitfix("audit", "verify", "--all", cwd=shop.repo)
    again = gitfix("release", "--push", cwd=shop.repo, json=True).result
    assert (again["state"], again["tag_object"]) == ("already", tag_of(shop.origin))
    said = gitfix("undo", cwd=shop.repo, expect="REFUSED").stderr
    assert "v2.4.2 was pushed to origin" in said


def test_a_tag_here_only_is_pushed_later_as_it_is(shop: Shop, gitfix: Gitfix) -> None:
    may_release(shop, gitfix)
    first = gitfix("release", cwd=shop.repo, json=True).result
    assert (first["pushed"], first["next"]) == (False, "gitfix release --push")
    mine = tag_of(shop.repo)
    assert not tag_of(shop.origin)
    pushed = gitfix("release", "--push", cwd=shop.repo, json=True).result
    assert pushed["state"] == "released" and tag_of(shop.origin) == mine


def test_a_tag_that_nobody_has_is_taken_back(shop: Shop, gitfix: Gitfix) -> None:
    may_release(shop, gitfix)
    gitfix("release", cwd=shop.repo)
    assert "v2.4.2" in gitfix("undo", "--dry-run", cwd=shop.repo).stdout
    gitfix("undo", cwd=shop.repo)
    assert not tag_of(shop.repo)
    states = {
        s["id"]: s["state"] for s in gitfix("status", cwd=shop.repo, json=True).result["steps"]
    }
    assert states["release"] == "open"
    gitfix("release", cwd=shop.repo)
    shop.repo.git("push", "-q", "origin", TAG)
    said = gitfix("undo", cwd=shop.repo, expect="REFUSED").stderr
    assert "is on origin by now" in said and tag_of(shop.repo)


def test_an_incident_that_is_over_is_not_released(shop: Shop, gitfix: Gitfix) -> None:
    may_release(shop, gitfix)
    gitfix("close", "--as", "false-alarm", "--reason", "a stale cache", cwd=shop.repo)
    for words in (("--push",), ("--push", "--incident", ID), ("--prepare", "--incident", ID)):
        with unchanged(shop.repo, shop.origin):
            said = gitfix("release", *words, cwd=shop.repo, expect="REFUSED").stderr
        assert "closed as false-alarm" in " ".join(said.split()), said


def test_steps_before_it_are_open_or_stale(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    put_off(gitfix, shop.repo, *(step for step in BEFORE if step != "verification"))
    gitfix("run", "verification", "--statement", "tried it with last night's data", cwd=shop.repo)
    shop.repo.commit("One more thought", {"shop/why.md": "Because.\n"})
    said = gitfix("release", "--push", cwd=shop.repo, expect="POLICY").stderr
    assert "release has to wait for 1 step" in said
    assert "verification   stale: the fix has changed since" in said
    assert "gitfix waive verification" in said
    assert not tag_of(shop.repo) and not tag_of(shop.origin)
    put_off(gitfix, shop.repo, "verification")
    gitfix("release", "--push", cwd=shop.repo)


def test_the_tip_that_the_remote_has_is_judged(shop: Shop, gitfix: Gitfix) -> None:
    """A commit that came after the approval is on the remote only: the release is not of what was approved."""
    hotfix(shop, gitfix)
    put_off(gitfix, shop.repo, *(step for step in BEFORE if step != "verification"))
    gitfix("run", "verification", "--statement", "tried it", cwd=shop.repo)
    shop.colleague_pushes(HOTFIX)
    said = gitfix("release", "--push", cwd=shop.repo, expect="POLICY").stderr
    assert "verification   stale" in said


@pytest.mark.parametrize("where", ["here", "remote", "other spelling"])
def test_a_number_that_is_taken(shop: Shop, gitfix: Gitfix, where: str) -> None:
    may_release(shop, gitfix)
    if where == "here":
        shop.repo.git("tag", "-a", "-m", "mine", TAG, "main")
    elif where == "remote":
        released(shop, TAG, "shop/other.py", "x = 1\n")
    else:
        shop.repo.git("tag", "-a", "-m", "mine", "2.4.2", "main")
    with unchanged(shop.repo, allow=["ref refs/gitfix-local*"]):
        said = gitfix("release", "--push", cwd=shop.repo, expect="REFUSED").stderr
    assert "gitfix refresh" in said and ("is taken" in said or "released already" in said)


def test_a_newer_release_of_the_line_is_not_taken_back(shop: Shop, gitfix: Gitfix) -> None:
    may_release(shop, gitfix)
    released(shop, "v2.4.3", "shop/other.py", "x = 1\n")
    said = gitfix("release", "--push", cwd=shop.repo, expect="REFUSED").stderr
    assert "v2.4.3 was released meanwhile" in said and "gitfix refresh" in said
    gitfix("refresh", cwd=shop.repo)
    assert gitfix("release", "--push", cwd=shop.repo, json=True).result["tag"] == "v2.4.4"


def test_two_engineers_at_the_same_moment(shop: Shop, gitfix: Gitfix) -> None:
    """Both are ready; the server has the last word, and exactly one tag is there."""
    may_release(shop, gitfix)
    gitfix("sync", cwd=shop.repo)
    laptop = shop.clone("grace")
    command = ["release", "--push", "--incident", ID]
    for key, value in zip(("user.name", "user.email"), GRACE, strict=True):
        laptop.config(key, value)
    gitfix("resume", ID, cwd=laptop)
    hers = gitfix.start(*command, cwd=laptop, env={"GITFIX_NONCE": "g2m8"})
    his = gitfix.start(*command, cwd=shop.repo)
    for each in (hers, his):
        each.communicate(timeout=60)
    codes = sorted((hers.returncode, his.returncode))
    assert codes in ([0, 5], [0, 0])
    there = tag_of(shop.origin)
    assert there and [tag_of(shop.repo), tag_of(laptop)].count(there) == 1
    gitfix("production", cwd=shop.repo)


def test_signed(shop: Shop, gitfix: Gitfix) -> None:
    with_key(shop.repo, "ada")
    may_release(shop, gitfix)
    found = gitfix("release", cwd=shop.repo, json=True).result
    assert found["signed"]
    signers = shop.world.home / "signers"
    signers.write_text(f"* {(shop.world.home / 'ada-key.pub').read_text()}")
    verify = ("-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", TAG)
    shop.repo.git(*verify)


@pytest.mark.parametrize("asked", ["key", "option", "gpgSign", "always", "never"])
def test_a_key_that_fails(shop: Shop, gitfix: Gitfix, asked: str) -> None:
    may_release(shop, gitfix)
    shop.repo.config("gpg.format", "ssh")
    shop.repo.config("user.signingKey", str(shop.world.home / "no-such-key"))
    if asked == "gpgSign":
        shop.repo.config("tag.gpgSign", "true")
    if asked in ("always", "never"):
        team = {".gitfix.toml": f'[release]\nsign = "{asked}"\n'}
        shop.origin.commit_on("main", "Agree", team)
        shop.repo.git("fetch", "-q", "origin")
    options = ("--sign",) if asked == "option" else ()
    if asked in ("key", "never"):
        done = gitfix("release", *options, cwd=shop.repo, json=True)
        assert not done.result["signed"] and tag_of(shop.repo)
        assert ("is made without a signature" in done.stderr) is (asked == "key")
    else:
        said = gitfix("release", *options, cwd=shop.repo, expect="REFUSED").stderr
        assert "could not be signed" in said and not tag_of(shop.repo)


def test_without_a_remote(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.git("remote", "remove", "origin")
    may_release(shop, gitfix, push=False)
    assert gitfix("status", cwd=shop.repo, json=True).result["next"] == (
        'gitfix run staging --statement "what was tried on staging, and what was seen"'
    )
    said = gitfix("release", "--push", cwd=shop.repo, expect="REFUSED").stderr
    assert "there is no remote" in said
    found = gitfix("release", cwd=shop.repo, json=True).result
    assert found["state"] == "released" and not found["pushed"] and tag_of(shop.repo)


def test_releases_are_no_tags(shop: Shop, gitfix: Gitfix) -> None:
    commit = may_release(shop, gitfix, push=False)
    shop.repo.config("gitfix.release.mode", "none")
    done = gitfix("release", "--push", cwd=shop.repo, json=True)
    assert (done.result["tag"], done.result["commit"]) == (None, commit)
    assert "releases are no tags here" in done.stderr
    assert shop.origin.refs("refs/heads")[f"refs/heads/{HOTFIX}"] == commit
    assert not tag_of(shop.repo) and not tag_of(shop.origin)


TEMPLATE = """{{ tag }} for {{ summary }}

{% for commit in commits %}
* {{ commit.subject }}
{% endfor %}

Gitfix-Record: 0000000000000000000000000000000000000000
Reviewed-by: {{ approved_by | join(", ") or "nobody" }}
"""


def test_the_team_has_a_template(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.commit_on("main", "Agree", {".gitfix/templates/release.txt.j2": TEMPLATE})
    shop.repo.git("fetch", "-q", "origin")
    may_release(shop, gitfix)
    gitfix("release", cwd=shop.repo)
    text = shop.repo.git("for-each-ref", "--format=%(contents)", f"refs/tags/{TAG}")
    assert "* Fix: login fails on an empty cart" in text
    assert text.count("Gitfix-Record: ") == 1 and "0000000000" not in text
    assert "Reviewed-by: nobody\nGitfix-Incident:" in text
    gitfix("audit", "verify", "--all", cwd=shop.repo)


def test_a_broken_template_is_named(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.commit_on("main", "Agree", {".gitfix/templates/release.txt.j2": "{{ nobody }}\n"})
    shop.repo.git("fetch", "-q", "origin")
    may_release(shop, gitfix)
    said = gitfix("release", cwd=shop.repo, expect="REFUSED").stderr
    assert "release.txt.j2:1" in said and not tag_of(shop.repo)


def test_under_embargo_nothing_is_pushed(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("triage", "A token leaks", "--severity", "P0", "--kind", "security", cwd=shop.repo)
    gitfix("branch", cwd=shop.repo)
    shop.commit_fix()
    put_off(gitfix, shop.repo)
    said = gitfix("release", "--push", cwd=shop.repo, expect="POLICY").stderr
    assert "under embargo" in said
    assert gitfix("release", cwd=shop.repo, json=True).result["state"] == "released"


def test_it_needs_a_fix(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, "--severity", "P0", cwd=shop.repo)
    said = gitfix("release", cwd=shop.repo, expect="REFUSED").stderr
    assert "no commits" in said
