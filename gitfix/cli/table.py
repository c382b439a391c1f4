"""The lazy command table: a command's module is imported only when that command is called.

Grouped by phase, in the order of an emergency; the short help stands here so that `gitfix --help` imports nothing.
"""

from __future__ import annotations

PHASES: dict[str, dict[str, str]] = {
    "Start": {
        "init": "Write .gitfix.toml from what is found here.",
        "doctor": "What is missing or risky in this clone.",
        "config": "Every setting in force and where it came from; set one.",
        "trust": "Show the team's commands and allow them in this clone.",
        "guide": "What your role does now.",
        "demo": "Play a whole incident on a scratch repository.",
    },
    "Triage": {
        "triage": "How bad it is, who is hit, since when.",
    },
    "Develop": {
        "production": "The tag that runs in production, and why that one.",
        "branch": "Open a hotfix branch at the production tag.",
        "refresh": "Take the line's newest release into the hotfix.",
        "check": "Is the fix minimal, and nothing but the fix?",
        "minimize": "Which parts of the fix its test needs.",
        "prove": "Does the test see the bug, and the fix?",
        "waive": "Record why a rule or step is left out.",
        "review": "Another person looks at the fix.",
        "handover": "Somebody else goes on with the incident.",
        "resume": "Go on with an incident on this laptop.",
        "hook": "The pre-push hook that runs the check.",
    },
    "Test and ship": {
        "run": "Run a step's commands on exactly the hotfix.",
        "release": "The tag for the hotfix.",
        "rollback": "Go back to the release before.",
        "notify": "Tell those who have to know.",
    },
    "Post-mortem": {
        "action": "What will keep it from coming back.",
        "culprit": "Which commit brought the fault.",
        "postmortem": "Write the post-mortem and the incident log.",
        "backport": "Carry the fix to main, dev and every open line.",
    },
    "Always": {
        "status": "Where the incident stands, and the next command.",
        "close": "The end: production is stable, nothing is left.",
        "log": "The incident's events.",
        "audit": "Check the record; export the evidence.",
        "sync": "Fetch and push the record.",
        "metrics": "How emergencies go here, in numbers.",
        "undo": "Take the last operation back.",
    },
}


def short_help(name: str) -> str:
    """The one-line help of a command."""
    return next(commands[name] for commands in PHASES.values() if name in commands)


def names() -> list[str]:
    """All commands, in the order of the table."""
    return [name for commands in PHASES.values() for name in commands]
