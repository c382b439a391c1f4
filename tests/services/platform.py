"""A small platform: a web service that serves the shop from the folder `current`, and a script that deploys to it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.services.prometheus import wait
from tests.support.http_service import free_port

SERVER = '''\
"""Serves the login page of the shop in `current`; starts anew when another release is put there."""
import os, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

place, port = sys.argv[1], int(sys.argv[2])
release = os.path.realpath(os.path.join(place, "current"))
sys.path.insert(0, release)
from shop import login

counts = {"requests": 0, "errors": 0}


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        status, text = 200, "there is nothing here"
        if self.path == "/login":
            counts["requests"] += 1
            try:
                text = f"{login.greeting('ada', [])}; {login.highlight('ada', [])}"
            except Exception as error:
                counts["errors"] += 1
                status, text = 500, repr(error)
        elif self.path == "/version":
            text = open(os.path.join(release, "VERSION")).read()
        elif self.path == "/metrics":
            text = "".join(f"login_{name}_total {count}\\n" for name, count in counts.items())
        else:
            status = 404
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *words):
        pass


def watch():
    while os.path.realpath(os.path.join(place, "current")) == release:
        time.sleep(0.05)
    os.execv(sys.executable, [sys.executable, *sys.argv])


threading.Thread(target=watch, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
'''

DEPLOY = """\
#!/bin/sh
# deploy.sh PLACE URL: puts the commit of the hotfix there, and waits until it answers.
set -eu
place=$1 url=$2 version=v$GITFIX_VERSION
new=$place/$version-$$
mkdir "$new"
git archive "$GITFIX_COMMIT" | tar -x -C "$new"
echo "$version" > "$new/VERSION"
ln -s "$new" "$place/next"
mv -T "$place/next" "$place/current"
echo "$version" >> "$place/deploys"
ask="import urllib.request as r; print(r.urlopen('$url/version').read().decode().strip())"
for turn in $(seq 100); do
    [ "$(python3 -c "$ask" 2>/dev/null)" = "$version" ] && exit 0
    sleep 0.1
done
echo "$version does not answer" >&2
exit 1
"""


@dataclass(frozen=True)
class Place:
    """Where something runs: production, or staging."""

    path: Path
    url: str

    @property
    def deploys(self) -> list[str]:
        """What was deployed here, oldest first."""
        found = self.path / "deploys"
        return found.read_text().split() if found.exists() else []


@contextmanager
def running(folder: Path, first: Path, version: str) -> Iterator[Place]:
    """A place that serves the checkout `first`, which is `version`, until something else is deployed."""
    folder.mkdir()
    (folder / "server.py").write_text(SERVER)
    script = folder / "deploy.sh"
    script.write_text(DEPLOY)
    script.chmod(0o755)
    release = folder / f"{version}-first"
    first.rename(release)
    (release / "VERSION").write_text(f"{version}\n")
    (folder / "current").symlink_to(release)
    port = free_port()
    command = [sys.executable, "-B", str(folder / "server.py"), str(folder), str(port)]
    child = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    place = Place(folder, f"http://127.0.0.1:{port}")
    try:
        wait(lambda: _answers(f"{place.url}/version"))
        yield place
    finally:
        child.terminate()
        child.wait(timeout=30)


@contextmanager
def customers(place: Place) -> Iterator[None]:
    """They log in all the time, whatever the answer is."""
    over = threading.Event()

    def log_in() -> None:
        while not over.is_set():
            _answers(f"{place.url}/login")
            time.sleep(0.05)

    thread = threading.Thread(target=log_in, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
