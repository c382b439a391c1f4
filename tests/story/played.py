"""A whole emergency, played the same each time: a P0 with two people, from triage to close."""

from __future__ import annotations

from tests.support.http_service import serving
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

ID = "2026-11-23-k7q2"
MINUTE = 60
SEES_IT = """python3 -Bc "from shop import login; getattr(login, 'highlight', print)('ada', [])" 2>/dev/null"""
"""Fails where the fault is, and passes where the function is not there yet."""
TESTS = "python3 -Bm unittest -q tests.test_cart 2>/dev/null"
"""Quiet: how long tests took is different each time."""
TEAM = f"""
[rollback]
command = "test -n \\"$GITFIX_TAG\\" && echo $GITFIX_VERSION >> ../$GITFIX_ENVIRONMENT"
artefact = "true"
decider = "Grace"
trigger = "errors over 5 %"

[steps.verification]
commands = ['''{TESTS}''']

[[tests]]
paths = ["shop/**"]
command = '''{TESTS}'''

[steps.staging]
commands = ["test -f shop/login.py"]

[steps.smoke]
commands = ["grep -q VERSION shop/version.py"]

[steps.deploy]
commands = ["echo $GITFIX_VERSION >> ../production"]

[steps.confirmation]
commands = ["grep -qx 2.4.2 ../production"]

[[metrics]]
name = "login errors per minute"
provider = "command"
command = "read n < ../errors; sed -i 1d ../errors; [ -s ../errors ] || echo $n > ../errors; echo $n"
interval = 0.02
count = 8
failure_limit = 3
success_condition = "result < 2"
symptom = true

[[channels]]
name = "oncall"
kind = "webhook"
url_env = "ONCALL_URL"
"""
SAID = {
    "summary": "For 95 minutes nobody with an empty cart could log in. A hotfix ended it.",
    "impact": "About 1,900 customers could not log in; 41 orders fewer than on a usual Monday.",
    "cause": "The page after login asks for the dearest item of the cart, and an empty cart has none.",
    "whys": "Because nobody logs in with an empty cart in our tests, because carts in tests come from one fixture.",
    "not-caught": "The unit tests of the cart should have. They never saw an empty one.",
    "detection": "Support, by telephone. An alert on failed logins would have noticed it 20 minutes earlier.",
    "resolution": "The hotfix 2.4.2, for good.",
    "well": "Going back was ready before the fix was.",
    "wrong": "Nobody knew who may approve at night.",
    "luck": "It was a Monday evening.",
}
"""What people answer."""


def play(shop: Shop, gitfix: Gitfix) -> None:
    """Ada and Grace, on one laptop; the incident is closed afterwards, and everything is pushed."""
    repo, world = shop.repo, shop.world
    shop.origin.commit_on("main", "Agree on the playbook", {".gitfix.toml": TEAM})
    repo.git("fetch", "-q", "origin")
    (repo.path.parent / "errors").write_text("37\n9\n4\n1\n0\n0\n1\n0\n")

    with serving() as hooks:
        hooks.says("/hook", "ok")
        env = {"ONCALL_URL": f"{hooks.url}/hook"}

        def run(*words: str, minutes: int = 3) -> None:
            world.advance(minutes * MINUTE)
            gitfix(*words, cwd=repo, env=env)

        run("trust", "--yes", minutes=0)
        run(
            *("triage", SUMMARY, "--severity", "P0", "--kind", "outage", "--detected", "15m"),
            *("--users", "customers with an empty cart", "--systems", "shop", "--since", "40m"),
        )
        run("rollback", "rehearse")
        run("rollback", "plan")
        run("branch")
        world.advance(12 * MINUTE)
        shop.commit_fix()
        run("prove", "--test", TESTS)
        run("run", "verification", "regression")
        run("check")
        repo.git("push", "-q", "-u", "origin", "HEAD")
        run("review", "request", "--to", "grace")
        world.become("Grace Hopper", "grace@example.com")
        run("review", "approve", "--reason", "small, and tested", minutes=6)
        world.become("Ada Lovelace", "ada@example.com")
        run("run", "staging")
        run("waive", "smoke", "--until", "2h", "--reason", "the smoke machine is down")
        run("notify")
        run("release", "--push")
        run("run", "deploy")
        run("run", "monitoring")
        run("run", "confirmation")
        run("run", "smoke", minutes=20)
        run("culprit", "--reproduce", SEES_IT, minutes=30)
        run("action", "add", "log in with an empty cart in the smoke test", "--owner", "ada")
        detect = ("--kind", "detect", "--owner", "sre", "--due", "2w")
        run("action", "add", "alert on failed logins", *detect)
        answers = [w for key, text in SAID.items() for w in ("--answer", f"{key}={text}")]
        run("postmortem", "--commit", *answers, minutes=40)
        run("backport", "--push")
        run("postmortem", "--push")
        run("close", "--as", "fixed")
        run("sync", minutes=0)
