"""Which commands a project's files tell: the team's own word first, then what its tools need."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.project_commands import PYTHON, READ, ProjectCommands, find_commands


def found(*files: str, **texts: str) -> ProjectCommands:
    named = {name.replace("__", "."): text for name, text in texts.items()}
    return find_commands(frozenset((*files, *named)), named)


@pytest.mark.parametrize(
    ("files", "texts", "commands"),
    [
        (["pom.xml"], {"Makefile": "all: b\n\t./b\n\ntest: all\n\tmvn test\n"}, ["make test"]),
        ([], {"Makefile": "check build: x\n\tcc x\n"}, ["make check"]),
        ([], {"Makefile": "test := 1\nTESTS = a\nother:\n\techo test:\n"}, []),
        ([], {"Makefile": "old:\n", "GNUmakefile": "test:\n\t./t\n"}, ["make test"]),
        ([], {"package__json": '{"scripts": {"test": "jest"}}'}, ["npm run test"]),
        (["yarn.lock"], {"package__json": '{"scripts": {"test": "jest"}}'}, ["yarn run test"]),
        (["pnpm-lock.yaml"], {"package__json": '{"scripts": {"test": "a"}}'}, ["pnpm run test"]),
        ([], {"package__json": '{"scripts": {"test": "echo \\"Error: no test specified\\""}}'}, []),
        ([], {"package__json": '{"scripts": {"check": "tsc"}}'}, []),
        ([], {"package__json": "{broken"}, []),
        ([], {"package__json": '{"scripts": ["test"]}'}, []),
        (["conftest.py"], {}, ["python3 -m pytest -q"]),
        ([], {"pyproject__toml": "[tool.pytest.ini_options]\n"}, ["python3 -m pytest -q"]),
        (["manage.py"], {}, ["python3 manage.py test"]),
        (["mvnw", "pom.xml"], {}, ["./mvnw -q test"]),
        (["pom.xml"], {}, ["mvn -q test"]),
        (["gradlew", "build.gradle.kts"], {}, ["./gradlew test"]),
        (["go.mod", "Cargo.toml"], {}, ["go test ./...", "cargo test"]),
        ([], {"composer__json": '{"scripts": {"test": "phpunit"}}'}, ["composer test"]),
        ([], {"Rakefile": "Rake::TestTask.new do |t|\nend\n"}, ["bundle exec rake test"]),
        (["README.md"], {}, []),
    ],
)
def test_tests(files: list[str], texts: dict[str, str], commands: list[str]) -> None:
    assert [guess.command for guess in found(*files, **texts).tests] == commands


def test_what_a_fresh_worktree_needs() -> None:
    setup = found("package-lock.json", "package.json").setup
    assert setup is not None and (setup.command, setup.file) == ("npm ci", "package-lock.json")
    assert found("go.mod").setup is None


@pytest.mark.parametrize(
    ("files", "texts", "deploy", "staging"),
    [
        ([], {"Makefile": "deploy:\n\t./d\nstaging:\n\t./s\n"}, "make deploy", "make staging"),
        ([], {"package__json": '{"scripts": {"deploy": "x", "deploy:staging": "y"}}'},
         "npm run deploy", "npm run deploy:staging"),
        (["scripts/deploy.sh"], {}, "./scripts/deploy.sh", ""),
        (["Capfile"], {}, "bundle exec cap production deploy", ""),
        (["docs/deploy"], {}, "", ""),
    ],
)  # fmt: skip
def test_deploys(files: list[str], texts: dict[str, str], deploy: str, staging: str) -> None:
    commands = found(*files, **texts)
    assert (commands.deploy.command if commands.deploy else "") == deploy
    assert (commands.staging.command if commands.staging else "") == staging


@given(
    st.frozensets(st.text(max_size=12)),
    st.dictionaries(st.sampled_from((*READ, *PYTHON)), st.text(max_size=80)),
)
def test_any_text_is_read_and_none_gets_into_a_command(
    files: frozenset[str], texts: dict[str, str]
) -> None:
    commands = find_commands(files | texts.keys(), texts)
    for guess in (*commands.tests, commands.deploy, commands.staging, commands.setup):
        assert guess is None or not set(guess.command) & set("$;|&<>\n'\"`\\")
