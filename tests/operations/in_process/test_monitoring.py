"""`gitfix run monitoring` with commands as providers: before the deploy, after it, and what the record holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli, settle
from tests.shop import Shop

METRIC = """
[[metrics]]
name = "errors"
provider = "command"
command = "cat ../errors"
interval = 0.02
count = 3
success_condition = "result < 0.05"
symptom = true
"""


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
    assert gitfix("waive", "release", "--reason", "none here").exit in Exit
    gitfix("run", "deploy", "--statement", "it is out")


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
    assert "errors is Failed: 1 failed, failure_limit is 0" in done.err
    assert "go back to v2.4.1" in done.err or "gitfix rollback" in done.err
    assert "ends here: Failed" in done.out


def test_a_symptom_that_was_never_seen_is_no_evidence(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    production.is_("0.01")
    assert "the symptom is not there" in gitfix("run", "monitoring").out
    deployed(gitfix)
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY
    assert "Inconclusive: it was well before the deploy, too" in done.err


@pytest.mark.parametrize("answer", ["", "null", "nan", "[]"])
def test_no_data_is_inconclusive_and_blocks(
    shop: Shop, gitfix: Cli, production: Production, incident: str, answer: str
) -> None:
    gitfix("run", "monitoring")
    deployed(gitfix)
    production.is_(answer)
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY and "errors is Inconclusive" in done.err
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
    assert done.exit is Exit.POLICY and "errors is Failed" in done.err


def test_without_a_baseline_there_is_nothing_to_compare_with(
    shop: Shop, gitfix: Cli, production: Production
) -> None:
    shop.hotfix()
    team(shop, gitfix, METRIC.replace("result < 0.05", "result < baseline"))
    settle(shop.path, "monitoring", "confirmation")
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.POLICY
    assert "there is no baseline to compare with" in done.err


def test_metrics_are_trusted_before_they_run(
    shop: Shop, gitfix: Cli, production: Production, incident: str
) -> None:
    shop.git("config", "--unset", "gitfix.trust")
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.REFUSED and "metrics.errors   cat ../errors" in done.err


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("result <", "is not a condition"),
        ("__import__('os')", "looks at"),
        ("reslt < 3.0", "looks at reslt"),
    ],
)
def test_a_condition_that_is_none_is_refused_before_anything_is_measured(
    shop: Shop, gitfix: Cli, production: Production, condition: str, words: str
) -> None:
    shop.hotfix()
    team(shop, gitfix, METRIC.replace("result < 0.05", condition))
    settle(shop.path, "deploy", "monitoring", "confirmation")
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.REFUSED
    assert "success_condition of the metric errors" in done.err and words in done.err


def test_what_was_cut_short_goes_on(
    shop: Shop, gitfix: Cli, production: Production, incident: str, tmp_path: Path
) -> None:
    gitfix("run", "monitoring")
    deployed(gitfix)
    production.is_("0.01")
    shop.git("switch", "-q", "main")
    flag = shop.path.parent / "stop"
    flag.touch()
    stop = f"test -e {flag} && kill -INT $PPID; cat ../errors"
    shop.commit(".gitfix.toml", METRIC.replace("cat ../errors", stop), "Stop")
    shop.git("switch", "-q", "-")
    gitfix("trust", "--yes")
    # The first measurement is kept before ^C arrives in the second.
    flag.unlink()
    done = gitfix("run", "monitoring")
    assert done.exit is Exit.OK
