"""What each exit code means, in general and for one command."""

from __future__ import annotations

from gitfix.core.outcome import Exit

MEANING = {
    Exit.OK: "Done, or nothing to do.",
    Exit.REFUSED: "gitfix will not do it: a precondition failed. Nothing changed.",
    Exit.USAGE: "The command line is wrong.",
    Exit.CONFLICT: "A merge conflict. Nothing moved, or it is paused: `--continue` or `--abort`.",
    Exit.POLICY: "A check or gate did not pass.",
    Exit.REMOTE: "The remote refused or could not be reached. What is left to do is said.",
    Exit.TAMPERED: "The record cannot be read as gitfix wrote it.",
    Exit.BUG: "Unexpected. A traceback is in a log file whose path is printed.",
    Exit.INTERRUPTED: "Stopped by ^C. The next command finishes or takes back what was begun.",
}
EVERY = (Exit.OK, Exit.REFUSED, Exit.USAGE, Exit.BUG, Exit.INTERRUPTED)
"""What any command may end with."""

MORE: dict[str, dict[Exit, str]] = {
    "audit": {
        Exit.POLICY: "`audit verify`: the record verifies, and tells of a rule that was broken.",
        Exit.TAMPERED: "`audit verify`: the record does not verify.",
    },
    "backport": {
        Exit.POLICY: "The team's tests fail on a result that merges cleanly. Nothing moved on any target.",
        Exit.CONFLICT: "The fix conflicts on a target. It is paused and nothing moved: `--continue` or `--abort`.",
        Exit.REMOTE: "The remote refused the push, or did not answer: nothing landed. `--pr`: the forge failed.",
    },
    "branch": {Exit.REMOTE: "The commits of the tag could not be fetched."},
    "check": {Exit.POLICY: "A rule that is an error is broken, and nobody waived it."},
    "close": {Exit.POLICY: "Steps are missing. Nothing changed."},
    "culprit": {
        Exit.POLICY: "A reproducer was given, and no commit is confirmed by it. The candidates are named all the same.",
        Exit.INTERRUPTED: "Stopped by ^C. Nothing is left behind; the same command goes on from the runs that ended.",
    },
    "minimize": {
        Exit.POLICY: "The test answers now so, now so. Nothing is proposed.",
        Exit.INTERRUPTED: "Stopped by ^C, with the best that was found. The same command goes on from there.",
    },
    "prove": {Exit.POLICY: "The verdict is not `proved`, or not on each target."},
    "waive": {Exit.POLICY: "The playbook does not let this step go."},
    "doctor": {Exit.REFUSED: "A hotfix would be refused here: a check is an error."},
    "hook": {Exit.POLICY: "`hook run`: the check failed; git pushes nothing."},
    "postmortem": {
        Exit.POLICY: "`--check`: something waits for people. `--commit`, `--push`, `--pr`: it is under embargo.",
        Exit.REMOTE: "`--push`, `--pr`: the remote or its forge refused it, or did not answer.",
    },
    "production": {Exit.REMOTE: "The commits of the tag could not be fetched."},
    "refresh": {
        Exit.CONFLICT: "The release does not merge into the hotfix. Nothing moved.",
        Exit.REMOTE: "The release could not be fetched.",
    },
    "release": {
        Exit.POLICY: "A step that stands before the release is open, failed or stale. Nothing changed.",
        Exit.REMOTE: "The remote refused the push, or did not answer. Nothing landed.",
    },
    "resume": {Exit.REMOTE: "The hotfix branch could not be fetched."},
    "review": {
        Exit.POLICY: "`approve`: the approver made a part of the fix, or it was rejected. `fetch`: an embargo.",
        Exit.REMOTE: "The hotfix branch could not be fetched. `fetch`: the forge did not answer.",
    },
    "rollback": {
        Exit.POLICY: "`plan`: not ready. Else: the command failed, or the old release is not confirmed.",
        Exit.INTERRUPTED: "Stopped by ^C: that is recorded, and nothing is left running.",
    },
    "notify": {Exit.REMOTE: "No channel took the message. That is recorded."},
    "run": {
        Exit.REMOTE: "A deploy could not be announced on the remote, and did not begin.",
        Exit.POLICY: "A command failed, nothing tests what has changed, or the step has to wait for others.",
        Exit.INTERRUPTED: "Stopped by ^C: that is recorded, and nothing is left running.",
    },
    "sync": {
        Exit.REMOTE: "The remote refused the record, or did not answer.",
        Exit.TAMPERED: "The remote's record lost events that were there before. Nothing changed.",
    },
}
"""What one command may end with beyond that, and what it means there."""

READ_RECORD = (
    "triage",
    "action",
    "metrics",
    "close",
    "branch",
    "check",
    "minimize",
    "prove",
    "waive",
    "run",
    "release",
    "rollback",
    "hook",
    "culprit",
    "postmortem",
    "backport",
    "review",
    "refresh",
    "handover",
    "resume",
    "status",
    "log",
    "guide",
    "undo",
    "sync",
    "audit",
)
"""Commands that read the record, and so may find that it cannot be read."""


def of_command(name: str) -> list[tuple[Exit, str]]:
    """The exit codes of one command, in order of their number."""
    general = (*EVERY, Exit.TAMPERED) if name in READ_RECORD else EVERY
    meanings = {code: MEANING[code] for code in general} | MORE.get(name, {})
    return sorted(meanings.items())
