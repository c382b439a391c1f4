"""The form of a file whose tree a grammar has read: its tokens, less those that say nothing where they stand.

All that no node covers, and that is not white space, counts as it stands. So does white space in strings, templates,
regular expressions and comments that tools read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gitfix.core.layout import lines, preprocessor, script
from gitfix.core.layout.comments import alone, around, for_tools, goes_on, plain, trimmed
from gitfix.core.layout.form import Form, Statement
from gitfix.core.layout.languages import Language
from gitfix.core.layout.nodes import Node, Nodes
from gitfix.core.layout.parts import Parts, rows_of

_CLOSERS = (b")", b"]", b"}", b">")
_OPENERS = (b",", b"[", b"(", b"{", b"<")
_SEPARATORS = (b",", b";")
_WORD = re.compile(rb"#[ \t]*\w+")
_CONTINUED = re.compile(rb"(?<=[ \t])\\\r?\n|\\\r?\n(?=[ \t])")


def form(language: Language, source: bytes, nodes: Sequence[Node], any_order: bool) -> Form | None:
    """The form; None for what is not read here (lone carriage returns, trigraphs, C inside of Go)."""
    if b"\r" in source.replace(b"\r\n", b""):
        return None
    if language.lines == "c" and b"??" in source:
        return None
    if language.lines == "go" and b'import "C"' in source:
        return None
    reader = Reader(language, source, nodes, any_order)
    try:
        reader.node(0, "", reader.code)
    except RecursionError:
        return None
    reader.gap(len(source), reader.code)
    if language.lines == "go":
        lines.semicolon(reader.last, reader.code)
    rows = rows_of(source, reader.spans)
    return Form(reader.code, reader.code.lines(), reader.texts, reader.spans, rows, reader.imports)


class Reader(Nodes):
    """One walk over one tree. `at`: what is read so far; `last`: the token before; `newline`: a line ended since."""

    def __init__(
        self, language: Language, source: bytes, nodes: Sequence[Node], any_order: bool
    ) -> None:
        super().__init__(language, source, nodes)
        self.code = Parts(self)
        self.texts: list[object] = []
        self.spans: list[tuple[int, int]] = []
        self.imports: list[Statement] = []
        self.at, self.last, self.newline = 0, b"", False
        self._any_order = any_order
        self._directive = -1

    def node(self, index: int, parent: str, out: list[object]) -> None:
        """Append what a node comes to."""
        kind = self.all[index][1]
        if kind in self.language.comments:
            self._comment(index, out)
        elif self._after[index] == index + 1 or kind in self.language.atoms:
            self._leaf(index, kind, parent, out)
        elif self.language.lines != "js" or not script.special(self, index, kind, parent, out):
            if self.language.structure:
                out.append("(" + kind)
            self._children(index, kind, out)
            if self.language.structure:
                out.append(")")

    def gap(self, start: int, out: list[object]) -> None:
        """Account for what is between the last token and `start`."""
        between = self.source[self.at : start]
        if between:
            if self.language.lines == "c":
                # Between words a line that goes on is white space; what it does to a directive, its line says.
                between = _CONTINUED.sub(b"\n", between)
            if between.strip(b" \t\r\n\f\v"):
                out.append(("between", between.strip()))
            self.newline = self.newline or b"\n" in between
            self.at = start

    def reach(self, index: int, text: bytes) -> None:
        """A token was read."""
        self.at, self.last, self.newline = self.all[index][3], text, False

    def skip(self, index: int, out: list[object]) -> None:
        """Go over a token that says nothing."""
        self.gap(self.all[index][2], out)
        self.at = self.all[index][3]

    def _children(self, index: int, kind: str, out: list[object]) -> None:
        movable = kind in self.language.lists
        run: list[tuple[object, ...]] = []
        child, end = index + 1, self._after[index]
        while child < end:
            if movable and self._moves(child, index):
                run.append(self._import(child, kind))
            elif run and self.text(child) in _SEPARATORS:
                self.skip(child, out)
            else:
                stays = self.all[child][1] in self.language.comments
                if run and not (stays and not for_tools(self.text(child))):
                    self._flush(run, out)
                    run = []
                if self._says_nothing(child, kind, index):
                    self.skip(child, out)
                else:
                    self.node(child, kind, out)
            child = self._after[child]
        self._flush(run, out)

    def _flush(self, run: list[tuple[object, ...]], out: list[object]) -> None:
        for one in sorted(run, key=repr) if self._any_order else run:
            out.append(one)

    def _import(self, index: int, kind: str) -> tuple[object, ...]:
        part: list[object] = []
        self.node(index, kind, part)
        tokens = tuple(one for one in part if one not in _SEPARATORS)
        _, _, start, end = self.all[index]
        first = self.source.count(b"\n", 0, start)
        last = first + self.source[start:end].rstrip().count(b"\n") + 1
        self.imports.append(Statement(first, last, (tokens,)))
        return tokens

    def _moves(self, child: int, parent: int) -> bool:
        """Whether an import may change places with the next one."""
        kind = self.all[child][1]
        if self.all[parent][1] == "use_list":
            return self.text(child) not in (*_CLOSERS, *_OPENERS)
        if kind not in self.language.imports:
            return False
        if kind == "import_spec":
            # Blank and dot imports are there for their effect, or for names that nobody sees.
            return self.all[child + 1][1] not in ("blank_identifier", "dot")
        if kind == "use_declaration":
            before = [i for i in self.children(parent) if i < child]
            return not before or self.all[before[-1]][1] != "attribute_item"
        return True

    def _says_nothing(self, child: int, kind: str, parent: int) -> bool:
        """Whether a token is the last comma of a list."""
        if kind not in self.language.commas or self.text(child) != b",":
            return False
        following = self._after[child]
        while following < self._after[parent] and self.all[following][1] in self.language.comments:
            following = self._after[following]
        if following >= self._after[parent] or self.text(following) not in _CLOSERS:
            return False
        among = self.children(parent)
        at = among.index(child)
        return (
            0 < at < len(among) - 1
            and self.text(among[at + 1]) in _CLOSERS
            and self.text(among[at - 1]) not in _OPENERS
        )

    def _leaf(self, index: int, kind: str, parent: str, out: list[object]) -> None:
        text = self.text(index)
        if not text.strip():
            self.gap(self.all[index][3], out)
            return
        start = self.all[index][2]
        if start == self.at and lines.one_sign(self.last, text):
            out.append("one sign")
        self.gap(start, out)
        if self.language.lines == "js":
            script.newline(self, out, text, parent, self.newline)
            out.append(script.leaf(kind, parent, text))
        else:
            if self.language.lines == "go":
                lines.before(self.last, text, self.newline, out)
            if self.language.lines == "c" and text.startswith(b"#"):
                whole = lines.directive(self.source, start)
                said = preprocessor.directive(whole)
                out.append(("line", said))
                # Where the node is the whole line, or its first word, the line has said it.
                if said == whole or (text.rstrip() != whole and not _WORD.fullmatch(text)):
                    out.append(text)
            else:
                out.append(text)
        self.reach(index, text)

    def _comment(self, index: int, out: list[object]) -> None:
        _, _, start, end = self.all[index]
        self.gap(start, out)
        text = self.source[start:end].rstrip(b"\r\n")
        self.at = start + len(text)
        self.newline = self.newline or b"\n" in text
        more = self._directive >= 0 and goes_on(self.source, self._directive, start)
        self._directive = -1
        if not more and not for_tools(text):
            self.texts.append(plain(text))
            self.spans.append((start, self.at))
            return
        if alone(self.source, start):
            self._directive = self.at
        if more:
            out.append(("comment", trimmed(text)))
            return
        documents = text.startswith((b"/**", b"///", b"//!", b"/*!"))
        if self.language.verbatim_docs and documents:
            out.append(("comment", text))
        elif documents and text.startswith(b"/*") and b"@ts-" not in text:
            out.append(("comment", trimmed(text)))
        else:
            out.append(
                ("comment", trimmed(text), around(*lines.at(self.source, start, self.at), text))
            )
