"""`gitfix notify`: who is told what, what a dead channel does, and what stays secret."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli
from tests.shop import Shop
from tests.support.http_service import HttpService, serving

SECRET = "T0PS3CRET/B99/abcdefghijklmnop"
CHANNELS = """
[notify]
timeout = 2

[[channels]]
name = "oncall"
kind = "webhook"
url_env = "ONCALL_URL"

[[channels]]
name = "board"
kind = "webhook"
shape = "json"
url_env = "BOARD_URL"
severities = ["P0"]
events = ["opened", "closed"]
text = "status-page"
"""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpService]:
    with serving() as found:
        found.says(f"/services/{SECRET}", "ok")
        found.says("/board", "ok")
        monkeypatch.setenv("ONCALL_URL", f"{found.url}/services/{SECRET}")
        monkeypatch.setenv("BOARD_URL", f"{found.url}/board")
        yield found


def team(shop: Shop, gitfix: Cli, text: str) -> None:
    branch = shop.git("branch", "--show-current")
    shop.git("switch", "-q", "main")
    shop.commit(".gitfix.toml", text, "Agree on the channels")
    shop.git("switch", "-q", branch)
    assert gitfix("trust", "--yes").exit is Exit.OK


@pytest.fixture
def incident(shop: Shop, gitfix: Cli, service: HttpService) -> str:
    found = shop.hotfix()
    team(shop, gitfix, CHANNELS)
    return found


def posted(service: HttpService) -> list[tuple[str, Any]]:
    return [(seen.path, json.loads(seen.body)) for seen in service.seen]


def states(done: Any) -> dict[str, str]:
    return {target["channel"]: target["state"] for target in done.result["targets"]}


def everything(shop: Shop) -> str:
    """All that a clone keeps: every object, and every file in the git folder that is none."""
    objects = shop.git("cat-file", "--batch-check", "--batch-all-objects").splitlines()
    texts = [
        shop.git("cat-file", kind, oid)
        for oid, kind, _ in map(str.split, objects)
        if kind != "tree"
    ]
    files = [
        path
        for path in (shop.path / ".git").rglob("*")
        if path.is_file() and "objects" not in path.parts
    ]
    return "\n".join([*texts, *(path.read_text(errors="replace") for path in files)])


def test_each_channel_gets_its_shape_and_the_step_is_settled(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    done = gitfix("notify", "opened", json=True)
    assert states(done) == {"oncall": "sent", "board": "sent"}
    (_, slack), (path, board) = posted(service)
    assert slack["text"].startswith("P0: Login fails\n") and incident in slack["text"]
    assert path == "/board" and board["incident"] == incident
    assert board["body"].startswith("Investigating:") and incident not in board["body"]
    steps = gitfix("status", json=True).result["steps"]
    assert next(one["state"] for one in steps if one["id"] == "communication") == "done"
    assert states(gitfix("notify", "opened", json=True)) == {"oncall": "before", "board": "before"}
    assert len(service.seen) == 2
    assert states(gitfix("notify", "opened", "--again", json=True))["oncall"] == "sent"


def test_who_is_told_depends_on_severity_and_event(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    assert set(states(gitfix("notify", "deployed", json=True))) == {"oncall"}
    gitfix("triage", "--severity", "P1")
    assert set(states(gitfix("notify", "opened", json=True))) == {"oncall"}


@pytest.mark.parametrize("option", ["--preview", "--dry-run"])
def test_a_preview_tells_nobody_and_records_nothing(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str, option: str
) -> None:
    before = shop.state()
    done = gitfix("notify", option)
    assert "P0: Login fails" in done.out and "for a status page:" in done.out
    assert "would be told" in done.out and "nobody was told" in done.out
    assert service.seen == [] and shop.state() == before


def test_a_dead_channel_is_said_and_the_others_are_told(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    service.says(f"/services/{SECRET}", "no_service", 404)
    done = gitfix("notify", "opened", json=True)
    assert states(done) == {"oncall": "failed", "board": "sent"}
    assert done.exit is Exit.OK and "oncall was not told: status 404" in done.err
    assert done.result["targets"][0]["attempts"] == 1, "404 stays what it is"


def test_what_may_pass_is_tried_again(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    answers = iter([503, 200])
    service.answers[f"/services/{SECRET}"] = lambda handler: handler.say(next(answers), b"")
    done = gitfix("notify", "deployed", json=True)
    assert done.result["targets"][0] | {"state": "sent", "attempts": 2} == done.result["targets"][0]


def test_nobody_who_takes_it_is_exit_code_5_and_the_way_out_is_said(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    service.hangs(f"/services/{SECRET}")
    done = gitfix("notify", "deployed")
    assert done.exit is Exit.REMOTE
    assert "no answer within 2 s" in done.err and "gitfix run communication" in done.err
    steps = gitfix("status", json=True).result["steps"]
    assert next(one["state"] for one in steps if one["id"] == "communication") == "open"


def test_the_address_is_nowhere(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [gitfix("notify", "opened"), gitfix("notify", "--preview"), gitfix("trust")]
    service.says(f"/services/{SECRET}", "no", 500)
    said.append(gitfix("notify", "deployed"))
    monkeypatch.setenv("ONCALL_URL", f"http://ada:{SECRET}@127.0.0.1:1/hook")
    said += [gitfix("notify", "deployed"), gitfix("log"), gitfix("status", json=True)]
    whole = "".join(one.out + one.err for one in said) + everything(shop)
    for secret in (SECRET, "T0PS3CRET", os.environ["BOARD_URL"]):
        assert secret not in whole
    assert "oncall" in whole


def test_an_address_in_the_team_file_is_refused(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    text = '[[channels]]\nname = "a"\nkind = "webhook"\nurl = "https://hooks.example.com/x"\n'
    shop.git("switch", "-q", "main")
    shop.commit(".gitfix.toml", text, "Leak")
    done = gitfix("status")
    assert done.exit is Exit.REFUSED and "line 4: channels.url" in " ".join(done.err.split())
    assert "hooks.example.com" not in done.err


def test_it_is_configured_in_git_where_no_variable_is_set(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = os.environ["ONCALL_URL"]
    monkeypatch.delenv("ONCALL_URL")
    done = gitfix("notify", "deployed")
    assert done.exit is Exit.REMOTE and "git config --global gitfix-channels.oncall.url" in done.err
    shop.git("config", "gitfix-channels.oncall.url", url)
    assert gitfix("notify", "deployed").exit is Exit.OK


def test_a_command_gets_the_message_in_its_environment(
    shop: Shop, gitfix: Cli, tmp_path: Path
) -> None:
    shop.hotfix(summary="Login `fails` $(touch pwned) 'on' it")
    script = (
        f'printf "%s|%s|%s" "$GITFIX_SUBJECT" "$GITFIX_EVENT" "$GITFIX_SEVERITY" > {tmp_path}/told'
    )
    toml = f"[[channels]]\nname = 'sh'\nkind = 'command'\ncommand = '''{script}'''\n"
    team(shop, gitfix, toml)
    assert gitfix("notify", "opened").exit is Exit.OK
    assert (tmp_path / "told").read_text() == "P0: Login `fails` $(touch pwned) 'on' it|opened|P0"
    assert not (shop.path / "pwned").exists()


def test_channels_are_trusted_before_anything_leaves(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    shop.git("config", "--unset", "gitfix.trust")
    done = gitfix("notify", "opened")
    assert done.exit is Exit.REFUSED and "channels.oncall   webhook by the address in" in done.err
    assert service.seen == []


def test_by_itself_when_the_team_wants_it(shop: Shop, gitfix: Cli, service: HttpService) -> None:
    team(shop, gitfix, CHANNELS.replace("[notify]", '[notify]\nauto = ["opened"]'))
    done = gitfix("triage", "Cart is empty", "--severity", "P0")
    assert done.exit is Exit.OK and "told of opened: oncall, board" in done.err
    assert len(service.seen) == 2
    service.says(f"/services/{SECRET}", "no", 404)
    done = gitfix("triage", "Another one", "--severity", "P1")
    assert done.exit is Exit.OK, "a dead channel never fails the command"
    assert "oncall was not told of opened: status 404" in done.err


def test_a_rollback_is_told_as_one_and_not_as_a_fix(
    shop: Shop, gitfix: Cli, service: HttpService
) -> None:
    """The old release is confirmed in the same command: that is no "fixed", and hides no "we went back"."""
    shop.hotfix()
    team(
        shop,
        gitfix,
        CHANNELS.replace("timeout = 2", 'timeout = 2\nauto = ["rolled-back", "confirmed"]')
        + '[rollback]\ncommand = "true"\n[steps.confirmation]\ncommands = ["true"]\n',
    )
    done = gitfix("rollback", "execute", "--to", "v2.4.0", "--yes", json=True)
    assert done.exit is Exit.OK and done.result["confirmation"] == "passed"
    told = [body["text"] for path, body in posted(service) if "text" in body]
    assert len(told) == 1 and "we went back to v2.4.0" in told[0]
    preview = gitfix("notify", "--preview")
    assert "we went back to v2.4.0" in preview.out, "the last thing that happened"
    assert "the last release was taken back" in preview.out
    refused = gitfix("notify", "confirmed")
    assert refused.exit is Exit.REFUSED and "production went back to v2.4.0" in refused.err
    assert len(posted(service)) == 1, "nobody is told what is not so"


def test_what_is_not_on_record_is_told_and_said(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    done = gitfix("notify", "deployed")
    assert done.exit is Exit.OK
    assert "nothing on record says that the fix is deployed" in " ".join(done.err.split())


def test_an_embargo_holds(shop: Shop, gitfix: Cli, service: HttpService) -> None:
    text = CHANNELS.replace("[notify]", '[notify]\nauto = ["opened"]')
    team(shop, gitfix, text)
    done = gitfix("triage", "A hole", "--severity", "P0", "--kind", "security")
    assert done.exit is Exit.OK and service.seen == []
    done = gitfix("notify", "opened")
    assert done.exit is Exit.REFUSED and "embargo" in done.err and service.seen == []
    team(
        shop,
        gitfix,
        text.replace('url_env = "ONCALL_URL"', 'url_env = "ONCALL_URL"\nprivate = true'),
    )
    assert states(gitfix("notify", "opened", json=True)) == {"oncall": "sent"}


def test_a_template_of_the_team_is_used_and_cannot_break_out(
    shop: Shop, gitfix: Cli, service: HttpService, incident: str
) -> None:
    shop.git("switch", "-q", "main")
    more = CHANNELS.replace("[notify]", '[notify]\ntemplates = "ops/messages"')
    shop.commit(".gitfix.toml", more, "Templates")
    shop.commit("ops/messages/opened.txt.j2", "Ahoi {{ summary }}\n{{ severity }}!\n", "Ahoi")
    shop.git("switch", "-q", "hotfix/2.4.2-login-fails")
    gitfix("trust", "--yes")
    assert gitfix("notify", "opened", json=True).result["subject"] == "Ahoi Login fails"
    shop.git("switch", "-q", "main")
    evil = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    shop.commit("ops/messages/opened.txt.j2", evil, "Evil")
    shop.git("switch", "-q", "hotfix/2.4.2-login-fails")
    done = gitfix("notify", "opened", "--preview")
    assert (
        done.exit is Exit.REFUSED and "opened.txt.j2" in done.err and "subprocess" not in done.err
    )


@pytest.mark.parametrize(
    "event", ["opened", "released", "deployed", "confirmed", "rolled-back", "closed"]
)
def test_every_event_has_a_text(shop: Shop, gitfix: Cli, incident: str, event: str) -> None:
    found = gitfix("notify", event, "--preview", json=True).result
    assert found["subject"].startswith("P0: ") and "Login fails" in found["subject"]
    assert found["message"] and found["status_page"].split(":")[0] in (
        "Investigating", "Identified", "Monitoring", "Resolved",
    )  # fmt: skip


OF_APPRISE = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""What apprise says of its own dependencies when it is loaded."""
APPRISE = '[[channels]]\nname = "pager"\nkind = "apprise"\nurl_env = "PAGER_URL"\n'


@pytest.fixture
def pager(
    shop: Shop, gitfix: Cli, service: HttpService, monkeypatch: pytest.MonkeyPatch
) -> HttpService:
    """A channel of apprise whose address is a real receiver of its own JSON (json://)."""
    shop.hotfix()
    team(shop, gitfix, "[notify]\ntimeout = 5\n" + APPRISE)
    service.says("/pager/s3cret-path", "ok")
    host = service.url.removeprefix("http://")
    monkeypatch.setenv("PAGER_URL", f"json://ada:s3cret-word@{host}/pager/s3cret-path")
    return service


@OF_APPRISE
def test_apprise_delivers(shop: Shop, gitfix: Cli, pager: HttpService) -> None:
    pytest.importorskip("apprise")
    done = gitfix("notify", "opened", json=True)
    assert done.exit is Exit.OK and states(done) == {"pager": "sent"}
    (seen,) = pager.seen
    told = json.loads(seen.body)
    assert seen.path == "/pager/s3cret-path" and told["title"].startswith("P0: ")
    assert told["message"].splitlines()[1:] == ["In production: v2.4.1"]
    whole = done.out + done.err + gitfix("log", json=True).out + everything(shop)
    assert "s3cret" not in whole and "pager" in whole


@OF_APPRISE
def test_apprise_that_is_not_taken_is_said_without_its_address(
    shop: Shop, gitfix: Cli, pager: HttpService, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("apprise")
    pager.says("/pager/s3cret-path", "no", 403)
    done = gitfix("notify", "opened")
    assert done.exit is Exit.REMOTE and "apprise could not deliver it" in " ".join(done.err.split())
    monkeypatch.setenv("PAGER_URL", "nosuch://s3cret-path")
    unknown = gitfix("notify", "deployed")
    assert "none that apprise knows" in " ".join((unknown.out + unknown.err).split())
    for each in (done, unknown):
        assert "s3cret" not in each.out + each.err


def test_without_apprise_it_says_what_to_install(
    shop: Shop, gitfix: Cli, pager: HttpService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)  # how Python says that there is none
    done = gitfix("notify", "opened")
    assert done.exit is Exit.REMOTE and pager.seen == []
    assert "pip install 'git-hotfix[notify]'" in " ".join((done.out + done.err).split())
