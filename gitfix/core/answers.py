"""What people answer in a post-mortem: each answer stands under a line of its own that names its question.

`<!-- gitfix:ask KEY -->`; the answer is what follows, up to the next such line, heading (of the levels 1 to 3) or
generated part. The document is the only place that holds it: what a person edits there is what counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gitfix.core.generated import FENCE, lines_of, newline_of, parse
from gitfix.core.markdown import plain, written
from gitfix.core.value import dataclass

TO_WRITE = "_To be written"
"""How the questions to people begin; each is open until somebody replaces it."""
LONGEST = 20_000
"""Characters of one answer that is given on the command line: a longer one is a document of its own."""
_ASK = re.compile(
    r"\ufeff?[ \t]*<!--[ \t]*gitfix:ask[ \t]+([a-z0-9][a-z0-9-]*)[ \t]*-->[ \t]*\r?\n?"
)
_WAITS = re.compile(r"(?<!\\)" + TO_WRITE)
_HEADING = re.compile(r"#{1,3}(?:[ \t\r\n]|$)")


@dataclass(frozen=True)
class Answer:
    """One answer as it stands in the document, from character `begin` to `end`; Markdown, blank lines around it cut."""

    key: str
    text: str
    begin: int
    end: int

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.text or _WAITS.search(self.text) is not None

    @property
    def plain(self) -> str:
        """The answer without Markdown's escapes: what `put` was given."""
        return plain(self.text)


def answers(document: str) -> list[Answer]:
    """Every answer of `document`, in its order. Refusal where its markers are damaged."""
    found: list[Answer] = []
    position = 0
    for segment in parse(document):
        if not segment.name:
            found += _of(segment.body, position)
        position += len(segment.text)
    return found


def open_keys(document: str) -> list[str]:
    """The questions that nobody has answered; one that is there twice is answered when one of both is."""
    found = answers(document)
    done = {one.key for one in found if not one.open}
    return list(dict.fromkeys(one.key for one in found if one.key not in done))


def loose(document: str) -> int:
    """Placeholders that stand under no question: an older version's, or a team's own."""
    human = sum(len(_WAITS.findall(part.body)) for part in parse(document) if not part.name)
    return human - sum(len(_WAITS.findall(one.text)) for one in answers(document))


def put(document: str, given: Mapping[str, str]) -> str:
    """`document` with these plain texts as answers, made inert; KeyError for a question that it does not have."""
    return put_markdown(document, {key: written(text) for key, text in given.items()})


def put_markdown(document: str, given: Mapping[str, str]) -> str:
    """`put` for answers as they stand in another copy of the document."""
    newline = newline_of(document)
    for key, text in given.items():
        one = next((one for one in answers(document) if one.key == key), None)
        if one is None:
            raise KeyError(key)
        before = document[: one.begin]
        if before and not before.endswith("\n"):
            before += newline
        gap = "" if one.begin < one.end else newline
        document = before + _with_ends(text, newline) + gap + document[one.end :]
    return document


def carried(base: str, ours: str, theirs: str) -> tuple[str, list[str]]:
    """`theirs` with the answers of `ours` that changed since `base`; and the keys that both changed: theirs stay."""
    old, mine = ({a.key: a for a in answers(text)} for text in (base, ours))
    there = {one.key: one for one in answers(theirs)}
    taken: dict[str, str] = {}
    left: list[str] = []
    for key, one in mine.items():
        known = old.get(key)
        if one.open or key not in there or one.text == there[key].text:
            continue
        if known and known.text == one.text:
            continue
        if there[key].open or (known and known.text == there[key].text):
            taken[key] = one.text
        else:
            left.append(key)
    return put_markdown(theirs, taken), left


def with_missing(document: str, fresh: str) -> str:
    """`document` with the questions that only `fresh` has, each behind the one before it, else at the end.

    What is there stays byte for byte. A document that asks nothing by key was written by an older version or from a
    team's own template: it stays as it is.
    """
    there = {one.key for one in answers(document)}
    if not there:
        return document
    wanted = answers(fresh)
    for number, one in enumerate(wanted):
        if one.key in there:
            continue
        there.add(one.key)
        before = {other.key for other in wanted[:number]}
        document = _insert(document, _block(fresh, one), before)
    return document


def _block(fresh: str, one: Answer) -> str:
    """The question with the heading above it, where that belongs to it alone."""
    start = fresh.rfind("\n", 0, fresh.rfind("<!--", 0, one.begin)) + 1
    above = fresh[:start].rstrip("\n").rpartition("\n")[2]
    heading = f"{above}\n\n" if _HEADING.match(above) else ""
    return heading + fresh[start : one.begin] + one.text + "\n"


def _insert(document: str, block: str, before: Iterable[str]) -> str:
    newline = newline_of(document)
    earlier = [one for one in answers(document) if one.key in before]
    at = earlier[-1].end if earlier else len(document)
    head, tail = document[:at].rstrip("\r\n"), document[at:].lstrip("\r\n")
    text = _with_ends(block, newline)
    gap = newline if tail else ""
    return f"{head}{newline * 2}{text}{gap}{tail}"


def _of(text: str, offset: int) -> list[Answer]:
    found: list[Answer] = []
    key, begin, fence, position = "", 0, "", offset
    for line in lines_of(text):
        mark = FENCE.match(line)
        asked = None if fence else _ASK.fullmatch(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
            fence = ""
        if key and (asked or (not fence and not mark and _HEADING.match(line))):
            found.append(_cut(key, text, begin, position, offset))
            key = ""
        position += len(line)
        if asked:
            key, begin = asked[1], position
    if key:
        found.append(_cut(key, text, begin, position, offset))
    return found


def _cut(key: str, text: str, begin: int, end: int, offset: int) -> Answer:
    body = text[begin - offset : end - offset]
    inner = body.strip("\r\n \t")
    start = begin + (body.index(inner) if inner else 0)
    return Answer(key, inner.replace("\r\n", "\n"), start, start + len(inner))


def _with_ends(text: str, newline: str) -> str:
    return text if newline == "\n" else text.replace("\n", newline)
