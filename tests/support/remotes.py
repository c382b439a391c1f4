"""A bare remote that behaves as real servers do on a bad day."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from tests.support.builder import RepoBuilder

SSH = """\
#!/bin/sh
# `ssh HOST COMMAND`, for git: runs the command on this machine, or misbehaves as asked for in a file.
shift
mode=$(cat '{control}/mode' 2>/dev/null)
printf '%s\\n' "$*" >> '{control}/calls'
case "$mode:$1" in
    refuse:*) echo 'ssh: connect to host shop.example port 22: Connection refused' >&2; exit 255 ;;
    hang:*|hang-push:git-receive-pack*|hang-fetch:git-upload-pack*) exec sleep 600 ;;
    lose-report:git-receive-pack*) eval "$1" | '{python}' '{cut}'; exit 255 ;;
    lose-pack:git-receive-pack*) eval "$1" < /dev/null | '{python}' '{cut}'; exit 255 ;;
    slow:*) sleep 1; eval "exec $1" ;;
    *) eval "exec $1" ;;
esac
"""

CUT = '''\
"""Passes the ref advertisement of receive-pack on and swallows everything after it: the report of what landed."""

import sys

source, target = sys.stdin.buffer, sys.stdout.buffer
while length := int(head := source.read(4) or b"0000", 16):
    target.write(head + source.read(length - 4))
target.write(b"0000")
target.flush()
source.read()
'''


class BareRemote(RepoBuilder):
    """A bare repository to push to. Without a call below it is a friendly one."""

    def reject(self, pattern: str, message: str = "no") -> None:
        """Refuse updates of refs that match the shell pattern, one by one (an `update` hook)."""
        self.hook(
            "update", f"case \"$1\" in {pattern}) echo '{message}' >&2; exit 1 ;; esac; exit 0"
        )

    def protect(self, *branches: str) -> None:
        """Refuse direct pushes to `branches`, in the words of a forge."""
        pattern = "|".join(f"refs/heads/{name}" for name in branches)
        self.reject(
            pattern,
            "GH006: Protected branch update failed: changes must be made through a pull request.",
        )

    def reject_all(self, message: str = "read only for maintenance") -> None:
        """Refuse every push as a whole (a `pre-receive` hook)."""
        self.hook("pre-receive", f"cat > /dev/null; echo '{message}' >&2; exit 1")

    def no_atomic(self) -> None:
        """Do not offer atomic pushes."""
        self.config("receive.advertiseAtomic", "false")

    def hide(self, *prefixes: str) -> None:
        """Neither show nor accept refs below `prefixes`."""
        for prefix in prefixes:
            self.git("config", "--add", "receive.hideRefs", prefix)

    def be_friendly(self) -> None:
        """Take back what `reject`, `protect`, `reject_all`, `no_atomic`, `hide` and `behave` did."""
        for name in ("update", "pre-receive"):
            (self.path / "hooks" / name).unlink(missing_ok=True)
        for key in ("receive.advertiseAtomic", "receive.hideRefs", "transfer.hideRefs"):
            self.run("config", "--unset-all", key)
        self.behave("")

    # -- over a connection that can break

    @property
    def control(self) -> Path:
        """Where the connection's behaviour is written down."""
        return self.path.with_name(f"{self.path.name}-ssh")

    def over_ssh(self, client: RepoBuilder | None = None, remote: str = "origin") -> str:
        """Make this remote reachable as an ssh URL only `behave` steers; returns the URL.

        Sets GIT_SSH_COMMAND for the whole world, and the URL of `client`'s remote.
        """
        self.control.mkdir(exist_ok=True)
        cut = self.control / "cut.py"
        cut.write_text(CUT)
        values = {"control": self.control, "python": sys.executable, "cut": cut}
        script = self.world.script("ssh", SSH.format(**values), folder=self.control)
        self.world.extra["GIT_SSH_COMMAND"] = f"'{script}'"
        self.world.extra["GIT_SSH_VARIANT"] = "simple"
        url = f"ssh://shop.example{self.path}"
        if client is not None:
            client.git("remote", "set-url", remote, url)
        return url

    def behave(self, mode: str) -> None:
        """How the ssh connection behaves from now on.

        `""` well; `slow` a second late; `hang`, `hang-push`, `hang-fetch` never answers; `refuse` cannot be
        reached; `lose-report` takes a push and breaks before it says so; `lose-pack` breaks before it takes it.
        """
        assert mode in (
            "",
            "slow",
            "hang",
            "hang-push",
            "hang-fetch",
            "refuse",
            "lose-report",
            "lose-pack",
        )
        if self.control.is_dir():
            (self.control / "mode").write_text(mode)

    def calls(self) -> list[str]:
        """The commands that came over ssh so far."""
        path = self.control / "calls"
        return path.read_text().splitlines() if path.exists() else []


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unreachable(client: RepoBuilder, remote: str = "origin") -> str:
    """Point `client`'s remote at a server that refuses connections; returns the URL."""
    url = f"git://127.0.0.1:{closed_port()}/shop.git"
    client.git("remote", "set-url", remote, url)
    return url


def gone(client: RepoBuilder, remote: str = "origin") -> str:
    """Point `client`'s remote at a folder that is not there; returns the path."""
    path = str(client.world.root / "moved-away.git")
    client.git("remote", "set-url", remote, path)
    return path
