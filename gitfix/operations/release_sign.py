"""Whether a release tag is signed: what the team, git's configuration and the command line say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.outcome import Refusal
from gitfix.git.process import GitFailed
from gitfix.git.tag_object import make_tag

if TYPE_CHECKING:
    from gitfix.core.names import Oid, TagName
    from gitfix.operations.workspace import Workspace

Sign = Literal["always", "try", "never"]


def wanted(work: Workspace, asked: bool) -> Sign:
    """Under `release.sign = auto` a release is signed wherever there is a key.

    Whoever has said that every tag is signed (`tag.gpgSign`) gets no unsigned one; git itself would make none.
    """
    stated = work.config.text("release.sign")
    if asked or stated == "always":
        return "always"
    if stated == "never":
        return "never"
    config = work.repo.config
    if config.flag("tag.gpgsign"):
        return "always"
    return "try" if config.get("user.signingkey") or config.flag("commit.gpgsign") else "never"


def tag_object(
    work: Workspace, name: TagName, commit: Oid, message: str, sign: Sign
) -> tuple[Oid, bool]:
    """The tag's object, and whether it is signed.

    A key that fails under `try` is the rule of `record.sign`: unsigned, and said. Production is down, and the tag
    still names the record. Under `always` it is a Refusal.
    """
    if sign != "never":
        try:
            return make_tag(work.repo, name, commit, message, sign=True), True
        except GitFailed as failed:
            if sign == "always":
                raise Refusal(
                    f"{name} could not be signed",
                    found=failed.found,
                    hint="fix the key, then the same again; who asks for it: gitfix config release.sign, "
                    "git config tag.gpgSign",
                ) from None
            work.note(f"the signing key failed: {name} is made without a signature")
    return make_tag(work.repo, name, commit, message, sign=False), False
