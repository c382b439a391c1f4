"""`docs/json.md`: what `result` holds for each command, from the dataclasses behind it."""

from __future__ import annotations

import importlib
import inspect
import re
from dataclasses import dataclass
from pathlib import Path

from docs.generator.markdown import page
from docs.generator.shape import drawn, shape
from docs.generator.tree import module_exists
from gitfix.cli import table

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """Where a result's dataclass is, and when it is printed (empty: always)."""

    module: str
    name: str
    when: str = ""


RESULTS: dict[str, tuple[Source, ...]] = {
    "init": (Source("gitfix.core.init_result", "InitResult"),),
    "doctor": (Source("gitfix.core.doctor", "DoctorResult"),),
    "config": (Source("gitfix.core.config_result", "ConfigResult"),),
    "guide": (Source("gitfix.core.guide", "GuideResult"),),
    "triage": (Source("gitfix.core.triage", "TriageResult"),),
    "production": (Source("gitfix.core.production_result", "ProductionResult"),),
    "branch": (Source("gitfix.core.branching", "BranchResult"),),
    "check": (
        Source("gitfix.core.check_values", "CheckResult"),
        Source("gitfix.render.check_report", "RuleResult", "With `--explain`"),
        Source("gitfix.core.noise_fix", "FixNoiseResult", "With `--fix-noise`"),
    ),
    "minimize": (Source("gitfix.core.minimized", "MinimizeResult"),),
    "prove": (Source("gitfix.core.proved", "ProveResult"),),
    "waive": (Source("gitfix.core.waiver", "WaiveResult"),),
    "run": (Source("gitfix.core.run_result", "RunResult"),),
    "rollback": (
        Source("gitfix.core.rollback", "RollbackPlan", "`plan`"),
        Source("gitfix.core.rollback", "RollbackRun", "`rehearse` and `execute`"),
    ),
    "notify": (Source("gitfix.core.channel", "NotifyResult"),),
    "release": (Source("gitfix.core.release", "ReleaseResult"),),
    "hook": (
        Source("gitfix.core.hook_result", "HookResult", "`install`, `uninstall` and `status`"),
        Source("gitfix.core.hook_result", "PushResult", "`run pre-push` and `run pre-receive`"),
        Source("gitfix.core.hook_result", "HookSample", "`sample update` and `sample pre-receive`"),
    ),
    "refresh": (Source("gitfix.core.refresh", "RefreshResult"),),
    "review": (Source("gitfix.core.review_result", "ReviewResult"),),
    "handover": (Source("gitfix.core.handover", "HandoverResult"),),
    "resume": (Source("gitfix.core.handover", "ResumeResult"),),
    "culprit": (Source("gitfix.core.culprit", "CulpritResult"),),
    "postmortem": (Source("gitfix.core.postmortem_result", "PostmortemResult"),),
    "action": (Source("gitfix.core.actions", "ActionResult"),),
    "close": (Source("gitfix.core.closing", "CloseResult"),),
    "backport": (
        Source("gitfix.core.backport", "BackportResult"),
        Source("gitfix.core.everywhere", "EverywhereResult", "With `--everywhere`"),
    ),
    "audit": (
        Source("gitfix.core.audit", "AuditResult", "`verify`"),
        Source("gitfix.core.audit", "ExportResult", "`export`"),
        Source("gitfix.core.audit", "WithholdResult", "`withhold`"),
    ),
    "sync": (Source("gitfix.operations.sync_round", "SyncResult"),),
    "status": (
        Source("gitfix.core.status", "StatusResult"),
        Source("gitfix.core.status", "StatusList", "With `--all`"),
    ),
    "metrics": (Source("gitfix.core.metrics", "MetricsResult"),),
    "log": (Source("gitfix.core.log_result", "LogResult"),),
    "undo": (Source("gitfix.operations.undo", "UndoResult"),),
    "trust": (Source("gitfix.operations.trust", "TrustResult"),),
    "demo": (Source("gitfix.operations.demo", "DemoResult"),),
}
"""Command → its results."""


def pages(root: Path) -> dict[str, str]:
    """The page with a section per command that exists."""
    names = [name for name in table.names() if module_exists(name)]
    return page(root, "docs/json.md", results="\n\n".join(map(_section, names)))


def shapes(command: str) -> list[object]:
    """The shapes that a command's `result` may have."""
    return [shape(_find(source)) for source in RESULTS.get(command, ())]


def _section(name: str) -> str:
    parts = [f"### {name}"]
    for source in RESULTS.get(name, ()):
        kind = _find(source)
        if source.when:
            parts.append(f"{source.when}:")
        about = _about(kind)
        parts += [about] if about else []
        parts.append("```\n" + drawn(shape(kind)) + "\n```")
    return "\n\n".join(parts)


def _find(source: Source) -> type:
    found = getattr(importlib.import_module(source.module), source.name)
    assert isinstance(found, type)
    return found


def _about(kind: type) -> str:
    text = " ".join(inspect.cleandoc(kind.__doc__ or "").split())
    return re.sub(r"\bNone\b", "null", text)
