"""How a project runs its tests and deploys, told by the files that it keeps: a first guess that a person reads.

Only names from the tables below get into a command, never text of the repository.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from gitfix.core.value import dataclass

READ = ("GNUmakefile", "Makefile", "makefile", "Rakefile", "composer.json", "package.json")
"""Files whose text says what they offer."""
PYTHON = ("pyproject.toml", "setup.cfg", "tox.ini", "requirements-dev.txt")
"""Files that mention pytest where it is used."""

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_LOCKS = (
    ("pnpm-lock.yaml", "pnpm", "pnpm install --frozen-lockfile"),
    ("yarn.lock", "yarn", "yarn install --frozen-lockfile"),
    ("package-lock.json", "npm", "npm ci"),
)
_TOOLS = (
    (("go.mod",), "go test ./..."),
    (("Cargo.toml",), "cargo test"),
    (("mvnw",), "./mvnw -q test"),
    (("pom.xml",), "mvn -q test"),
    (("gradlew",), "./gradlew test"),
    (("build.gradle", "build.gradle.kts"), "gradle test"),
    (("build.sbt",), "sbt test"),
    (("mix.exs",), "mix test"),
    (("Package.swift",), "swift test"),
    (("phpunit.xml", "phpunit.xml.dist"), "vendor/bin/phpunit"),
    ((".rspec",), "bundle exec rspec"),
)
"""A file that a tool needs, and what it is told to run the tests; of one tool the wrapper comes first."""
_DEPLOYS = (
    (("bin/deploy", "script/deploy", "scripts/deploy", "deploy"), ""),
    (("bin/deploy.sh", "script/deploy.sh", "scripts/deploy.sh", "deploy.sh"), ""),
    (("Capfile",), "bundle exec cap production deploy"),
    (("fly.toml",), "fly deploy"),
    (("firebase.json",), "firebase deploy"),
    (("serverless.yml",), "serverless deploy"),
    (("wrangler.toml",), "wrangler deploy"),
)
"""A file that says how the project is deployed; without a command the file is one itself."""


@dataclass(frozen=True)
class Guess:
    """A command, and the file that it was told by."""

    command: str
    file: str


@dataclass(frozen=True)
class ProjectCommands:
    """What was found. `setup`: what a fresh worktree needs first, for the tests."""

    tests: tuple[Guess, ...] = ()
    setup: Guess | None = None
    deploy: Guess | None = None
    staging: Guess | None = None


def find_commands(files: frozenset[str], texts: Mapping[str, str]) -> ProjectCommands:
    """The commands of a project with these files (paths from its root); `texts` has READ and PYTHON, where there."""
    make, targets = _make(texts)
    scripts = _scripts(texts, "package.json")
    lock, npm, setup = next((one for one in _LOCKS if one[0] in files), ("", "npm", ""))

    def offered(*names: str) -> Guess | None:
        """The first of these that make or package.json offers."""
        for name in names:
            if name in targets:
                return Guess(f"make {name}", make)
            if name in scripts:
                return Guess(f"{npm} run {name}", "package.json")
        return None

    # `check` is the tests by GNU's conventions; in a package.json it is often a linter.
    tests = offered("test") or (Guess("make check", make) if "check" in targets else None)
    found = (tests,) if tests else tuple(_tests(files, texts))
    deploy = offered("deploy", "deploy-production", "deploy:production") or _deploy(files)
    staging = offered("deploy-staging", "deploy:staging", "staging")
    return ProjectCommands(found, Guess(setup, lock) if lock else None, deploy, staging)


def _make(texts: Mapping[str, str]) -> tuple[str, set[str]]:
    """The makefile that make would take, and its targets."""
    name = next((name for name in _MAKEFILES if name in texts), "")
    heads = re.findall(r"^([\w][\w -]*?)[ \t]*::?(?!=)", texts.get(name, ""), re.MULTILINE)
    return name, {target for head in heads for target in head.split()}


def _scripts(texts: Mapping[str, str], name: str) -> set[str]:
    """The scripts of a package.json or composer.json, but for npm's own "no test specified"."""
    try:
        found = json.loads(texts.get(name, "{}"))
        scripts = found.get("scripts", {}) if isinstance(found, dict) else {}
    except ValueError:
        return set()
    if not isinstance(scripts, dict):
        return set()
    return {key for key, value in scripts.items() if "no test specified" not in str(value)}


def _tests(files: frozenset[str], texts: Mapping[str, str]) -> Iterator[Guess]:
    pytest = next((name for name in ("pytest.ini", "conftest.py") if name in files), "")
    pytest = pytest or next((name for name in PYTHON if "pytest" in texts.get(name, "")), "")
    if pytest:
        yield Guess("python3 -m pytest -q", pytest)
    elif "manage.py" in files:
        yield Guess("python3 manage.py test", "manage.py")
    if "test" in _scripts(texts, "composer.json"):
        yield Guess("composer test", "composer.json")
    if re.search(r"\bTestTask\b|^\s*task :test\b", texts.get("Rakefile", ""), re.MULTILINE):
        yield Guess("bundle exec rake test", "Rakefile")
    said: set[str] = set()
    for names, command in _TOOLS:
        tool = command.split()[0].removeprefix("./").removesuffix("w")
        file = next((name for name in names if name in files), "")
        if file and tool not in said:
            said.add(tool)
            yield Guess(command, file)


def _deploy(files: frozenset[str]) -> Guess | None:
    for names, command in _DEPLOYS:
        for name in names:
            if name in files:
                return Guess(command or f"./{name}", name)
    return None
