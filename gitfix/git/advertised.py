"""What a remote says that it has: `git ls-remote --symref`, read."""

from __future__ import annotations

from gitfix.core.names import HEADS, TAGS, Oid
from gitfix.core.value import dataclass, field


@dataclass(frozen=True)
class Advertised:
    """What a remote has: refname → object, annotated tags' commits apart, and the branch that HEAD names."""

    refs: dict[str, Oid] = field(default_factory=dict)
    peeled: dict[str, Oid] = field(default_factory=dict)
    head: str = ""

    def commit(self, ref: str) -> Oid | None:
        """The commit (or other object) that `ref` leads to."""
        return self.peeled.get(ref) or self.refs.get(ref)

    def tags(self) -> list[str]:
        """Names of the tags, without `refs/tags/`."""
        return [ref[len(TAGS) :] for ref in self.refs if ref.startswith(TAGS)]

    def branches(self) -> list[str]:
        """Names of the branches, without `refs/heads/`."""
        return [ref[len(HEADS) :] for ref in self.refs if ref.startswith(HEADS)]


def parse(text: str) -> Advertised:
    """The answer as data; lines that are something else are passed over."""
    refs: dict[str, Oid] = {}
    peeled: dict[str, Oid] = {}
    head = ""
    for line in text.split("\n"):
        left, _, name = line.partition("\t")
        if left.startswith("ref: ") and name == "HEAD":
            head = left[5:]
        elif name.endswith("^{}"):
            peeled[name[:-3]] = Oid(left)
        elif name and name != "HEAD":
            refs[name] = Oid(left)
    return Advertised(refs, peeled, head)
