"""Rows of docs/argo.md, measured for real: the run ends where Argo's would, and not one measurement later."""

from __future__ import annotations

import pytest

from gitfix.core.analysis import BAD
from tests.core.test_argo import DECISIONS, phases
from tests.operations.in_process.test_monitoring import deployed, team
from tests.operations.views_kit import Cli, settle
from tests.shop import Shop

ENDED = [row for row in DECISIONS if row[3] not in ("Running", "Pending") and "end" not in row[2]]
ROWS = [row for row in ENDED if "count" in row[1] or "consecutive_success_limit" in row[1]]
"""Those that end by themselves, and have no ten seconds to wait for."""
NEXT = """\
n=$(cat ../n)
echo $((n + 1)) > ../n
case $(cut -c$n ../sequence) in
  S) echo 0.01 ;;
  F) echo 0.9 ;;
  I) ;;
  E) exit 1 ;;
  *) echo 0.01; echo "one too many" >> ../past ;;
esac
"""
METRIC = """
[release]
mode = "none"
[[metrics]]
name = "errors"
provider = "command"
command = "sh ../next"
success_condition = "result < 0.05"
"""


@pytest.mark.parametrize("row", ROWS[::3], ids=[row[0] for row in ROWS[::3]])
def test_a_run_ends_where_argos_would(shop: Shop, gitfix: Cli, row: list[str]) -> None:
    _, keys, sequence, phase, _ = row
    lines = [f"{key}\n" for key in filter(None, keys.split(", ")) if key != "interval = 0"]
    interval = "" if "interval = 0" in keys else "interval = 0.01\n"
    shop.hotfix()
    team(shop, gitfix, METRIC + interval + "".join(lines))
    settle(shop.path, "deploy", "monitoring", "confirmation")
    deployed(gitfix)
    beside = shop.path.parent
    (beside / "next").write_text(NEXT)
    (beside / "n").write_text("1\n")
    (beside / "sequence").write_text(f"{sequence}\n")
    done = gitfix("run", "monitoring", json=True)
    (metric,) = done.result["steps"][0]["metrics"]
    taken = [sample["phase"] for sample in metric["samples"]]
    assert metric["phase"] == phase
    assert taken == phases(sequence)[: len(taken)]
    assert not (beside / "past").exists(), "it is over when it is decided"
    if phase in BAD:
        assert done.result["steps"][0]["state"] == "failed"
