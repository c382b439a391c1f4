"""The transcript in README.md: the demo's commands and what they really answered, with clock and ids held still."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from docs.generator.markdown import page

CLOCK = "1795464298"
"""2026-11-23, 20:04:58 UTC: the moment at which the demo is played."""
NONCE = "k7q2"
LIMIT = 120
"""Seconds that the demo may take."""


def pages(root: Path) -> dict[str, str]:
    """README.md with the transcript."""
    return page(root, "README.md", demo=f"```\n{transcript(root)}\n```")


def transcript(root: Path) -> str:
    """What the demo prints, with the scratch folder called `~`."""
    with tempfile.TemporaryDirectory(prefix="gitfix-docs-") as scratch:
        folder = Path(scratch).resolve() / "demo"
        done = subprocess.run(
            [sys.executable, "-m", "gitfix", "demo", str(folder)],
            cwd=root,
            env=_environment(Path(scratch)),
            capture_output=True,
            check=False,
            timeout=LIMIT,
        )
        if done.returncode != 0:
            raise RuntimeError((done.stdout + done.stderr).decode("utf-8", "replace"))
        return _still(done.stdout.decode(), folder)


def _environment(home: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "VIRTUAL_ENV") if key in os.environ}
    moment = f"{CLOCK} +0000"
    return {
        **kept,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GITFIX_CLOCK": CLOCK,
        "GITFIX_NONCE": NONCE,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_DATE": moment,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


def _still(text: str, folder: Path) -> str:
    """Without what differs from machine to machine: folders, the interpreter's name, seconds."""
    text = text.replace(str(folder), "~")
    scripts = str(Path(sys.executable).parent)
    text = text.replace(f"{scripts}{os.sep}gitfix", "~/.local/bin/gitfix")
    text = re.sub(r"(?m)^\$ python\S* ", "$ python3 ", text)
    text = re.sub(r" in \d+\.\d+s$", " in 0.001s", text, flags=re.MULTILINE)
    text = re.split(r"\n+(?=[^\n]*demo[^\n]*\Z)", text.rstrip())[0]
    return re.sub(r"\n{2,}(?=\n\$ )", "\n", text.rstrip())
