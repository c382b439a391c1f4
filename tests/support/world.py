"""The sealed world: a HOME, a PATH, a clock and an identity of the test's own; nothing of this machine leaks in."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path

NOW = 1795464000
"""2026-11-23T20:00:00Z: the moment at which every test begins."""

DAY = 86400

CONFIG = """\
[user]
\tname = Ada Lovelace
\temail = ada@example.com
[init]
\tdefaultBranch = main
\ttemplateDir = {templates}
[gc]
\tauto = 0
[maintenance]
\tauto = false
[core]
\tfsync = none
[protocol "file"]
\tallow = always
"""
"""No background work that changes a repository between two looks at it; submodules from local paths."""

TRAP = """\
#!/bin/sh
printf '%s\\n' "$0 $*" >> '{marker}'
exit 1
"""


class World:
    """One sealed world below `root`. `env()` is the whole environment of a program that runs in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.bin = root / "bin"
        self.temp = root / "temp"
        self.git = real_git()
        self.now = NOW
        self.nonce: str | None = "k7q2"
        self.path = [self.bin, *_system_path(self.git)]
        self.extra: dict[str, str] = {}
        self.trap_marker = root / "trap-was-opened"
        for folder in (self.home / ".config", self.bin, self.temp, root / "no-templates"):
            folder.mkdir(parents=True, exist_ok=True)
        self.global_config = self.home / ".gitconfig"
        self.global_config.write_text(CONFIG.format(templates=root / "no-templates"))
        self.trap = self.script("trap", TRAP.format(marker=self.trap_marker))
        for name in ("gitfix", "git-hotfix"):
            installed = Path(sys.prefix) / "bin" / name
            if installed.exists():
                self.script(name, f"#!/bin/sh\nexec '{sys.executable}' -P -m gitfix \"$@\"\n")

    def script(self, name: str, text: str, *, folder: Path | None = None) -> Path:
        """Write an executable; by default into the first folder of PATH."""
        path = (folder or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def env(self, **more: str) -> dict[str, str]:
        """The complete environment: clock and nonce as they are now, then `extra`, then `more`."""
        env = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_STATE_HOME": str(self.home / ".local" / "state"),
            "PATH": os.pathsep.join(map(str, self.path)),
            "TMPDIR": str(self.temp),
            "TZ": "UTC",
            # Localised messages of git break whoever reads them for meaning.
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "de:fr",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(self.global_config),
            "GIT_CEILING_DIRECTORIES": str(self.root),
            **dict.fromkeys(_TRAPPED, str(self.trap)),
            **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9"),
            "no_proxy": "127.0.0.1,localhost",
            "GITFIX_CLOCK": str(self.now),
            _WORLD: str(self.root),
        }
        if self.nonce is not None:
            env["GITFIX_NONCE"] = self.nonce
        return {**env, **self.extra, **more}

    def dates(self) -> dict[str, str]:
        """What makes git's own commits and tags carry the world's time."""
        stamp = f"{self.now} +0000"
        return {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}

    def advance(self, seconds: int = 60) -> None:
        """Let time pass, for gitfix and for git."""
        self.now += seconds

    def become(self, name: str, email: str, *, nonce: str | None = None) -> None:
        """Another person at the keyboard; a nonce of their own."""
        text = self.global_config.read_text().splitlines(keepends=True)
        lines = [line for line in text if not line.startswith(("\tname =", "\temail ="))]
        user = lines.index("[user]\n") + 1
        lines[user:user] = [f"\tname = {name}\n", f"\temail = {email}\n"]
        self.global_config.write_text("".join(lines))
        self.nonce = nonce or self.nonce

    def forget_identity(self) -> None:
        """No name, no address, and none may be guessed from the machine."""
        text = self.global_config.read_text().splitlines(keepends=True)
        lines = [line for line in text if not line.startswith(("\tname =", "\temail ="))]
        lines.insert(lines.index("[user]\n") + 1, "\tuseConfigOnly = true\n")
        self.global_config.write_text("".join(lines))

    def opened(self) -> str:
        """What opened an editor or asked for a password; empty when nothing did."""
        return self.trap_marker.read_text() if self.trap_marker.exists() else ""

    def processes(self) -> dict[int, str]:
        """Programs of this world that are running now: process id and command line. Needs /proc."""
        mark = f"{_WORLD}={self.root}".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark not in (entry / "environ").read_bytes().split(b"\0"):
                    continue
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
            except OSError:
                continue
            if command and int(entry.name) != os.getpid():
                found[int(entry.name)] = command.decode(errors="replace").strip()
        return found

    def wait_until_quiet(self, patience: float = 3.0) -> dict[int, str]:
        """Wait for the world's programs to end; returns (and kills) those that do not."""
        end = time.monotonic() + patience
        while (left := self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        for number in left:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        return left

    def close(self) -> None:
        """The end of a test: no editor was opened, nobody was asked for a password, nothing is left running."""
        left = self.wait_until_quiet()
        opened = self.opened()
        assert not opened, f"an editor or a password prompt was opened:\n{opened}"
        assert not left, f"programs were left running: {left}"


_WORLD = "WORLD_OF_A_TEST"
"""What all programs of a world carry: no name of gitfix's own, since such are kept from the tests that it runs."""
_TRAPPED = ("GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "VISUAL", "EDITOR", "GIT_ASKPASS", "SSH_ASKPASS")


def real_git() -> Path:
    """The system's git, never the one that a development dependency puts next to Python."""
    own = {str(Path(sys.prefix) / "bin"), str(Path(sys.executable).parent)}
    folders = [f for f in os.environ.get("PATH", os.defpath).split(os.pathsep) if f not in own]
    found = shutil.which("git", path=os.pathsep.join(folders))
    assert found, "git is not installed"
    return Path(found)


def _system_path(git: Path) -> list[Path]:
    folders = [git.parent, Path("/usr/local/bin"), Path("/usr/bin"), Path("/bin")]
    return [path for i, path in enumerate(folders) if path.is_dir() and path not in folders[:i]]
