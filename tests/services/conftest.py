"""`@pytest.mark.service("prometheus")`: runs where that service is, and is listed by name where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.provision import SERVICES

HERE = Path(__file__).parent
NOT_RUN: pytest.StashKey[set[str]] = pytest.StashKey()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and item.get_closest_marker("service") is None:
            raise pytest.UsageError(f"{item.nodeid} is a service test without the mark `service`")


def pytest_runtest_setup(item: pytest.Item) -> None:
    needed = [name for mark in item.iter_markers("service") for name in mark.args]
    missing = [name for name in needed if SERVICES[name].path() is None]
    if missing:
        item.config.stash.setdefault(NOT_RUN, set()).update(missing)
        pytest.skip(f"not here: {', '.join(missing)}")


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Iterator[None]:
    yield
    missing = sorted(config.stash.get(NOT_RUN, set()))
    if missing:
        terminalreporter.write_line(f"not run, because these are not here: {', '.join(missing)}")
