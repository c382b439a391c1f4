"""A real Prometheus that scrapes what a test serves, four times a second."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.services.provision import path
from tests.support.http_service import free_port


@contextmanager
def prometheus(folder: Path, target: str) -> Iterator[str]:
    """Its address; `target` is scraped at `/metrics`."""
    folder.mkdir()
    config = folder / "prometheus.yml"
    host = target.split("//")[1]
    config.write_text(
        "global:\n  scrape_interval: 250ms\n  scrape_timeout: 250ms\n"
        f"scrape_configs:\n  - job_name: shop\n    static_configs:\n      - targets: ['{host}']\n"
    )
    port = free_port()
    command = [
        path("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder}/data",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait(lambda: _answers(f"{url}/-/ready"))
        yield url
    finally:
        child.terminate()
        child.wait(timeout=30)


def wait(there: object, seconds: float = 60) -> None:
    """Until `there()` is true."""
    assert callable(there)
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def value(url: str, query: str) -> float | None:
    """What Prometheus says of a query, with one series."""
    from urllib.parse import quote

    with urlopen(f"{url}/api/v1/query?query={quote(query)}") as answer:
        found = json.loads(answer.read())["data"]["result"]
    return float(found[0]["value"][1]) if found else None


def _answers(url: str) -> bool:
    try:
        with urlopen(url) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
