"""Takes as many edits of a file back as leave its form the same, with few readings of the file: each of them costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gitfix.core.layout.edits import Edit, placed, reverted
from gitfix.core.layout.form import Form, Former
from gitfix.core.layout.guilty import guilty

_WORK = 4_000_000
_LEAST = 8
_MOST = 40
_MOST_RETRIED = 64


class TakingBack:
    """What is taken back so far, and of which sort; `mates`: edits that only go together with others."""

    def __init__(self, old: Sequence[bytes], new: Sequence[bytes], former: Former) -> None:
        self._old, self._new, self._former = old, new, former
        size = sum(map(len, new))
        self._calls = max(_LEAST, min(_MOST, _WORK // (size + 1)))
        self.taken: dict[Edit, str] = {}
        self.mates: dict[Edit, tuple[Edit, ...]] = {}

    def begin_again(self) -> None:
        """Nothing is taken; some readings are left in any case."""
        self.taken = {}
        self._calls = max(self._calls, _LEAST)

    def take(
        self,
        edits: Sequence[Edit],
        kind: str,
        wanted: Form,
        same: Callable[[Form], bool],
        any_order: bool = False,
    ) -> None:
        """Take as many of `edits` as can be taken back; what is taken stays taken.

        All at once first. Where that changes something, those go that stand where it does, and again; where
        it cannot be read, or nothing stands there, in halves.
        """
        rest = list(edits)
        blamed: list[Edit] = []
        while rest and self._calls > 0:
            text, places = placed(self._old, self._new, [*self.taken, *rest])
            self._calls -= 1
            form = self._former(text, any_order)
            if form and same(form):
                self.taken |= dict.fromkeys(rest, kind)
                break
            found = guilty(form, places, wanted, rest) if form else set()
            found |= {mate for e in found for mate in self.mates.get(e, ())}
            if not found:
                if len(rest) > 1:
                    middle = len(rest) // 2
                    self.take(rest[:middle], kind, wanted, same, any_order)
                    self.take(rest[middle:], kind, wanted, same, any_order)
                break
            blamed += [e for e in rest if e in found]
            rest = [e for e in rest if e not in found]
        if rest and len(blamed) > 1:
            # Some stood near; not more often than it is worth.
            self._retry(blamed, kind, same, any_order)

    def _retry(
        self, edits: Sequence[Edit], kind: str, same: Callable[[Form], bool], any_order: bool
    ) -> None:
        if not edits or self._calls <= 0 or len(edits) > _MOST_RETRIED:
            return
        self._calls -= 1
        form = self._former(reverted(self._old, self._new, [*self.taken, *edits]), any_order)
        if form and same(form):
            self.taken |= dict.fromkeys(edits, kind)
        elif len(edits) > 1:
            middle = len(edits) // 2
            self._retry(edits[:middle], kind, same, any_order)
            self._retry(edits[middle:], kind, same, any_order)
