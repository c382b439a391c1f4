"""`gitfix audit verify`: what it finds beyond a broken chain, and what it does not claim."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gitfix.core.audit import KINDS, AuditResult, Finding
from gitfix.core.names import INCIDENTS, Oid
from gitfix.core.outcome import Exit
from gitfix.core.plan import Plan
from gitfix.core.settings import Settings
from gitfix.git import blobs
from gitfix.git.execute import execute
from gitfix.operations.audit_verify import verify
from gitfix.operations.recording import Draft, record
from tests.operations.record_kit import ID, OTHER, Laptop, Team, team

__all__ = ["team"]

REF = INCIDENTS + ID


def audited(laptop: Laptop, **how: Any) -> tuple[AuditResult, Exit]:
    outcome = verify(Settings(laptop.path), **{"everything": True, **how})
    assert isinstance(outcome.result, AuditResult)
    return outcome.result, outcome.exit


def found(laptop: Laptop, **how: Any) -> list[tuple[str, str]]:
    """(kind, message) of every finding; the exit code has to go with the verdict."""
    result, exit = audited(laptop, **how)
    expected = {"tampered": Exit.TAMPERED, "policy": Exit.POLICY}
    assert exit is expected.get(result.verdict, Exit.OK)
    return [(one.kind, one.message) for one in result.findings]


def kinds(laptop: Laptop, **how: Any) -> list[str]:
    return [kind for kind, _ in found(laptop, **how)]


def opened(laptop: Laptop, *incidents: str) -> None:
    for incident in incidents:
        laptop.happen(incident, "opened", summary="it is broken", severity="P1")


def event(laptop: Laptop, type: str, data: dict[str, Any], step: str, git: dict[str, str]) -> Oid:
    work = laptop.work
    update = record(work, ID, Draft(type, data, step=step, git=git))
    execute(work.repo, Plan("test", (update,), ID))
    return update.new


def key(team: Team, name: str) -> Path:
    path = team.one.path.parent / name
    if not path.exists():
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
        subprocess.run(keygen, check=True)
    return path


def at(team: Team, when: int) -> None:
    """The time, for gitfix and for git."""
    team.one.monkeypatch.setenv("GITFIX_CLOCK", str(when))
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        team.one.monkeypatch.setenv(name, f"{when} +0000")


def public(team: Team, name: str) -> str:
    return Path(f"{key(team, name)}.pub").read_text()


def sign(team: Team, laptop: Laptop, name: str, email: str) -> None:
    laptop.git("config", "gpg.format", "ssh")
    laptop.git("config", "user.signingkey", f"{key(team, name)}.pub")
    laptop.git("config", "commit.gpgsign", "true")
    laptop.git("config", "user.email", email)


def allow(team: Team, *rows: tuple[str, str], when: int = 1795460000) -> None:
    """A new version of the list of signers on main."""
    lines = [f"{email} {public(team, name)}" for email, name in rows]
    (team.one.path / "signers").write_text("".join(lines))
    (team.one.path / ".gitfix.toml").write_text('[record]\nsigners = "signers"\n')
    team.one.git("add", "signers", ".gitfix.toml")
    dates = {"GIT_COMMITTER_DATE": f"{when} +0000", "GIT_AUTHOR_DATE": f"{when} +0000"}
    for name, value in dates.items():
        team.one.monkeypatch.setenv(name, value)
    team.one.git("commit", "-q", "--no-gpg-sign", "-m", "Who may sign")
    for name in dates:
        team.one.monkeypatch.delenv(name)
    team.one.git("push", "-q", "origin", "main")


ADA, BOB = ("ada@example.com", "ada"), ("bob@example.com", "bob")


def test_an_unsigned_record_holds_together_and_that_is_all_it_proves(team: Team) -> None:
    opened(team.one, ID)
    team.one.close(ID, "false-alarm")
    outcome = verify(Settings(team.one.path), everything=True)
    assert outcome.exit is Exit.OK
    assert outcome.notices == (
        "2 events of 2 not signed: whoever can push could have written them",
    )


def test_merges_of_two_laptops_verify(team: Team) -> None:
    opened(team.one, ID)
    team.one.sync()
    team.two.sync()
    for _ in range(2):
        team.one.happen(ID, "noted", "noted", text="one")
        team.two.happen(ID, "noted", text="two")
        team.one.sync()
        team.two.sync()
        team.one.sync()
    assert team.one.types(ID).count("merged") == 2
    assert found(team.one) == found(team.two) == []


def test_a_merge_that_gitfix_did_not_make_is_found(team: Team) -> None:
    opened(team.one, ID)
    base = team.one.refs()[REF]
    left = team.one.happen(ID, "noted", text="left")
    team.one.move(REF, left, base)
    right = team.one.happen(ID, "noted", text="right")
    work = team.one.work
    honest = work.record.join(ID, left, right)
    team.one.move(REF, right, honest)
    assert found(team.one) == []
    commit = work.repo.objects.read_commit(honest)
    for wrong in (
        replace(commit, parents=commit.parents[::-1]),
        replace(commit, committer=replace(commit.committer, when=1)),
        replace(commit, parents=commit.parents[:1]),
        replace(commit, parents=(*commit.parents, Oid(base))),
    ):
        forged = work.repo.objects.write_commit(wrong)
        team.one.move(REF, team.one.refs()[REF], forged)
        assert set(kinds(team.one)) <= {"parents", "clock", "anchor"} and kinds(team.one)


def test_without_signatures_what_an_anchor_has_seen_cannot_be_changed(team: Team) -> None:
    """And what came after it can be: docs/record.md says so."""
    opened(team.one, ID)
    tips = [team.one.happen(ID, "noted", text=str(n)) for n in range(6)]
    trailers = f"Gitfix-Incident: {ID}\nGitfix-Record: {tips[2]}"
    team.one.git("tag", "-a", "v2.4.2", "-m", f"Release\n\n{trailers}")
    for number, tip in enumerate(tips):
        changed = team.one.work.repo.objects.read_commit(tip)
        when = replace(changed.committer, when=changed.committer.when - 3600)
        parent = team.one.work.repo.objects.write_commit(replace(changed, committer=when))
        for later in tips[number + 1 :]:
            again = replace(team.one.work.repo.objects.read_commit(later), parents=(parent,))
            parent = team.one.work.repo.objects.write_commit(again)
        team.one.move(REF, team.one.refs()[REF], parent)
        assert ("anchor" in kinds(team.one)) == (number <= 2), number


def test_an_anchor_of_an_incident_that_was_never_fetched_proves_nothing(team: Team) -> None:
    opened(team.one, ID)
    tip = team.one.refs()[REF]
    trailers = f"Gitfix-Incident: {ID}\nGitfix-Record: {tip}"
    team.one.git("commit", "-q", "--allow-empty", "-m", f"Release\n\n{trailers}")
    team.one.git("push", "-q", "origin", "main")
    team.one.sync()
    team.two.git("fetch", "-q", "origin")
    assert kinds(team.two) == ["absent"]
    team.two.sync()
    assert found(team.two) == []
    team.two.git("update-ref", "-d", REF)
    assert kinds(team.two) == ["anchor"]


def test_a_key_that_was_never_allowed_and_one_of_somebody_else(team: Team) -> None:
    allow(team, ADA, BOB)
    sign(team, team.one, "ada", "ada@example.com")
    opened(team.one, ID)
    assert found(team.one) == []
    assert audited(team.one)[0].signed == 1
    sign(team, team.one, "bob", "ada@example.com")
    team.one.happen(ID, "noted", text="Ada says so")
    sign(team, team.one, "mallory", "ada@example.com")
    team.one.happen(ID, "noted", text="Ada says so, too")
    somebody, nobody = (message for _, message in found(team.one))
    assert "somebody else's" in somebody and "is nobody's" in nobody
    assert kinds(team.one) == ["signer", "signer"]


def test_an_unsigned_event_of_somebody_with_a_key_is_said(team: Team) -> None:
    allow(team, ADA)
    opened(team.one, ID)
    result, exit = audited(team.one)
    assert (result.verdict, exit) == ("unverifiable", Exit.OK)
    assert [one.kind for one in result.findings] == ["unsigned"]


def test_a_removed_key_counts_for_what_is_proved_to_be_older(team: Team) -> None:
    removal = 1795464298 + 60
    allow(team, ADA, BOB)
    sign(team, team.one, "bob", "bob@example.com")
    at(team, removal - 60)
    opened(team.one, ID)
    allow(team, ADA, when=removal)
    at(team, removal - 30)
    assert kinds(team.one) == ["unproven"]
    sign(team, team.one, "ada", "ada@example.com")
    team.one.happen(ID, "noted", text="I have seen it")
    assert found(team.one) == []
    sign(team, team.one, "bob", "bob@example.com")
    at(team, removal + 60)
    team.one.happen(ID, "noted", text="and after it")
    assert kinds(team.one) == ["signer"]
    assert "was removed" in found(team.one)[0][1]


def test_an_old_list_that_is_put_back_is_found_and_makes_no_key_good(team: Team) -> None:
    allow(team, ADA, BOB)
    allow(team, ADA, when=1795461000)
    allow(team, ADA, BOB, when=1795462000)
    sign(team, team.one, "bob", "bob@example.com")
    at(team, 1795464298)
    opened(team.one, ID)
    assert kinds(team.one) == ["signers", "signer"]


def test_a_branch_that_was_rewound_to_an_old_list_is_found(team: Team) -> None:
    allow(team, ADA, BOB)
    opened(team.one, ID)
    before = team.one.git("rev-parse", "main")
    allow(team, ADA, when=1795461000)
    audited(team.one)
    team.one.git("push", "-qf", "origin", f"{before}:main")
    team.one.git("fetch", "-q", "origin")
    assert kinds(team.one)[0] == "signers"


def test_an_auditor_brings_a_list_of_their_own(team: Team, tmp_path: Path) -> None:
    sign(team, team.one, "ada", "ada@example.com")
    opened(team.one, ID)
    mine = tmp_path / "mine"
    mine.write_text(f"bob@example.com {public(team, 'bob')}")
    assert kinds(team.one, signers=mine) == ["signer"]
    mine.write_text(f"*@example.com {public(team, 'ada')}")
    assert found(team.one, signers=mine) == []


def test_a_log_that_is_gone_changed_or_withheld(team: Team) -> None:
    opened(team.one, ID)
    digest = team.one.log(ID, b"a log")
    assert found(team.one) == []
    repo = team.one.work.repo
    whole = repo.refs.get("refs/gitfix/blobs/" + ID)
    assert whole
    repo.refs.transaction(blobs.withhold(repo, ID, [digest], "a name"), "test")
    assert kinds(team.one) == ["blob-missing"]
    team.one.happen(ID, "withheld", digests=[digest], reason="a name")
    assert found(team.one) == []
    team.one.git("update-ref", "-d", "refs/gitfix/blobs/" + ID)
    assert kinds(team.one) == ["blob-missing"]
    forged = team.one.git("hash-object", "-w", "--stdin", input=b"forged")
    tree = team.one.git("mktree", input=f"100644 blob {forged}\t{digest}\n".encode())
    commit = team.one.git("commit-tree", "-m", "x", tree)
    team.one.git("update-ref", "refs/gitfix/blobs/" + ID, commit)
    assert kinds(team.one) == ["blob"]


def test_who_approves_what_they_made_is_found(team: Team) -> None:
    opened(team.one, ID)
    base, head = (team.one.git("rev-parse", rev) for rev in ("v2.4.1", "main"))
    tree = team.one.git("rev-parse", "main^{tree}")
    git = {"branch": "refs/heads/hotfix/2.4.2", "head": head, "tree": tree}
    event(team.one, "approved", {"base": base, "solo": True}, "review", git)
    assert found(team.one) == []
    event(team.one, "approved", {"base": base}, "review", git)
    assert kinds(team.one) == ["approver"]
    assert audited(team.one)[1] is Exit.POLICY


def test_what_was_deployed_has_to_be_what_was_approved(team: Team) -> None:
    opened(team.one, ID)
    approved = {"head": "", "tree": "a" * 40}
    event(team.one, "approved", {"solo": True}, "review", approved)
    event(team.one, "stated", {"statement": "out"}, "deploy", approved)
    assert found(team.one) == []
    event(team.one, "stated", {"statement": "out"}, "deploy", {"tree": "b" * 40})
    assert kinds(team.one) == ["deployed"]


def test_a_closed_incident_names_the_steps_that_were_left_out(team: Team) -> None:
    opened(team.one, ID, OTHER)
    event(team.one, "overridden", {"reason": "no time", "until": 1}, "review", {})
    team.one.close(ID)
    team.one.close(OTHER, "false-alarm")
    left_out = {message.rsplit(" ", 1)[1] for kind, message in found(team.one) if kind == "skipped"}
    assert {"branch", "verification", "regression", "deploy", "confirmation"} <= left_out
    assert "review" not in left_out
    assert kinds(team.one, incident=OTHER) == []


def test_the_archive_is_checked_too(team: Team) -> None:
    opened(team.one, ID, OTHER)
    team.one.close(ID, "false-alarm")
    team.one.close(OTHER, "false-alarm")
    tip = team.one.refs()["refs/gitfix/archive"]
    assert found(team.one) == []
    repo = team.one.work.repo
    last = repo.objects.read_commit(tip)
    forged = replace(last, message=f"gitfix: archived {ID}\n")
    team.one.move("refs/gitfix/archive", tip, repo.objects.write_commit(forged))
    assert "incident" in kinds(team.one)
    made = team.one.git("commit-tree", "-p", tip, "-m", "mine", f"{tip}^{{tree}}")
    team.one.move("refs/gitfix/archive", team.one.refs()["refs/gitfix/archive"], made)
    assert kinds(team.one) == ["archive"]


def test_a_gpg_signature_is_checked_against_the_list(team: Team, tmp_path: Path) -> None:
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    team.one.monkeypatch.setenv("GNUPGHOME", str(home))
    batch = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key"]
    done = subprocess.run([*batch, "Ada <ada@example.com>", "ed25519", "sign"], capture_output=True)
    if done.returncode:
        pytest.skip("gpg makes no key here")
    listed = subprocess.run(
        ["gpg", "--list-keys", "--with-colons"], capture_output=True, text=True, check=True
    )
    fingerprint = next(
        line.split(":")[9] for line in listed.stdout.splitlines() if line.startswith("fpr")
    )
    team.one.git("config", "commit.gpgsign", "true")
    opened(team.one, ID)
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=False)
    mine = tmp_path / "mine"
    mine.write_text(f"ada@example.com gpg {fingerprint}\n")
    assert found(team.one, signers=mine) == []
    assert audited(team.one)[0].signed == 1
    mine.write_text(f"ada@example.com gpg {'0' * 40}\n")
    assert kinds(team.one, signers=mine) == ["signer"]
    team.one.monkeypatch.setenv("GNUPGHOME", str(tmp_path / "empty"))
    assert kinds(team.one, signers=mine) == ["no-key"]


def test_every_kind_leads_to_a_verdict() -> None:
    assert {Finding("", "", kind, "").leads_to for kind in KINDS} == {
        "tampered",
        "policy",
        "unverifiable",
    }
