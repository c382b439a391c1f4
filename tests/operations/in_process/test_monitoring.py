"""`gitfix run monitoring` with commands as providers: before the deploy, after it, and what the record holds."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from gitfix.core.moments import Moment
from gitfix.core.monitor import Sample
from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.operations.case import Case
from gitfix.operations.monitor_kept import begin, keep, path_of
from gitfix.operations.playbook import load_playbook
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace
from tests.operations.views_kit import Cli, Ran, settle
from tests.shop import Shop

METRIC = """
[release]
mode = "none"
[[metrics]]
name = "errors"
provider = "command"
command = "cat ../errors"
interval = 0.02
count = 3
success_condition = "result < 0.05"
symptom = true
"""


def words(done: Ran) -> str:
    """What went wrong, in one line."""
    return " ".join(done.err.split())


class Production:
    """What the metric sees: a file that a test writes."""

    def __init__(self, shop: Shop) -> None:
        self.path = shop.path.parent / "errors"

    def is_(self, *values: object) -> None:
        """From now on; of several values each is seen once, and the last one stays."""
        self.path.write_text("\n".join(map(str, values)))


@pytest.fixture
def production(shop: Shop) -> Production:
    found = Production(shop)
    found.is_("0.4")
    return found


def team(shop: Shop, gitfix: Cli, text: str = METRIC) -> None:
    shop.git("switch", "-q", "main")
    shop.commit(".gitfix.toml", text, "Agree on the metrics")
    shop.git("switch", "-q", "-")
    assert gitfix("trust", "--yes").exit is Exit.OK


@pytest.fixture
def incident(shop: Shop, gitfix: Cli, production: Production) -> str:
    """A hotfix whose deploy is next."""
    found = shop.hotfix()
    team(shop, gitfix)
    settle(shop.path, "deploy", "monitoring", "confirmation")
    return found


def deployed(gitfix: Cli) -> None:
    assert gitfix("run", "deploy", "--statement", "it is out").exit is Exit.OK


def event(shop: Shop, gitfix: Cli, type: str) -> dict[str, Any]:
    rows = gitfix("log", json=True).result["events"]
    oid = [row["event"] for row in rows if row["type"] == type][-1]
    found = json.loads(shop.git("show", f"{oid}:event.json"))
    assert isinstance(found, dict)
    return found


def test_before_the_deploy_it_is_measured_once_and_after_it_the_symptom_has_to_be_gone(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    before = gitfix("run", "monitoring")
    assert before.exit is Exit.OK
    assert "errors  0.4  the symptom is there" in before.out
    assert "measured before the deploy" in before.out
    deployed(gitfix)
    production.is_("0.01")
    done = gitfix("run", "monitoring", json=True)
    (step,) = done.result["steps"]
    assert step["state"] == "passed"
    (metric,) = step["metrics"]
    assert metric["baseline"]["value"] == 0.4 and metric["baseline"]["phase"] == "Failed"
    assert [sample["value"] for sample in metric["samples"]] == [0.01] * 3
    said = event(shop, gitfix, "monitored")["data"]
    assert said["phase"] == "Successful"
    assert said["metrics"][0] | {"samples": 3, "last": 0.01, "baseline": 0.4} == said["metrics"][0]
    blob = shop.git("show", f"refs/gitfix/blobs/{incident}:{step['log']}")
    assert len(json.loads(blob)["metrics"][0]["samples"]) == 3
    assert not list((shop.path / ".git/gitfix/monitoring").iterdir())


def test_a_symptom_that_is_still_there_is_exit_code_4_with_the_way_back(
    shop: Shop, gitfix: Cli, incident: str
) -> None:
    gitfix("run", "monitoring")
    deployed(gitfix)
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY
    assert "errors is Failed: 1 failed, failure_limit is 0" in words(done)
    assert "back to v2.4.1: gitfix rollback execute" in words(done)
    assert "ends here: Failed" in done.out


BACK = ("run", "monitoring", "--auto-rollback")


def test_with_auto_rollback_production_goes_back_at_once(
    shop: Shop, gitfix: Cli, incident: str
) -> None:
    gitfix("run", "monitoring")
    deployed(gitfix)
    refused = gitfix(*BACK)
    assert refused.exit is Exit.REFUSED and "how production is taken back" in words(refused)
    gitfix("config", "rollback.command", "echo $GITFIX_TAG in $GITFIX_ENVIRONMENT > ../back")
    done = gitfix(*BACK, json=True)
    assert done.exit is Exit.POLICY
    assert done.result["rollback"]["state"] == "passed"
    assert done.result["rollback"]["target"]["tag"] == "v2.4.1"
    assert "production is back at v2.4.1" in done.json["error"]["message"]
    assert (shop.path.parent / "back").read_text() == "v2.4.1 in production\n"
    assert event(shop, gitfix, "rolled-back")["data"]["to"] == "v2.4.1"


def test_auto_rollback_does_nothing_while_all_is_well_and_says_what_failed(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    gitfix("run", "monitoring")
    deployed(gitfix)
    gitfix("config", "rollback.command", "exit 3")
    production.is_("0.01")
    done = gitfix(*BACK, json=True)
    assert done.exit is Exit.OK and done.result["rollback"] is None
    production.is_("0.9")
    done = gitfix(*BACK, "--again")
    assert done.exit is Exit.POLICY
    assert "production is not back at v2.4.1" in words(done) and "exit code 3" in words(done)
    assert gitfix("run", "smoke", "--auto-rollback").exit is Exit.USAGE


def test_a_symptom_that_was_never_seen_is_no_evidence(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    production.is_("0.01")
    assert "the symptom is not there" in gitfix("run", "monitoring").out
    deployed(gitfix)
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY
    assert "Inconclusive: it was well before the deploy, too" in words(done)


@pytest.mark.parametrize("answer", ["", "null", "nan", "[]"])
def test_no_data_is_inconclusive_and_blocks(
    shop: Shop, gitfix: Cli, production: Production, incident: str, answer: str
) -> None:
    gitfix("run", "monitoring")
    deployed(gitfix)
    production.is_(answer)
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY and "errors is Inconclusive" in words(done)
    assert "no data" in done.out
    assert gitfix("close", "--as", "fixed").exit is not Exit.OK


def test_a_condition_compares_with_what_was_before(
    shop: Shop, gitfix: Cli, production: Production
) -> None:
    shop.hotfix()
    text = METRIC.replace("result < 0.05", "result < baseline / 2.0").replace("symptom = true", "")
    team(shop, gitfix, text)
    settle(shop.path, "deploy", "monitoring", "confirmation")
    gitfix("run", "monitoring")
    deployed(gitfix)
    production.is_("0.19")
    assert gitfix("run", "monitoring").exit is Exit.OK
    production.is_("0.21")
    done = gitfix("run", "monitoring", "--again")
    assert done.exit is Exit.POLICY and "errors is Failed" in words(done)


def test_without_a_baseline_there_is_nothing_to_compare_with(
    shop: Shop, gitfix: Cli, production: Production
) -> None:
    shop.hotfix()
    team(shop, gitfix, METRIC.replace("result < 0.05", "result < baseline"))
    settle(shop.path, "monitoring", "confirmation")
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY
    assert "there is no baseline to compare with" in words(done)


def test_metrics_are_trusted_before_they_run(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    shop.git("config", "--unset", "gitfix.trust")
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.REFUSED and "metrics.errors cat ../errors" in words(done)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("result <", "is not a condition"),
        ("__import__('os')", "looks at"),
        ("reslt < 3.0", "looks at reslt"),
    ],
)
def test_a_condition_that_is_none_is_refused_before_anything_is_measured(
    shop: Shop, gitfix: Cli, production: Production, condition: str, said: str
) -> None:
    shop.hotfix()
    team(shop, gitfix, METRIC.replace("result < 0.05", condition))
    settle(shop.path, "deploy", "monitoring", "confirmation")
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.REFUSED
    assert "success_condition of the metric errors" in words(done) and said in words(done)


class Wall:
    """The clocks of this machine, but for the one on the wall: it is set when the second measurement is made."""

    def __init__(self, shop: Shop, offset: int) -> None:
        self.seen = shop.path.parent / "seen"
        self.offset = offset

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def time(self) -> float:
        """Seconds since 1970, wrong from then on."""
        measured = len(self.seen.read_text().split()) if self.seen.exists() else 0
        return time.time() + (self.offset if measured > 1 else 0)


@pytest.mark.parametrize(("offset", "said"), [(7200, "forward by 2 h"), (-7200, "back by 2 h")])
def test_a_clock_that_is_set_changes_no_interval_and_is_recorded(
    shop: Shop,
    gitfix: Cli,
    production: Production,
    monkeypatch: pytest.MonkeyPatch,
    offset: int,
    said: str,
) -> None:
    shop.hotfix()
    wall = Wall(shop, offset)
    command = 'command = "echo x >> ../seen; cat ../errors"'
    team(shop, gitfix, METRIC.replace('command = "cat ../errors"', command))
    settle(shop.path, "deploy", "monitoring", "confirmation")
    gitfix("run", "monitoring")
    (before,) = event(shop, gitfix, "baseline")["data"]["metrics"]
    assert before["value"] == 0.4, "one measurement, and no mean of anything"
    deployed(gitfix)
    wall.seen.unlink()
    production.is_("0.01")
    monkeypatch.setattr("gitfix.host.moment.time", wall)
    done = gitfix("run", "monitoring", json=True)
    assert done.exit is Exit.OK and len(wall.seen.read_text().split()) == 3
    assert f"the clock of this machine was set {said}" in words(done)
    notes = event(shop, gitfix, "monitored")["data"]["notes"]
    assert [note for note in notes if said in note] == notes != []


def test_what_was_cut_short_goes_on(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    gitfix("run", "monitoring")
    deployed(gitfix)
    production.is_("0.01")
    work = open_workspace(Settings(shop.path))
    playbook = load_playbook(work)
    case = Case(work, which_incident(work, None))
    begin(case, playbook.metrics, "2026-11-23T20:00:00Z", Moment(1795464200.0, 5.0, 5.0))
    sample = Sample("Successful", 0.02, "2026-11-23T20:00:01Z")
    keep(case, "errors", sample, Moment(1795464201.0, 6.0, 6.0))
    with path_of(case).open("ab") as file:
        file.write(b'{"metric": "errors", "sam')  # a kill in the middle of a line
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.REFUSED and "cut short after 1 measurement" in words(done)
    assert "gitfix run monitoring --resume" in words(done)
    done = gitfix("run", "monitoring", "--resume", json=True)
    (metric,) = done.result["steps"][0]["metrics"]
    assert [sample["value"] for sample in metric["samples"]] == [0.02, 0.01, 0.01]
    said = event(shop, gitfix, "monitored")["data"]
    assert said["started"] == "2026-11-23T20:00:00Z"
    assert any(note.startswith("goes on after 1 measurement") for note in said["notes"])
    done = gitfix("run", "monitoring", "--resume", "--again")
    assert done.exit is Exit.REFUSED and "nothing was cut short here" in words(done)


def test_a_broken_provider_is_an_error_that_says_why(
    shop: Shop, gitfix: Cli, production: Production
) -> None:
    shop.hotfix()
    text = METRIC.replace("cat ../errors", "echo token=hunter2hunter2 >&2; exit 3")
    team(shop, gitfix, text + "consecutive_error_limit = 1\n")
    settle(shop.path, "monitoring", "confirmation")
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY
    assert "errors is Error: 2 errors in a row, consecutive_error_limit is 1" in words(done)
    assert "exit code 3: token=***" in done.out and "hunter2" not in done.out + done.err


def test_an_exit_code_is_an_answer_where_a_condition_looks_at_it(
    shop: Shop, gitfix: Cli, production: Production
) -> None:
    shop.hotfix()
    text = METRIC.replace("cat ../errors", "exit 1").replace("result < 0.05", "exit_code == 1.0")
    team(shop, gitfix, text.replace("symptom = true", ""))
    settle(shop.path, "monitoring", "confirmation")
    assert gitfix("run", "monitoring").exit is Exit.OK


def test_a_dry_run_measures_nothing(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    before = shop.state()
    done = gitfix("run", "monitoring", "--dry-run")
    assert "would measure errors (command)" in done.out
    assert shop.state() == before


def test_a_mistake_in_the_file_is_named_with_file_and_line(
    shop: Shop, gitfix: Cli, production: Production
) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    shop.commit(".gitfix.toml", METRIC + "failureLimit = 3\n", "Agree")
    shop.git("switch", "-q", "-")
    done = gitfix("run", "monitoring")
    line = len(METRIC.splitlines()) + 1
    assert done.exit is Exit.REFUSED
    assert f"main:.gitfix.toml line {line}: metrics.failureLimit" in words(done)
    assert "did you mean failure_limit?" in words(done)
