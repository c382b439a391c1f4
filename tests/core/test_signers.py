"""The list of signers as OpenSSH writes it, and what its history says about a key."""

from __future__ import annotations

import pytest

from gitfix.core.signers import Signer, Trust, Version, parse_signers

KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
ADA, BOB = Signer(("ada@example.com",), "a"), Signer(("bob@example.com",), "b")


def one(line: str) -> Signer:
    found, bad = parse_signers(line + "\n")
    assert len(found) == 1 and not bad, (found, bad)
    return found[0]


@pytest.mark.parametrize(
    "line",
    [
        f"ada@example.com ssh-ed25519 {KEY} a comment with words",
        f'ada@example.com namespaces="git,file" ssh-ed25519 {KEY}',
        f'ada@example.com namespaces="file,g*" ssh-ed25519 {KEY}',
        f'"ada@example.com,*@corp.example" ssh-ed25519 {KEY}',
    ],
)
def test_lines_that_allow_a_key(line: str) -> None:
    found = one(line)
    assert found.key.startswith("SHA256:") and len(found.key) == 50
    assert found.belongs_to("Ada@Example.com") and not found.belongs_to("eve@example.com")


@pytest.mark.parametrize(
    "line",
    [
        "ada@example.com",
        "ada@example.com ssh-ed25519",
        "ada@example.com ssh-ed25519 not-base64!",
        f"ada@example.com cert-authority ssh-ed25519 {KEY}",
        f'ada@example.com namespaces="file" ssh-ed25519 {KEY}',
        f'ada@example.com valid-after="soon" ssh-ed25519 {KEY}',
    ],
)
def test_lines_that_allow_none_are_told_by_their_number(line: str) -> None:
    assert parse_signers(f"# a comment\n\n{line}\n") == ((), (3,))


def test_patterns_and_times() -> None:
    found = one(
        '*@example.com,!eve@example.com valid-after="20260101",valid-before="202602010000Z" '
        f"ssh-ed25519 {KEY}"
    )
    assert found.belongs_to("ada@example.com") and not found.belongs_to("eve@example.com")
    assert [found.valid_at(when) for when in (1767225599, 1767225600, 1769903999, 1769904000)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_gpg_key_is_its_fingerprint() -> None:
    assert one("ada@example.com gpg 0123abcd").key == "0123ABCD"


def test_a_removed_key_stays_removed() -> None:
    versions = [
        Version("one", 10, (ADA, BOB)),
        Version("two", 20, (ADA,)),
        Version("three", 30, (ADA, BOB)),
    ]
    trust = Trust(versions)
    assert trust.standing("b", "bob@example.com", 5) == "removed"
    assert trust.removed["b"].commit == "two"
    assert [(version.commit, key) for version, key in trust.restored] == [("three", "b")]
    assert trust.standing("a", "ada@example.com", 99) == "allowed"
    assert trust.standing("a", "bob@example.com", 99) == "other"
    assert trust.standing("x", "ada@example.com", 99) == "unknown"
    assert not Trust([]) and not Trust([Version("one", 1, ())])
