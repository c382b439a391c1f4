"""Whether a fix is on a target: told by content, and where content cannot tell, by commits that are the fix.

Ancestry alone says "there" after a revert, and a patch id fails after the smallest change. So the whole fix is applied
to the target: when that changes nothing, it is there, however it came.
"""

from __future__ import annotations

from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.value import dataclass
from gitfix.operations.applying import Applied, Applier
from gitfix.operations.fix import Fix
from gitfix.operations.recognise import Recognised

State = Literal["contained", "reverted", "missing", "unknown"]


@dataclass(frozen=True)
class Presence:
    """`effect`: what the fix would do to the target. `plain`: the target forked where the fix begins.

    `contains_base` None: a shallow clone cannot tell. `unknown`: it is not there as it is, and applying it conflicts.
    """

    state: State
    reason: str
    effect: Applied
    contains_base: bool | None
    plain: bool = False


def look(applier: Applier, fix: Fix, tip: Oid, recognised: Recognised) -> Presence:
    """Where `tip` stands to a fix that has a base."""
    load, history = fix.load, fix.repo.history
    assert load.base is not None
    bases = history.merge_bases(tip, load.head)
    merged = bases == [load.head]
    # Forked at the base and not merged since, as nearly always: then git's own merge has that very base.
    plain = bases == [load.base]
    contains_base = plain or merged or history.contains(tip, load.base)
    if plain:
        effect = applier.merge(tip, load.head, load.base)
    else:
        effect = applier.apply(tip, load.base, load.head)
    unchanged = effect.unaided and effect.tree == fix.repo.objects.read_commit(tip).tree
    if merged:
        state, reason = judged("it was merged", effect, unchanged=unchanged)
        return Presence(state, "it was merged before" if unchanged else reason, effect, True)
    if contains_base is None and not unchanged:
        return Presence("unknown", "this clone is shallow", effect, None)
    twin = recognised.on(tip)
    if twin:
        said = f"it was {twin.how} there as {twin.commit.short}"
        state, reason = judged(said, effect, unchanged=unchanged)
        return Presence(state, reason, effect, contains_base, plain)
    if unchanged:
        return Presence("contained", "the same change is there", effect, contains_base, plain)
    missing: State = "missing" if effect.unaided else "unknown"
    return Presence(missing, "", effect, contains_base, plain)


def judged(said: str, effect: Applied, *, unchanged: bool) -> tuple[State, str]:
    """A fix that came to a target once: is it still there?"""
    if unchanged:
        return "contained", said
    if effect.unaided:
        return "reverted", f"{said} and taken out again"
    return "contained", f"{said} and changed since"
