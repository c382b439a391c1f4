"""Checks by HTTP in steps, and whether production runs what was approved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli, Ran, settle
from tests.shop import Shop
from tests.support.http_service import Handler, HttpService, serving


@pytest.fixture
def service() -> Iterator[HttpService]:
    with serving() as found:
        yield found


def words(done: Ran) -> str:
    return " ".join((done.out + done.err).split())


def team(shop: Shop, gitfix: Cli, text: str) -> None:
    branch = shop.git("branch", "--show-current")
    shop.git("switch", "-q", "main")
    shop.commit(".gitfix.toml", text, "Agree on the checks")
    shop.git("switch", "-q", branch)
    assert gitfix("trust", "--yes").exit is Exit.OK


def smoke(shop: Shop, gitfix: Cli, service: HttpService, more: str = "", step: str = "") -> None:
    shop.hotfix()
    check = f'[[steps.smoke.checks]]\nurl = "{service.url}/health"\n{more}\n'
    team(shop, gitfix, f'[steps.smoke]\nplace = "checkout"\n{step}\n{check}')


def test_a_check_passes_by_status_body_and_latency(
    shop: Shop, gitfix: Cli, service: HttpService
) -> None:
    service.says("/health", "all is well")
    smoke(shop, gitfix, service, 'contains = "well"\nlatency = 5')
    done = gitfix("run", "smoke", json=True)
    (command,) = done.result["steps"][0]["commands"]
    assert done.exit is Exit.OK and command["exit_code"] == 0
    assert command["command"] == f"GET {service.url}/health is 200, has 'well', within 5 s"


@pytest.mark.parametrize(
    ("status", "body", "more", "said"),
    [
        (503, "down", "", "status 503, not 200"),
        (200, "fine", 'contains = "well"', "its body does not hold 'well'"),
        (200, "well", "latency = 0.0001", "more than 0"),
    ],
)
def test_what_is_not_as_it_should_be_is_exit_code_4(
    shop: Shop, gitfix: Cli, service: HttpService, status: int, body: str, more: str, said: str
) -> None:
    service.says("/health", body, status)
    smoke(shop, gitfix, service, more)
    done = gitfix("run", "smoke")
    assert done.exit is Exit.POLICY and said in words(done)


def test_it_is_tried_again_as_often_as_the_step_says(
    shop: Shop, gitfix: Cli, service: HttpService
) -> None:
    answers = iter([500, 500, 200])

    def answer(handler: Handler) -> None:
        handler.say(next(answers), b"")

    service.answers["/health"] = answer
    smoke(shop, gitfix, service, step="retries = 2\nbackoff = 0.01")
    done = gitfix("run", "smoke")
    assert done.exit is Exit.OK and "again in 0.02 s (2 of 2)" in done.out


def test_a_deploy_is_never_tried_again_by_itself(shop: Shop, gitfix: Cli) -> None:
    shop.git("switch", "-q", "main")
    shop.commit(".gitfix.toml", '[steps.deploy]\ncommands = ["x"]\nretries = 1\n', "Hope")
    done = gitfix("trust")
    assert done.exit is Exit.REFUSED and "line 3: steps.deploy.retries" in words(done)


@pytest.fixture
def deployed(shop: Shop, gitfix: Cli, service: HttpService) -> str:
    """A hotfix that was deployed; production says at /version what it runs."""
    incident = shop.hotfix()
    team(
        shop,
        gitfix,
        f'[production]\nurl = "{service.url}/version"\njson_path = "$.version"\n'
        '[steps.confirmation]\ncommands = ["true"]\n',
    )
    shop.git("tag", "v2.4.2")
    settle(shop.path, "confirmation")
    return incident


@pytest.mark.parametrize("answer", ["v2.4.2", "2.4.2", "commit"])
def test_production_runs_the_hotfix(
    shop: Shop, gitfix: Cli, service: HttpService, deployed: str, answer: str
) -> None:
    commit = shop.git("rev-parse", "HEAD")
    service.says("/version", {"version": commit if answer == "commit" else answer})
    done = gitfix("run", "confirmation")
    assert done.exit is Exit.OK and "production runs v2.4.2" in done.out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"version": "2.4.1"}, "that is not the hotfix: v2.4.2"),
        ({"version": "9.9.9"}, "nothing here is called so"),
        ({"nope": 1}, "did not answer with one version"),
        ("<html>", "its answer is not JSON"),
    ],
)
def test_the_old_version_is_no_success(
    shop: Shop, gitfix: Cli, service: HttpService, deployed: str, answer: object, said: str
) -> None:
    service.says("/version", answer)
    done = gitfix("run", "confirmation")
    assert done.exit is Exit.POLICY and said in words(done)


def test_a_persons_word_does_not_make_it_run_there(
    shop: Shop, gitfix: Cli, service: HttpService, deployed: str
) -> None:
    team(shop, gitfix, f'[production]\nurl = "{service.url}/version"\n')
    service.says("/version", "2.4.1")
    done = gitfix("run", "confirmation", "--statement", "it is gone")
    assert done.exit is Exit.POLICY and "production does not run the hotfix" in words(done)
    service.says("/version", "2.4.2")
    assert gitfix("run", "confirmation", "--statement", "it is gone").exit is Exit.OK
