"""Planted tokens are nowhere: in the process list while things run, on the screen, in the record, or in a log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.test_deploy import ready
from tests.fault.watched import Watched
from tests.support.builder import RepoBuilder
from tests.support.http_service import HttpService, serving
from tests.support.run import Gitfix, Result
from tests.support.shop import Shop

TOKEN, PATH, PASSWORD, APPRISE = (
    "pl4nted-bearer-token",
    "pl4nted/webhook/path",
    "pl4nted-mail-password",
    "pl4nted-apprise-word",
)
PLANTED = "pl4nted"
"""What no place may hold; the values hold it, too."""
TEAM = """
[notify]
timeout = 1

[[channels]]
name = "hook"
kind = "webhook"
url_env = "HOOK_URL"

[[channels]]
name = "mail"
kind = "smtp"
from = "gitfix@example.com"
to = ["ada@example.com"]
url_env = "MAIL_URL"

[[channels]]
name = "pager"
kind = "apprise"
url_env = "PAGER_URL"

[[channels]]
name = "script"
kind = "command"
command = "echo $HOOK_URL; sleep 0.2; exit 7"

[[metrics]]
name = "errors"
provider = "http"
url = "{url}/errors"
json_path = "$.rate"
token_env = "METRICS_TOKEN"
interval = 0.1
count = 2
success_condition = "result < 1"

[steps.confirmation]
commands = ["curl_like"]

[[steps.confirmation.checks]]
url = "{url}/health"
token_env = "METRICS_TOKEN"

[rollback]
command = "echo $METRICS_TOKEN $HOOK_URL; sleep 0.2"
"""


@pytest.fixture
def service() -> Iterator[HttpService]:
    with serving() as found:
        found.says("/errors", {"rate": 0.1, "note": TOKEN})
        found.says("/health", f"well, {TOKEN}")
        found.says("/pager", "no", 403)
        found.hangs(f"/{PATH}")
        yield found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no process list in /proc")
def test_planted_tokens_are_nowhere(
    shop: Shop, gitfix: Gitfix, service: HttpService, real_starts: None
) -> None:
    repo = ready(
        shop, "echo deploying with $METRICS_TOKEN; sleep 0.2", TEAM.format(url=service.url)
    )
    shop.world.script("curl_like", '#!/bin/sh\necho "asked with $METRICS_TOKEN"\nsleep 0.2\n')
    host = service.url.removeprefix("http://")
    env = {
        "METRICS_TOKEN": TOKEN,
        "HOOK_URL": f"{service.url}/{PATH}",
        "MAIL_URL": f"smtp://ada:{PASSWORD}@127.0.0.1:1",
        "PAGER_URL": f"json://ada:{APPRISE}@{host}/pager",
    }
    said = []
    watched = Watched(PLANTED)
    with watched.watching():
        for command in (
            ("run", "deploy"),
            ("run", "monitoring"),
            ("run", "confirmation"),
            ("notify", "deployed", "--json"),
            ("rollback", "execute", "--yes", "--verbose"),
            ("log", "--json"),
            ("trust",),
            ("config", "--json"),
            ("audit", "export", "--format", "jsonl"),
        ):
            said.append(gitfix(*command, cwd=repo, env=env, expect=None))
    assert watched.seen and not watched.found
    assert [one.exit for one in said[:3]] == ["OK"] * 3, said[:3]
    assert service.seen and any(
        one.headers.get("authorization") == f"Bearer {TOKEN}" for one in service.seen
    )
    rows = json.loads(said[3].stdout)["result"]["targets"]
    assert {one["channel"]: one["state"] for one in rows} == dict.fromkeys(
        ("hook", "mail", "pager", "script"), "failed"
    )
    assert "***" in said[0].stdout, "the commands did print it"
    places = {
        "output": "".join(one.stdout + one.stderr for one in said),
        "record": objects(repo) + objects(shop.origin),
        "files": files(repo.common_dir) + files(shop.world.home),
    }
    for place, text in places.items():
        assert PLANTED not in text, f"{place}: {text[max(text.find(PLANTED) - 200, 0) :][:400]}"


CONFIG = {
    "gitfix-channels.chat.url": "{url}/pl4nted/config/path",
    "gitfix-channels.hub.url": "json://ada:pl4nted-hub-word@{host}/pager",
    "remote.second.url": "https://ada:pl4nted%2Dremote-password@127.0.0.1:1/x.git",
    "remote.fork.url": "https://pl4nted-token-as-a-user-name@127.0.0.1:1/x.git",
    "url.https://ada:pl4nted-in-a-key@127.0.0.1:1/.insteadOf": "nowhere:",
    "http.extraHeader": "X-Gate: pl4nted-header",
    "github.token": "pl4nted-config-token",
    "sendemail.smtpPass": "pl4nted-mail-word",
}
"""Where git's configuration holds a secret: of a person, or of a clone."""
INLINE = "inl1ne"
"""Written into a command by the team itself: the system's process list has it then, whoever runs the command."""
LEAK = """\
#!/bin/sh
env
git config --list
git remote -v
echo "alone: $(git config remote.second.url | sed 's/.*ada:\\(.*\\)@.*/\\1/')"
echo "decoded: pl4nted-remote-password"
echo "posted to /pl4nted/config/path"
echo "$HOOK_URL" >&2
exit ${LEAK_CODE:-1}
"""
"""A test, or a command of the team's, that prints all it can get."""
CHANNELS = """
[notify]
timeout = 2

[[channels]]
name = "chat"
kind = "webhook"

[[channels]]
name = "hub"
kind = "apprise"

[[channels]]
name = "script"
kind = "command"
command = "leak"

[[channels]]
name = "hook"
kind = "webhook"
url_env = "HOOK_URL"
events = ["closed"]

[[metrics]]
name = "errors"
provider = "command"
command = "leak"
interval = 0.1
consecutive_error_limit = 0
success_condition = "result < 1"
count = 1

[rollback]
command = "LEAK_CODE=0 leak"
artefact = ": --user ada:inl1ne-password; leak"

[steps.confirmation]
commands = ["leak"]
"""


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no process list in /proc")
def test_secrets_of_gits_configuration_and_commands_that_never_see_the_playbook(
    shop: Shop, gitfix: Gitfix, service: HttpService
) -> None:
    """What the team's file names is secret for `prove`, `minimize`, `culprit` and `check`, too."""
    repo = ready(shop, "LEAK_CODE=0 leak", CHANNELS)
    shop.world.script("leak", LEAK)
    host = service.url.removeprefix("http://")
    for key, value in CONFIG.items():
        repo.git("config", key, value.format(url=service.url, host=host))
    env = {"HOOK_URL": f"{service.url}/{PATH}"}
    said: dict[str, Result] = {}
    watched = Watched(PLANTED)
    with watched.watching():
        for command in (
            ("prove", "--test", "leak"),
            ("minimize", "--test", "leak", "--json"),
            ("culprit", "--reproduce", "leak", "--json"),
            ("check",),
            ("run", "deploy"),
            ("run", "monitoring"),
            ("run", "confirmation"),
            ("notify", "deployed", "--json"),
            ("rollback", "plan", "--json"),
            ("rollback", "execute", "--yes", "--verbose"),
            ("trust",),
            ("doctor",),
            ("log", "--json"),
            ("postmortem",),
            ("config", "--json"),
            ("audit", "export", "--format", "jsonl"),
        ):
            said[" ".join(command)] = gitfix(*command, cwd=repo, env=env, expect=None)
    assert not watched.found
    for words in (
        "prove --test leak",
        "run deploy",
        "run monitoring",
        "rollback execute --yes --verbose",
    ):
        assert "***" in said[words].stdout + said[words].stderr, said[words]
    rows = json.loads(said["notify deployed --json"].stdout)["result"]["targets"]
    assert {one["channel"]: one["state"] for one in rows} == dict.fromkeys(
        ("chat", "hub", "script"), "failed"
    )
    places = {
        **{name: one.stdout + one.stderr for name, one in said.items()},
        "record": (objects(repo) + objects(shop.origin)).replace(CHANNELS, ""),
        "files": files(repo.common_dir, but="config") + files(shop.world.home),
    }
    for place, text in places.items():
        # Whoever is asked to trust a command sees all of it: what is hidden there could be run, too.
        for word in (PLANTED, INLINE)[: 1 if place == "trust" else 2]:
            assert word not in text, f"{place}: {text[max(text.find(word) - 200, 0) :][:400]}"


def objects(repo: RepoBuilder) -> str:
    """Every object that a repository has, whatever reaches it, but trees."""
    rows = repo.git("cat-file", "--batch-check", "--batch-all-objects").splitlines()
    names = "".join(f"{row.split()[0]}\n" for row in rows if row.split()[1] != "tree")
    return repo.git_bytes("cat-file", "--batch", input=names.encode()).decode(errors="replace")


def files(folder: Path, but: str = "") -> str:
    """Every file below a folder but git's objects, and what is called `but`: journal, operations, logs."""
    found = (
        path
        for path in folder.rglob("*")
        if path.is_file() and "objects" not in path.parts and path.name != but
    )
    return "\n".join(path.read_bytes().decode(errors="replace") for path in found)
