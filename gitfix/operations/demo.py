"""`gitfix demo`: the main job, played for real on a scratch repository or on a throw-away clone of one's own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.settings import Settings
from gitfix.core.value import dataclass
from gitfix.host import clock
from gitfix.operations import demo_shop

DAY = 86_400
CODE = (
    ".py",
    ".js",
    ".ts",
    ".go",
    ".rs",
    ".java",
    ".c",
    ".cc",
    ".cpp",
    ".rb",
    ".php",
    ".sh",
    ".md",
    ".txt",
)


@dataclass(frozen=True)
class DemoResult:
    """Where the demo was played; `kept` is false when the folder was temporary and is gone."""

    folder: str
    commands: int
    kept: bool


class _Stage:
    """One place with a remote and a checkout, and everything that is typed there."""

    def __init__(self, folder: Path, show: Callable[[str], None]) -> None:
        self.remote = folder / "shop.git"
        self.checkout = folder / "shop"
        self.show = show
        self.now = clock.now()
        self.commands = 0
        keep = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        self.env = {
            **keep,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        }

    def git(self, *arguments: str, days: int = 0) -> None:
        """Set the scene, without showing it."""
        moment = f"{self.now - days * DAY} +0000"
        env = {**self.env, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        subprocess.run(
            ["git", *arguments], cwd=self.checkout, env=env, check=True, capture_output=True
        )

    def type(self, line: str) -> None:
        """Type one command and show what it answers; Refusal when it fails."""
        words = shlex.split(line)
        self.show(f"$ {line}")
        argv = [sys.executable, "-m", "gitfix", *words[1:]] if words[0] == "gitfix" else words
        now = f"{self.now} +0000"
        env = {**self.env, "GIT_AUTHOR_DATE": now, "GIT_COMMITTER_DATE": now}
        done = subprocess.run(
            argv,
            cwd=self.checkout,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.show(done.stdout.decode("utf-8", "replace").rstrip("\n"))
        self.show("")
        self.commands += 1
        if done.returncode != 0:
            raise Refusal(
                f"the demo stopped: {words[0]} {words[1]} ended with exit code {done.returncode}",
                hint="to look around there, name a folder that stays: gitfix demo DIR",
                exit=Exit.REFUSED,
            )


def demo(
    settings: Settings,
    folder: Path | None,
    from_repo: Path | None,
    show: Callable[[str], None],
) -> Outcome:
    """Play the main job in `folder` (kept), or in a temporary one; `show` is given every line.

    `from_repo`: on a clone of that repository, pushing to a second clone; the repository itself is only read.
    """
    place = folder or Path(tempfile.mkdtemp(prefix="gitfix-demo-"))
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty", hint="name a new folder: gitfix demo DIR")
    place.mkdir(parents=True, exist_ok=True)
    stage = _Stage(place.resolve(), show)
    try:
        if from_repo is None:
            _play_shop(stage)
        else:
            _play_clone(stage, from_repo)
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
    return Outcome(DemoResult(str(place), stage.commands, folder is not None))


def _play_shop(stage: _Stage) -> None:
    stage.checkout.mkdir()
    stage.git("init", "--quiet", "--bare", "--initial-branch=main", str(stage.remote))
    stage.git("init", "--quiet", "--initial-branch=main")
    stage.git("config", "user.name", "Ada")
    stage.git("config", "user.email", "ada@shop.example")
    stage.git("remote", "add", "origin", str(stage.remote))
    demo_shop.build(stage.checkout, stage.git)
    stage.type("gitfix production")
    stage.type("gitfix hook install")
    stage.type(f'gitfix branch "{demo_shop.SUMMARY}" --severity P0')
    demo_shop.fix(stage.checkout)
    stage.type("git diff --stat")
    stage.type(f"{Path(sys.executable).name} -m unittest --quiet tests.test_cart")
    stage.type('git commit --quiet --all --message "An empty cart has an average of zero"')
    _finish(stage)


def _play_clone(stage: _Stage, source: Path) -> None:
    stage.checkout.mkdir()
    found = subprocess.run(
        ["git", "rev-parse", "--path-format=absolute", "--git-common-dir"],
        cwd=source if source.is_dir() else Path.cwd(),
        env=stage.env,
        capture_output=True,
        check=False,
    )
    if not source.is_dir() or found.returncode != 0:
        raise Refusal(f"{source} is not a git repository", hint="make demo REPO=path/to/a/clone")
    origin = os.fsdecode(found.stdout).rstrip("\n")
    stage.git("clone", "--quiet", "--bare", origin, str(stage.remote))
    stage.git("clone", "--quiet", str(stage.remote), ".")
    stage.git("config", "user.name", "Demo")
    stage.git("config", "user.email", "demo@localhost")
    stage.type("gitfix production")
    stage.type("gitfix hook install")
    stage.type('gitfix branch "a demo of a hotfix" --severity P2')
    name = _some_file(stage)
    with (stage.checkout / name).open("ab") as file:
        file.write(b"\n")
    stage.git("commit", "--quiet", "--all", "--message", f"Demo: one line in {name}")
    stage.type("git show --stat --format=%s")
    _finish(stage)


def _some_file(stage: _Stage) -> str:
    """A small tracked text file to change."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", *(f"*{ending}" for ending in CODE)],
        cwd=stage.checkout,
        env=stage.env,
        capture_output=True,
        check=True,
    )
    names = os.fsdecode(done.stdout).split("\0")[:-1]
    plain = [
        n for n in names if (stage.checkout / n).is_file() and not (stage.checkout / n).is_symlink()
    ]
    if not plain:
        raise Refusal("there is no text file to change in that repository", hint="gitfix demo")
    return min(plain, key=lambda name: (name.count("/"), name))


def _finish(stage: _Stage) -> None:
    stage.type("gitfix check")
    stage.type("git push --set-upstream origin HEAD")
    stage.type("gitfix postmortem")
    stage.type("gitfix backport")
    stage.type("gitfix backport --push")
    stage.type("gitfix status")
