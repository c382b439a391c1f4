"""A record that must be signed, and a key that does not work."""

from __future__ import annotations

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged


def test_a_failing_key_names_a_command_that_works(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.commit("Policy", {".gitfix.toml": '[record]\nsign = "always"\n'})
    shop.repo.git("push", "-q", "origin", "main")
    shop.repo.config("gpg.program", "/bin/false")
    with unchanged(shop.repo, allow=["refs/gitfix-local/claims/*"]):
        said = gitfix("branch", SUMMARY, cwd=shop.repo, expect="REFUSED").stderr
    assert "the record could not be signed" in said
    assert "gitfix config record.sign" in said and "record.sign auto" not in said
    shown = gitfix("config", "record.sign", cwd=shop.repo).stdout
    assert "always" in shown and ".gitfix.toml" in shown
