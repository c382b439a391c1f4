"""Which parts of a file's change are noise: those that can be taken back without changing the file's form.

Nothing is called noise by its looks. A group of edits is noise if the new file with all of them taken back has
the same form as the new file: with its comments (layout), without them (comments), or without the order of
imports. Edits that only go together (an opening bracket here, the closing one there) are tried together first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gitfix.core.change import Hunk
from gitfix.core.layout.edits import Edit, edits_of, lines_in, lines_of, merged, reverted
from gitfix.core.layout.form import Form, Former
from gitfix.core.layout.import_edits import atoms, lines_with, runs, without
from gitfix.core.layout.joined import joined
from gitfix.core.layout.nesting import not_noise
from gitfix.core.layout.redrawn import redrawn
from gitfix.core.layout.regions import Region, as_drawn, region
from gitfix.core.layout.taking_back import TakingBack
from gitfix.core.layout.words import cut, same_words
from gitfix.core.noise import COMMENT, FORMAT, IMPORTS

CONTEXT = 3
"""A comment as near to a change as this explains it: what git shows as one hunk."""
MOST_BYTES = 512 * 1024
_ROUNDS = 4
"""Each of which finds lines that have to be indented; a file that needs more is one change."""
_IMPORT = re.compile(rb"\s*(?:import|from|use|pub|[\w.*]+|[\"_{}])\b|\s*\"")


def noise(
    before: bytes, after: bytes, hunks: Sequence[Hunk], former: Former
) -> tuple[Region, ...] | None:
    """The noise in the change of a file, in order; None where a side does not parse, or is too large."""
    if max(len(before), len(after)) > MOST_BYTES:
        return None
    old, new = lines_of(before), lines_of(after)
    drawn = edits_of(hunks)
    left = former(before, False)
    right = former(after, False) if left else None
    if left is None or right is None or reverted(old, new, drawn) != before:
        return None
    search = Search(old, new, left, right, drawn, former)
    found = search.regions()
    # A change may be less in hunks that do not cross what belongs together.
    other = redrawn(old, new, drawn) if search.rest else drawn
    if other != drawn:
        again = Search(old, new, left, right, other, former)
        fewer = again.regions()
        if again.rest < search.rest:
            search, found = again, fewer
    return tuple(as_drawn(found, search.pieces, drawn))


class Search:
    """The search in one file, with the hunks drawn in one way."""

    def __init__(
        self,
        old: Sequence[bytes],
        new: Sequence[bytes],
        before: Form,
        after: Form,
        hunks: Sequence[Edit],
        former: Former,
    ) -> None:
        self._old, self._new, self._before, self._after = old, new, before, after
        self._former = former
        self._back = TakingBack(old, new, former)
        self.pieces = [piece for hunk in hunks for piece in cut(old, new, hunk)]
        self._apart: set[Edit] = set()
        self._left: list[Edit] = []

    @property
    def rest(self) -> int:
        """How many changed lines are no noise."""
        return lines_in(self.pieces) - lines_in(self._back.taken)

    def regions(self) -> list[Region]:
        """What is noise. Lines that a change around them has indented are none, and then nothing is that only went
        together with them: so the search begins again without.
        """
        for _ in range(_ROUNDS):
            self._left = []
            self.format()
            self.imports()
            self.comments()
            moved = set(self._moved())
            if not moved:
                return self._found()
            self._apart |= moved
            self._back.begin_again()
        return []

    def _moved(self) -> Iterator[Edit]:
        """The pieces that are layout, and have to be where they are."""
        layout = merged(self._of(FORMAT))
        changed = {edit.hunk for edit in self._left}
        moved = list(not_noise(self._old, self._new, layout, changed))
        yield from (
            edit
            for edit in self._of(FORMAT)
            if any(e.new_start <= edit.new_start and edit.new_end <= e.new_end for e in moved)
        )

    def _of(self, kind: str) -> list[Edit]:
        return [edit for edit, known in self._back.taken.items() if known == kind]

    def _found(self) -> list[Region]:
        found = [
            region(kind, edit, self._old, self._new)
            for kind in (FORMAT, COMMENT, IMPORTS)
            for edit in merged(self._of(kind))
        ]
        return sorted(found, key=lambda one: (one.edit.new_start, one.edit.old_start))

    def format(self) -> None:
        """Layout: the program and all comments are the same."""
        wanted = self._after
        pieces = self.pieces
        alone = {e for e in pieces if self._same(e) and e not in self._apart}
        together = joined(self._old, self._new, pieces, alone | self._apart)
        self._back.mates = {
            e: mates for e, mates in together.items() if self._apart.isdisjoint(mates)
        }
        self._left = [e for e in pieces if e not in alone and e not in self._back.mates]
        likely = [e for e in pieces if e in alone or e in self._back.mates]

        def same(form: Form) -> bool:
            return form.code == wanted.code and form.comments == wanted.comments

        self._back.take(likely, FORMAT, wanted, same)
        self._left += [e for e in likely if e not in self._back.taken]

    def comments(self) -> None:
        """Lines that change comments, and layout at most, and are not beside a change."""
        before, after = self._before, self._after
        if not (before.spans or after.spans):
            return
        old, new = _masked(self._old, before.spans), _masked(self._new, after.spans)
        left = merged(self._left)
        likely = [e for e in left if _same_words_in(old, new, e) and self._differ(e, old, new)]
        changes = [e for e in left if e not in likely]
        likely = [e for e in likely if not any(_near(e, other) for other in changes)]
        moved = IMPORTS in self._back.taken.values()
        wanted = (self._former(b"".join(self._new), True) if moved else None) or after
        self._back.take(likely, COMMENT, wanted, lambda form: form.code == wanted.code, moved)
        self._left = [e for e in left if e not in self._back.taken]

    def _differ(self, edit: Edit, old: Sequence[bytes], new: Sequence[bytes]) -> bool:
        """Whether there is a comment in an edit: `old` and `new` are the lines without them."""
        before, after = slice(edit.old_start, edit.old_end), slice(edit.new_start, edit.new_end)
        return self._old[before] != old[before] or self._new[after] != new[after]

    def imports(self) -> None:
        """Imports that stand in another order, and bring in the same."""
        if not any(_importing(self._old, self._new, edit) for edit in self._left):
            return
        before = self._former(b"".join(self._old), True)
        after = self._former(b"".join(self._new), True)
        if not (before and after and before.imports and after.imports):
            return
        gone = atoms(before.imports) - atoms(after.imports)
        come = atoms(after.imports) - atoms(before.imports)
        old = lines_with(one for one in before.imports if not gone.keys() & set(one.atoms))
        new = lines_with(one for one in after.imports if not come.keys() & set(one.atoms))
        likely = []
        for edit in self._left:
            likely += runs(edit, self._old, old, self._new, new)
        self._back.take(likely, IMPORTS, after, lambda form: form.code == after.code, True)
        for edit in self._idle():
            del self._back.taken[edit]
        self._left = [rest for edit in self._left for rest in without(edit, self._back.taken)]

    def _idle(self) -> list[Edit]:
        """Blank lines that were taken for imports, with no import that moved in their hunk."""
        taken = [edit for edit, kind in self._back.taken.items() if kind == IMPORTS]
        blank = [edit for edit in taken if not any(self._lines(edit))]
        moved = {edit.hunk for edit in taken if edit not in blank}
        return [edit for edit in blank if edit.hunk not in moved]

    def _lines(self, edit: Edit) -> list[bytes]:
        """What stands on the lines of an edit, without the white space around it."""
        old, new = (
            self._old[edit.old_start : edit.old_end],
            self._new[edit.new_start : edit.new_end],
        )
        return [line.strip() for line in (*old, *new)]

    def _same(self, edit: Edit) -> bool:
        return _same_words_in(self._old, self._new, edit)


def _same_words_in(old: Sequence[bytes], new: Sequence[bytes], edit: Edit) -> bool:
    return same_words(old[edit.old_start : edit.old_end], new[edit.new_start : edit.new_end])


def _importing(old: Sequence[bytes], new: Sequence[bytes], edit: Edit) -> bool:
    lines = [*old[edit.old_start : edit.old_end], *new[edit.new_start : edit.new_end]]
    return any(_IMPORT.match(line) for line in lines)


def _near(one: Edit, other: Edit) -> bool:
    """Whether two edits are within git's usual context of each other, layout between them as it was."""
    return one.old_start - other.old_end < CONTEXT and other.old_start - one.old_end < CONTEXT


def _masked(lines: Sequence[bytes], spans: Sequence[tuple[int, int]]) -> list[bytes]:
    """The lines with blanks in place of the comments."""
    text = bytearray(b"".join(lines))
    for start, end in spans:
        text[start:end] = bytes(byte if byte == 10 else 32 for byte in text[start:end])
    return lines_of(bytes(text))
