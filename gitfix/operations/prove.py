"""`gitfix prove`: the test of the fix is red on the production tag, for the right reason, and green on the fix."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.proved import ProveResult, SeenTest
from gitfix.core.text import printable
from gitfix.core.value import dataclass, replace
from gitfix.git.slots import quarantine
from gitfix.host.signals import stoppable
from gitfix.operations.candidates import Hotfix, hotfix_of
from gitfix.operations.proof import Proof, Prover
from gitfix.operations.prove_record import evidence, keep_test
from gitfix.operations.prove_targets import on_targets, side
from gitfix.operations.trial_commands import Commands
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """What was asked for besides the command. `test_limit` is seconds."""

    revision: str | None = None
    base: str | None = None
    tests: tuple[str, ...] = ()
    repeat: int = 1
    on: tuple[str, ...] = ()
    test_limit: float | None = None


def prove(settings: Settings, commands: Commands, wanted: Wanted) -> Outcome:
    """The verdict on the hotfix and its test, and on each backport named. POLICY (exit 4) when it is not `proved`.

    Refusal when the hotfix changes no test.
    """
    work = open_workspace(settings)
    began = time.monotonic()
    with quarantine(work.repo) as quarantined, stoppable():
        hotfix = hotfix_of(work, quarantined, wanted.revision, wanted.base)
        with Prover(
            work,
            quarantined,
            hotfix.head,
            commands,
            repeat=wanted.repeat,
            test_limit=wanted.test_limit,
        ) as prover:
            paths = prover.changed_tests(hotfix.base, hotfix.tree, wanted.tests)
            if not paths:
                raise _no_tests(wanted)
            proof = prover.proof(hotfix.base, hotfix.tree, paths)
            targets = on_targets(work, hotfix, prover, wanted.on, paths)
    result = ProveResult(
        verdict=proof.judged.verdict,
        why=printable(proof.judged.why),
        test=printable(commands.test),
        base=side(hotfix.base, hotfix.tag, proof.without),
        head=side(hotfix.head, "", proof.fixed),
        branch=hotfix.branch,
        tree=hotfix.tree,
        uncommitted=hotfix.uncommitted,
        test_paths=paths,
        tests=_tests(proof),
        targets=targets,
        seconds=round(time.monotonic() - began, 1),
    )
    return _outcome(work, hotfix, result, commands, wanted)


def _no_tests(wanted: Wanted) -> Refusal:
    if wanted.tests:
        found = f"no changed file is called {', '.join(wanted.tests)}"
    else:
        found = "no changed file is a test by its name: gitfix config paths.tests"
    return Refusal(
        "the hotfix changes no test",
        found=(found,),
        hint='write the test that sees the bug, then again    or name it: gitfix prove --tests PATTERN --test "…"',
    )


def _tests(proof: Proof) -> tuple[SeenTest, ...]:
    """Every test that says something new with the fix, or proves it."""
    without, fixed = proof.without[0].report.tests, proof.fixed[0].report.tests
    names = dict.fromkeys([*proof.judged.tests, *without, *fixed])
    return tuple(
        SeenTest(printable(name), without.get(name, ""), fixed.get(name, _passed(proof, name)))
        for name in names
        if without.get(name) != fixed.get(name) or name in proof.judged.tests
    )


def _passed(proof: Proof, name: str) -> Literal["passed", ""]:
    """unittest names no test that passed unless it is asked to."""
    return "passed" if name in proof.judged.tests else ""


GOOD = ("proved", "not_affected", "contained")
"""Verdicts on a target after which nothing is left to do there."""


def _outcome(
    work: Workspace, hotfix: Hotfix, result: ProveResult, commands: Commands, wanted: Wanted
) -> Outcome:
    bad = [row.branch for row in result.targets if row.verdict not in GOOD]
    step = evidence(work, hotfix, result, commands)
    if step and work.settings.dry_run:
        from gitfix.core.plan import Plan

        result = replace(result, plan=Plan("prove", (step,)).rows())
    elif step:
        from gitfix.git.execute import keep_house

        keep_house(work.repo, [step], "prove")
        result = replace(result, event=str(step.new))
        keep_test(work, hotfix, result, commands, wanted.test_limit)
    notices = tuple(work.notices)
    if result.verdict != "proved":
        return Outcome(
            result, Exit.POLICY, f"{_WORDS[result.verdict]}: {result.why}", _hint(result), notices
        )
    if bad:
        message = f"not proved on {', '.join(bad)}"
        return Outcome(result, Exit.POLICY, message, "what each line says", notices)
    return Outcome(result, notices=notices)


_WORDS = {
    "not_red": "the test does not see the bug",
    "not_green": "the fix does not pass its test",
    "flaky": "the test answers now so, now so",
}


def _hint(result: ProveResult) -> str:
    if result.verdict == "not_red" and result.why.startswith("it passes"):
        return (
            "write a test that fails at the production tag; when an editable install is in use, it may run the code "
            "of your checkout in place of the tag's"
        )
    if result.verdict == "not_red":
        return "a test that runs on the production tag, too, and fails there because of the bug"
    if result.verdict == "flaky":
        return "make it say the same each time, then: gitfix prove --repeat 5"
    return "run it in a clean checkout: is something missing there? --setup COMMAND installs it"
