"""The generated record is one that gitfix reads and an audit believes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from benchmarks.record import EVENTS, populate
from gitfix.core.audit import AuditResult
from gitfix.core.settings import Settings
from gitfix.operations.audit_verify import verify
from gitfix.operations.workspace import open_workspace

ENV = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull}


def test_a_generated_record_verifies(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, env=ENV, check=True)
    populate(tmp_path, 3, 4, ENV)
    work = open_workspace(Settings(tmp_path))
    assert (len(work.record.tips()), len(work.record.archived())) == (3, 4)
    assert len(work.repo.refs.names("refs/gitfix/")) == 4
    result = verify(Settings(tmp_path), everything=True).result
    assert isinstance(result, AuditResult)
    assert result.events == 7 * EVENTS
    assert {one.kind for one in result.findings} == {"skipped"}
