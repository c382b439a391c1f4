"""A signed record of 50 events on a server that somebody has taken over: what they can do to it, and what is found.

They can write every object and move every ref there, and they have no key that is allowed to sign.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gitfix.core.audit import AuditResult
from gitfix.core.event import Actor, Event
from gitfix.core.names import INCIDENTS, Oid
from gitfix.core.outcome import Exit
from gitfix.core.plan import UpdateRef
from gitfix.core.settings import Settings
from gitfix.git.links import AuditReader
from gitfix.git.objects import Commit, Entry, Signature
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from gitfix.operations.audit_verify import verify
from gitfix.operations.recording import Draft, record
from gitfix.operations.workspace import open_workspace

ID = "2026-11-03-k7q2"
REF = INCIDENTS + ID
EVENTS = 50
ANCHORED = (12, 34)
"""Events that a release on main has seen, counted from 0."""
CONFIG = """\
[user]
\tname = Ada
\temail = ada@example.com
\tsigningkey = {key}.pub
[init]
\tdefaultBranch = main
[gpg]
\tformat = ssh
[commit]
\tgpgsign = true
[core]
\tfsync = none
"""


@dataclass
class Signed:
    """The record as it was written: `chain` from the first event to the last."""

    repo: Repository
    reader: AuditReader
    chain: list[Oid]
    mallory: Path
    """A key that nobody allowed."""

    def commit(self, oid: Oid) -> Commit:
        return self.repo.objects.read_commit(oid)

    def event(self, oid: Oid) -> Event:
        data = self.repo.objects.read([f"{oid}:event.json"])[0]
        assert data is not None
        return Event.from_json(data)

    def write(
        self,
        event: Event,
        parent: Oid | None,
        headers: tuple[str, ...] = (),
        like: Commit | None = None,
    ) -> Oid:
        """A commit made by hand."""
        objects = self.repo.objects
        tree = objects.write_tree(
            [Entry("event.json", 0o100644, objects.write_blob(event.to_json()))]
        )
        who = like.committer if like else Signature(event.actor.name, event.actor.email, 1795464298)
        parents = (parent,) if parent else ()
        return objects.write_commit(
            Commit(tree, parents, who, who, f"gitfix: {event.type}\n", headers)
        )

    def rebuilt(self, events: list[Event], base: Oid | None, *, clocks: bool = True) -> Oid:
        """`events` again after `base`, unsigned; `clocks`: numbered anew, so that nothing shows there."""
        at = self.event(base).clock if base else 0
        tip = base
        for number, event in enumerate(events, 1):
            now = replace(event, clock=at + number) if clocks else event
            tip = self.write(now, tip)
        assert tip is not None
        return tip

    def after(self, number: int) -> list[Event]:
        """The events after the one with this number."""
        return [self.event(oid) for oid in self.chain[number + 1 :]]

    def put(self, tip: Oid) -> None:
        """Move the ref as the server would not: without a look at what was there."""
        self.repo.git.run("update-ref", REF, tip)

    def verify(self) -> AuditResult:
        outcome = verify(
            Settings(self.repo.worktree or Path()), everything=True, reader=self.reader
        )
        assert isinstance(outcome.result, AuditResult)
        assert (outcome.exit is Exit.TAMPERED) == (outcome.result.verdict == "tampered")
        return outcome.result

    def found(self, tip: Oid) -> bool:
        """Whether a record that ends at `tip` is found to be tampered with."""
        self.put(tip)
        return self.verify().verdict == "tampered"

    def missed(self, forge: Callable[[int], Oid | None]) -> list[int]:
        """The events for which what `forge` makes of the record is not found."""
        tips = [(n, forge(n)) for n in range(EVENTS)]
        assert len([tip for _, tip in tips if tip]) >= EVENTS - 2
        return [n for n, tip in tips if tip and not self.found(tip)]


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> Signed:
    """Fifty events that Ada signed, her key on main, and two releases that saw the record."""
    home = tmp_path_factory.mktemp("sealed")
    for name in [n for n in os.environ if n.startswith(("GIT_", "GITFIX_", "SSH_"))]:
        patch.delenv(name)
    patch.setenv("HOME", str(home))
    patch.setenv("XDG_CONFIG_HOME", str(home))
    patch.setenv("GIT_CONFIG_GLOBAL", str(home / "config"))
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("GITFIX_CLOCK", "1795464298")
    patch.setenv("GITFIX_OBJECTS", "pygit2")
    for name in ("ada", "mallory"):
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(home / name)]
        subprocess.run(keygen, check=True)
    (home / "config").write_text(CONFIG.format(key=home / "ada"))
    path = home / "shop"
    path.mkdir()

    def git(*args: str) -> str:
        done = subprocess.run(["git", *args], cwd=path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    git("init", "-q")
    (path / "signers").write_text(f"ada@example.com {(home / 'ada.pub').read_text()}")
    (path / ".gitfix.toml").write_text('[record]\nsign = "always"\nsigners = "signers"\n')
    git("add", ".")
    git("commit", "-qm", "Who may sign")
    work = open_workspace(Settings(path))
    drafts = [Draft("opened", {"summary": "it is broken", "severity": "P1"})]
    drafts += [Draft("noted", {"text": f"note {n}"}) for n in range(1, EVENTS)]
    step = record(work, ID, *drafts)
    work.repo.refs.transaction([step], "test")
    chain = work.repo.history.ids("--reverse", step.new)
    assert len(chain) == EVENTS
    for number in ANCHORED:
        trailers = f"Gitfix-Incident: {ID}\nGitfix-Record: {chain[number]}"
        git("commit", "-q", "--allow-empty", "-m", f"Release\n\n{trailers}")
    repo = open_repository(path)
    return Signed(repo, AuditReader(repo), chain, home / "mallory")


@pytest.fixture
def signed(written: Signed) -> Iterator[Signed]:
    """The record as it was, for the next to tamper with."""
    written.put(written.chain[-1])
    yield written
    written.put(written.chain[-1])


def test_the_record_as_it_was_written_verifies(signed: Signed) -> None:
    result = signed.verify()
    assert (result.verdict, result.findings) == ("ok", ())
    assert (result.incidents, result.events, result.signed) == (1, EVENTS, EVENTS)
    assert result.signers == "signers"


def test_a_changed_event_is_found(signed: Signed) -> None:
    def change(number: int) -> Oid:
        event = signed.event(signed.chain[number])
        changed = replace(event, data={**event.data, "text": "it was fine", "summary": "fine"})
        before = signed.chain[number - 1] if number else None
        mine = signed.write(changed, before)
        return signed.rebuilt(signed.after(number), mine)

    assert signed.missed(change) == []


def test_a_changed_event_that_keeps_its_signature_is_found(signed: Signed) -> None:
    def change(number: int) -> Oid:
        commit, event = signed.commit(signed.chain[number]), signed.event(signed.chain[number])
        changed = replace(event, data={"text": "it was fine"})
        before = signed.chain[number - 1] if number else None
        mine = signed.write(changed, before, commit.headers, commit)
        return signed.rebuilt(signed.after(number), mine)

    assert signed.missed(change) == []


@pytest.mark.parametrize("clocks", [True, False])
def test_a_dropped_event_is_found(signed: Signed, clocks: bool) -> None:
    def drop(number: int) -> Oid | None:
        if number == EVENTS - 1:
            return None  # that is to truncate it
        before = signed.chain[number - 1] if number else None
        return signed.rebuilt(signed.after(number), before, clocks=clocks)

    assert signed.missed(drop) == []


def test_two_events_in_another_order_are_found(signed: Signed) -> None:
    def swap(number: int) -> Oid | None:
        if number in (0, EVENTS - 1):
            return None
        one, two = (signed.event(signed.chain[n]) for n in (number, number + 1))
        after = [two, one, *signed.after(number + 1)]
        return signed.rebuilt(after, signed.chain[number - 1])

    assert signed.missed(swap) == []


def test_an_event_with_another_parent_is_found(signed: Signed) -> None:
    """With its signature and all: the commit that it names as its parent is part of what was signed."""

    def move(number: int) -> Oid | None:
        if number < 2:
            return None
        commit = signed.commit(signed.chain[number])
        moved = replace(commit, parents=(signed.chain[number - 2],))
        return signed.rebuilt(signed.after(number), signed.repo.objects.write_commit(moved))

    assert signed.missed(move) == []


def test_an_event_forged_in_between_is_found(signed: Signed) -> None:
    def forge(number: int) -> Oid:
        mine = replace(
            signed.event(signed.chain[number]),
            type="approved",
            step="review",
            data={"text": "looks good to me"},
            clock=number + 2,
        )
        first = signed.write(mine, signed.chain[number])
        return signed.rebuilt(signed.after(number), first)

    assert signed.missed(forge) == []


@pytest.mark.parametrize("who", ["ada@example.com", "mallory@example.com"])
def test_an_event_forged_at_the_end_and_signed_by_a_stranger_is_found(
    signed: Signed, who: str
) -> None:
    event = Event(ID, "noted", Actor("Ada", who), "2026-11-23T20:04:58Z", EVENTS + 1, "x")
    objects = signed.repo.objects
    tree = objects.write_tree([Entry("event.json", 0o100644, objects.write_blob(event.to_json()))])
    env = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in
           (("NAME", "Ada"), ("EMAIL", who))}  # fmt: skip
    made = signed.repo.git.line(
        *("-c", f"user.signingkey={signed.mallory}.pub", "commit-tree", "-S"),
        *("-p", signed.chain[-1], "-m", "gitfix: noted", tree),
        env=env,
    )
    signed.put(Oid(made))
    found = signed.verify()
    assert found.verdict == "tampered"
    assert [(one.event, one.kind) for one in found.findings] == [(made, "signer")]


def test_a_whole_record_forged_anew_is_found(signed: Signed) -> None:
    events = [signed.event(oid) for oid in signed.chain]
    assert signed.found(signed.rebuilt(events, None))


def test_a_truncated_record_is_found_up_to_the_last_anchor(signed: Signed) -> None:
    def truncate(number: int) -> Oid | None:
        return signed.chain[number] if number < EVENTS - 1 else None

    last = max(ANCHORED)
    assert signed.missed(truncate) == list(range(last, EVENTS - 1))


def test_a_truncated_record_is_found_by_whoever_has_synced(signed: Signed) -> None:
    seen = f"refs/gitfix-remote/origin/incidents/{ID}"
    zero = signed.repo.zero
    signed.repo.refs.transaction([UpdateRef(seen, zero, signed.chain[-1])], "test")
    try:
        assert signed.missed(lambda n: signed.chain[n] if n < EVENTS - 1 else None) == []
    finally:
        signed.repo.refs.transaction([UpdateRef(seen, signed.chain[-1], zero)], "test")


def test_a_deleted_record_is_found(signed: Signed) -> None:
    other = INCIDENTS + "2026-11-04-m3x9"
    step = record(
        open_workspace(Settings(signed.repo.worktree or Path())),
        "2026-11-04-m3x9",
        Draft("opened", {"severity": "P1"}),
    )
    signed.repo.refs.transaction([step], "test")
    signed.repo.git.run("update-ref", "-d", REF)
    found = signed.verify()
    signed.repo.git.run("update-ref", "-d", other)
    assert found.verdict == "tampered"
    assert [(one.incident, one.kind) for one in found.findings] == [(ID, "anchor")]


def test_a_file_of_the_store_that_was_written_to_is_found(signed: Signed) -> None:
    """The name of an object is a promise about its contents that git does not check on every reading."""
    import zlib

    copy = signed.write(signed.event(signed.chain[-1]), signed.chain[-2])
    signed.put(copy)
    store = signed.repo.common_dir / "objects" / copy[:2] / copy[2:]
    data = zlib.decompress(store.read_bytes()).replace(b"gitfix: noted", b"gitfix: voted")
    store.chmod(0o644)
    store.write_bytes(zlib.compress(data))
    found = signed.verify()
    assert (found.verdict, found.findings[0].kind) == ("tampered", "object")


def test_a_replace_ref_shows_the_audit_nothing_else(signed: Signed) -> None:
    event = replace(signed.event(signed.chain[20]), data={"text": "it was fine"})
    forged = signed.write(event, signed.chain[19])
    signed.repo.git.run("replace", signed.chain[20], forged)
    try:
        assert AuditReader(signed.repo).links([signed.chain[20]])[signed.chain[20]].signed
        assert signed.verify().verdict == "ok"
    finally:
        signed.repo.git.run("replace", "-d", signed.chain[20])
