"""The page of a post-mortem in a real Chromium, its pictures read by the real Mermaid, its advisory by OSV's schema."""

from __future__ import annotations

import json
import math
import re
import subprocess
from html import escape
from pathlib import Path

import pytest

from gitfix.core.plan import Plan
from gitfix.core.settings import Settings
from gitfix.git import blobs
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations.recording import Draft, record
from gitfix.operations.workspace import open_workspace
from tests.answers import ANSWERS
from tests.operations.views_kit import Cli, settle
from tests.services.provision import path
from tests.shop import Shop, seal

QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--enable-logging=stderr", "--virtual-time-budget=20000", "--allow-file-access-from-files"),
)
ID = "2026-11-23-k7q2"
HOSTILE = '"]; click a "javascript:1" :: {{x}} <b> %%{init}%% --> end\n# section'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    seal(monkeypatch, tmp_path)
    return Shop.build(tmp_path / "shop", monkeypatch)


@pytest.fixture
def gitfix(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Cli:
    """gitfix in a shop whose incident went from triage to its backport, with hostile words everywhere."""
    cli = Cli(shop.path, capsys)
    shop.monkeypatch.setenv("GITFIX_NONCE", "k7q2")
    cli(
        "triage", f"Login fails {HOSTILE}", "--severity", "P0", "--users", HOSTILE, "--since", "40m"
    )
    cli("branch")
    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0  # " + "x" * 900 + "\n", HOSTILE)
    settle(shop.path)
    shop.git("tag", "v2.4.2")
    watched(shop)
    cli("backport")
    cli("postmortem", "--commit", *ANSWERS, "--answer", f"impact={HOSTILE}")
    return cli


def watched(shop: Shop) -> None:
    """Monitoring of three hours, a rollback that was looked at, a message and a waiver; as gitfix records them."""
    work = open_workspace(Settings(shop.path, offline=True))
    start = 1_795_464_298
    values = [max(0.0, 40 * math.exp(-n / 20) + 4 * math.sin(n)) for n in range(180)]
    numbers = [_sample(start + 60 * n, value, value < 5) for n, value in enumerate(values)]
    words = [_sample(start + 600 * n, HOSTILE, n != 4) for n in range(18)]
    rows = [
        ("login errors per minute", "result < 5", numbers, 43.5),
        (HOSTILE * 3, "result.contains('Welcome')", words, None),
    ]
    metrics = [
        {
            "name": name, "phase": "Successful", "success_condition": condition, "samples": samples,
            "baseline": {"value": before} if before else None,
        }
        for name, condition, samples, before in rows
    ]  # fmt: skip
    digest, blob = blobs.put(work.repo, ID, json.dumps({"metrics": metrics}).encode())
    told = [{**one, "samples": len(one["samples"]), "baseline": None} for one in metrics]  # type: ignore[arg-type]
    back = {"score": "at-risk", "from": "v2.4.1", "to": "v2.4.0", "why": HOSTILE}
    sent = {"event": "deployed", "channel": "oncall", "kind": "webhook", "state": "sent"}
    drafts = [
        Draft("monitored", {"metrics": told, "series": digest}, step="monitoring"),
        Draft("rollback-planned", back),
        Draft("notified", {**sent, "subject": HOSTILE}),
        Draft("waived", {"rule": "missing-test", "reason": HOSTILE, "path": ""}),
    ]
    plan = Plan("run", (blob, record(work, ID, *drafts)), ID)
    execute(work.repo, plan)


def _sample(at: int, value: object, well: bool) -> dict[str, object]:
    return {"at": clock.iso(at), "phase": "Successful" if well else "Failed", "value": value}


def browse(page: Path, folder: Path, width: int) -> tuple[str, str]:
    """The page as it stands in the browser, and what the browser said."""
    command = [str(path("chromium")), *QUIET, f"--user-data-dir={folder / str(width)}"]
    done = subprocess.run(
        [*command, f"--window-size={width},2000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr


@pytest.mark.service("chromium")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_and_says_no_error(gitfix: Cli, tmp_path: Path, width: int) -> None:
    page = tmp_path / "page.html"
    gitfix("postmortem", "--format", "html", "--output", str(page))
    dom, said = browse(page, tmp_path / "a", width)
    assert "CONSOLE" not in said and "<b>" not in dom.split("Impact</h2>")[1][:300]
    for picture in ("timeline", "graph", "plot"):
        assert f'class="{picture}"' in dom
    assert dom.count('class="course"') > 100 and dom.count('class="ill"') > 3
    for heading in ("Waivers", "Rollback", "Monitoring", "Messages", "Timeline", "Backports"):
        assert f"<h2>{heading}</h2>" in dom
    # Measured in a frame of exactly this width, without the policy that forbids every script.
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text())
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe style="width:{width}px;height:900px;border:0" srcdoc="{escape(text)}" onload="'
        "const e = this.contentDocument.documentElement;"
        "document.title = e.scrollWidth + '/' + e.clientWidth\"></iframe>"
    )
    dom, _ = browse(frame, tmp_path / "b", 1400)
    (found,) = re.findall(r"<title>(\d+)/(\d+)</title>", dom)
    assert int(found[0]) <= int(found[1]) <= width


@pytest.mark.service("chromium", "mermaid")
def test_the_real_mermaid_reads_the_pictures(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    text = shop.show("plans/Security/postmortems/2026-11-23-k7q2.md")
    pictures = [block.split("\n```")[0] for block in text.split("```mermaid\n")[1:]]
    assert [one.split("\n")[0].split(" ")[0][:8] for one in pictures] == ["timeline", "%%{init:"]
    page = tmp_path / "mermaid.html"
    page.write_text(
        f'<meta charset="utf-8"><script src="{path("mermaid").as_uri()}"></script><script>'
        f"const all = {json.dumps(pictures)};"
        "Promise.all(all.map(one => mermaid.parse(one))).then("
        "found => { document.title = found.map(one => one.diagramType).join(' ') },"
        "error => { document.title = 'wrong: ' + error })</script>"
    )
    dom, _ = browse(page, tmp_path / "c", 1280)
    assert "<title>timeline gitGraph</title>" in dom, dom[-2000:]


@pytest.mark.service("osv-schema")
def test_the_advisory_is_valid(shop: Shop, gitfix: Cli) -> None:
    import jsonschema

    schema = json.loads(path("osv-schema").read_text())
    shop.git("remote", "add", "origin", "https://user:secret@forge.example/shop.git")
    for name, content in (("NEWS", "x\n"), ("pyproject.toml", '[project]\nname = "shop"\n')):
        shop.commit(name, content, "Name it")
        ran = gitfix("postmortem", "--incident", "k7q2", "--offline", "--format", "osv")
        document = json.loads(ran.out)
        jsonschema.validate(document, schema)
        assert "secret" not in ran.out and "\x1b" not in ran.out
        (affected,) = document["affected"]
        kinds = [one["type"] for one in affected["ranges"]]
        assert kinds == (["GIT"] if name == "NEWS" else ["GIT", "ECOSYSTEM"])
