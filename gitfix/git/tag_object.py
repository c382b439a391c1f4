"""Makes the object of an annotated tag, signed or not, without a ref: the plan decides when anybody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.text import encode
from gitfix.core.value import replace
from gitfix.git.process import GitFailed
from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from pathlib import Path

    from gitfix.core.names import TagName
    from gitfix.git.repository import Repository

SIGNATURE = b"-----BEGIN "
"""How the signature of a tag begins, whatever made it (gpg, ssh-keygen, gpgsm)."""
_CONFIG = "[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extensions}"
_SHA256 = "[extensions]\n\tobjectformat = sha256\n"
_WANTED = ("user.", "committer.", "gpg.", "core.sshcommand")
"""What git looks at when it signs; it is passed on, because the clone's own configuration is not read there."""


def make_tag(repo: Repository, name: TagName, commit: Oid, message: str, *, sign: bool) -> Oid:
    """The object of an annotated tag `name` on `commit`, in the repository's store; GitFailed when signing fails.

    git signs tags only while it makes their ref, so it makes one in an empty repository that shares this one's objects.
    """
    with scratch(repo.private) as folder:
        # A key may be named by a path as seen from the checkout: git stays there.
        _lay_out(repo, folder)
        env = {
            **_settings(repo),
            "GIT_DIR": str(folder),
            "GIT_OBJECT_DIRECTORY": str(repo.common_dir / "objects"),
        }
        git = repo.git.at(repo.git.cwd)
        options = ("-s",) if sign else ("--no-sign",)
        done = git.run(
            *("tag", "-a", *options, "--cleanup=verbatim", "-F", "-", "--", str(name), commit),
            input=encode(message),
            env=env,
            terminal=git.interactive,
        )
        made = Oid(git.line("rev-parse", "--verify", name.ref, env=env))
    written = repo.objects.read([made])[0] or b""
    # git 2.39 takes a failing ssh-keygen for a signature: exit code 0, and a tag without one.
    if sign and written.count(SIGNATURE) <= encode(message).count(SIGNATURE):
        raise GitFailed(replace(done, code=1))
    return made


def _lay_out(repo: Repository, folder: Path) -> None:
    """The least that git takes for a repository."""
    sha256 = repo.object_format == "sha256"
    text = _CONFIG.format(version=1 if sha256 else 0, extensions=_SHA256 if sha256 else "")
    (folder / "config").write_text(text)
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    (folder / "refs").mkdir()


def _settings(repo: Repository) -> dict[str, str]:
    """Git's own way to pass configuration through the environment (git-config(1), GIT_CONFIG_COUNT)."""
    pairs = [(s.key, s.value) for s in repo.config.settings if s.key.startswith(_WANTED)]
    env = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for number, (key, value) in enumerate(pairs):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env
