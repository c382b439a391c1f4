"""The list of allowed signers and its history: OpenSSH's `allowed_signers` (ssh-keygen(1)), with GPG keys beside.

A line of a GPG key is `ada@example.com gpg <fingerprint>`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Literal

from gitfix.core.value import dataclass

Standing = Literal["allowed", "unknown", "other", "expired", "removed"]
_OPTION = re.compile(r'([a-z-]+)(?:="([^"]*)")?(?:,|$)', re.IGNORECASE)
_FORMATS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True)
class Signer:
    """One key and whose it is. `principals`: patterns of e-mail addresses; `after`, `before`: seconds, 0 for none."""

    principals: tuple[str, ...]
    key: str
    after: int = 0
    before: int = 0

    def belongs_to(self, email: str) -> bool:
        """Whether the key is this person's."""
        wanted = email.lower()
        denied = [p[1:].lower() for p in self.principals if p.startswith("!")]
        given = [p.lower() for p in self.principals if not p.startswith("!")]
        return not any(fnmatchcase(wanted, p) for p in denied) and any(
            fnmatchcase(wanted, p) for p in given
        )

    def valid_at(self, when: int) -> bool:
        """Whether the list lets the key sign at `when` (seconds since 1970)."""
        return self.after <= when and (not self.before or when < self.before)


@dataclass(frozen=True)
class Version:
    """The list as one commit of the protected branch has it."""

    commit: str
    when: int
    signers: tuple[Signer, ...]


@dataclass(frozen=True)
class Removal:
    """The first version of the list that lacks a key which the one before had."""

    commit: str
    when: int


class Trust:
    """Who may sign, by every version of the list, the oldest first.

    A key that was removed once stays removed, also when a later version has it again: putting an old list back
    is how a removed key is made good again (CVE-2026-44544).
    """

    def __init__(self, versions: Sequence[Version]) -> None:
        self.current = versions[-1].signers if versions else ()
        self.removed: dict[str, Removal] = {}
        self.restored: list[tuple[Version, str]] = []
        before: set[str] = set()
        for version in versions:
            now = {signer.key for signer in version.signers}
            self.restored += [(version, key) for key in sorted(now - before) if key in self.removed]
            for key in before - now:
                self.removed.setdefault(key, Removal(version.commit, version.when))
            before = now

    def __bool__(self) -> bool:
        return bool(self.current or self.removed)

    def standing(self, key: str, email: str, when: int) -> Standing:
        """What the list says about `key` under an event of `email`, signed at `when`."""
        if key in self.removed:
            return "removed"
        mine = [signer for signer in self.current if signer.key == key]
        if not mine:
            return "unknown"
        if not any(signer.belongs_to(email) for signer in mine):
            return "other"
        fits = any(signer.belongs_to(email) and signer.valid_at(when) for signer in mine)
        return "allowed" if fits else "expired"

    def knows(self, email: str) -> bool:
        """Whether this person has a key in the list."""
        return any(signer.belongs_to(email) for signer in self.current)


def parse_signers(text: str) -> tuple[tuple[Signer, ...], tuple[int, ...]]:
    """The signers in `text`, and the numbers of the lines that are none and that no key can be read from."""
    found, bad = [], []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        signer = _signer(words)
        if signer is None:
            bad.append(number)
        else:
            found.append(signer)
    return tuple(found), tuple(bad)


def fingerprint(key: str) -> str:
    """`SHA256:…` of a public key in base64, as ssh-keygen shows it; ValueError when it is none."""
    digest = hashlib.sha256(base64.b64decode(key, validate=True)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _signer(line: str) -> Signer | None:
    principals, _, rest = line.partition(" ")
    words = _words(rest)
    at = next((n for n, word in enumerate(words) if _is_type(word)), -1)
    if at < 0 or at > 1 or len(words) < at + 2:
        return None
    options = dict(_OPTION.findall(words[0])) if at else {}
    if "cert-authority" in options:
        return None
    spaces = options.get("namespaces", "git").split(",")
    if not any(fnmatchcase("git", pattern) for pattern in spaces):
        return None
    try:
        after, before = (_time(options.get(f"valid-{end}", "")) for end in ("after", "before"))
        key = words[at + 1].upper() if words[at] == "gpg" else fingerprint(words[at + 1])
    except ValueError:
        return None
    return Signer(tuple(principals.strip('"').split(",")), key, after, before)


def _words(text: str) -> list[str]:
    """Words apart by blanks, blanks in quotes kept."""
    return re.findall(r'(?:[^\s"]|"[^"]*")+', text)


def _is_type(word: str) -> bool:
    return word == "gpg" or word.startswith(("ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"))


def _time(text: str) -> int:
    """`YYYYMMDD[HHMM[SS]][Z]` as seconds since 1970; taken as UTC. ValueError when it is none."""
    if not text:
        return 0
    digits = text.removesuffix("Z")
    moment = datetime.strptime(digits, _FORMATS.get(len(digits), "%Y%m%d"))
    return int(moment.replace(tzinfo=UTC).timestamp())
