"""Post-mortems on the hotfix branch are no part of the fix; code in their folder is."""

from __future__ import annotations

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def test_a_clone_cannot_hide_code_in_the_folder_of_the_post_mortems(
    shop: Shop, gitfix: Gitfix
) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.repo.commit("Much", {"shop/big.py": "".join(f"x{n} = {n}\n" for n in range(200))})
    shop.repo.config("gitfix.postmortem.directory", "shop")
    report = gitfix("check", cwd=shop.repo, json=True, expect="POLICY").result
    assert report["code"]["lines"] == 200


def test_a_report_is_not_part_of_the_fix(shop: Shop, gitfix: Gitfix) -> None:
    incident = gitfix("branch", SUMMARY, cwd=shop.repo, json=True).result["incident"]
    shop.commit_fix()
    before = gitfix("check", cwd=shop.repo, json=True).result
    path = f"plans/Security/postmortems/{incident}.md"
    shop.repo.commit("Report", {path: "# It broke\n", "plans/Security/INCIDENT_LOG.md": "# Log\n"})
    after = gitfix("check", cwd=shop.repo, json=True).result
    for part in ("code", "tests", "docs", "violations"):
        assert after[part] == before[part]
