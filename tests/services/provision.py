"""The real services that tests need: what each is, whether it is here, and how to get it.

`python -m tests.services.provision` gets what is missing, and names what it could not get. Debian's packages are
installed as root only; packages of npm go to `.services/`, which git ignores.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".services"
PATIENCE = 600
"""Seconds that one installer may take."""


@dataclass(frozen=True)
class Service:
    """Something real. `program`: what is run, by its name, or by its path in an npm package."""

    name: str
    program: str
    debian: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    beside: str = ""
    """A file beside the checkout, which nobody can install."""

    def path(self) -> Path | None:
        """Where the program is, or None."""
        if self.beside:
            file = ROOT.parent / self.beside
            return file if file.is_file() else None
        if self.npm:
            found = FOLDER / "node_modules" / self.program
            return found if found.exists() and shutil.which("node") else None
        here = shutil.which(self.program) or shutil.which(
            self.program, path=str(Path(sys.prefix) / "bin")
        )
        return Path(here) if here else None


SERVICES = {
    service.name: service
    for service in (
        Service("aiosmtpd", "aiosmtpd"),  # a package of Python, too
        Service("cargo", "cargo", debian=("cargo",)),
        Service("chromium", "chromium", debian=("chromium", "fonts-dejavu-core")),
        Service("go", "go", debian=("golang-go",)),
        Service("jest", "jest/bin/jest.js", npm=("jest",)),
        Service("mermaid", "mermaid/dist/mermaid.min.js", npm=("mermaid",)),
        Service("node", "node", debian=("nodejs",)),
        Service("osv-schema", "osv.schema.json", beside="shared/schemas/osv.schema.json"),
        Service("prometheus", "prometheus", debian=("prometheus",)),
        Service(
            "github-openapi",  # GitHub's own description of its API
            "@octokit/openapi/generated/api.github.com.json",
            npm=("@octokit/openapi",),
        ),
        Service("pre-commit", "pre-commit"),  # a package of Python: the extra `services` has it
        Service(
            "prism",  # a server that holds calls against a description
            "@stoplight/prism-cli/dist/index.js",
            npm=("@stoplight/prism-cli",),
        ),
    )
}


def path(name: str) -> Path:
    """The program of the service `name`; LookupError when it is not here."""
    found = SERVICES[name].path()
    if found is None:
        raise LookupError(f"{name} is not installed")
    return found


def provision() -> list[str]:
    """Get what is missing; returns why, for each service that could not be had."""
    missing = [service for service in SERVICES.values() if service.path() is None]
    debian = sorted({package for service in missing for package in service.debian})
    npm = sorted({package for service in missing for package in service.npm})
    why = {"debian": _debian(debian) if debian else "", "npm": _npm(npm) if npm else ""}
    lines = []
    for service in missing:
        if service.path() is None:
            kind = "debian" if service.debian else "npm" if service.npm else ""
            lines.append(f"{service.name}: {why.get(kind) or 'its program is not there'}")
    return lines


def _debian(packages: list[str]) -> str:
    if shutil.which("apt-get") is None:
        return "no apt-get here"
    if os.geteuid() != 0:
        return "needs root: apt-get install " + " ".join(packages)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    said = _run(["apt-get", "update", "-qq"], env)
    command = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends"]
    # One by one: a package that cannot be had does not keep the others away.
    for package in packages:
        said = _run([*command, package], env) or said
    return said


def _npm(packages: list[str]) -> str:
    if shutil.which("npm") is None:
        return "no npm here"
    FOLDER.mkdir(exist_ok=True)
    quiet = [
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
        "--no-package-lock",
    ]
    return _run(["npm", "install", "--prefix", str(FOLDER), *quiet, *packages], dict(os.environ))


def _run(command: list[str], env: dict[str, str]) -> str:
    """The last line of what an installer said that failed; empty when it did not."""
    try:
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} took longer than {PATIENCE} s"
    if done.returncode == 0:
        return ""
    said = (done.stderr or done.stdout).strip().splitlines()
    return f"{command[0]}: {said[-1] if said else f'exit code {done.returncode}'}"


def main() -> int:
    """Get everything; what cannot be had is no error: its tests are listed as not run."""
    for line in provision():
        print(f"not here: {line}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
