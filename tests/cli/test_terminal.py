"""What is drawn over and over: in place, cut to the window, and whole again when the window was changed."""

from __future__ import annotations

import io
import re

import pytest

from gitfix.cli import terminal
from gitfix.cli.terminal import Screen


class Window:
    """A terminal that does what the sequences say, as far as a screen of gitfix's uses them."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.lines = [""]
        self.at = 0

    def see(self, text: str) -> None:
        for piece in re.findall(r"\033\[\??\d*[A-Za-z]|\n|\r|[^\033\n\r]+", text):
            up = re.fullmatch(r"\033\[(\d+)A", piece)
            if up:
                self.at = max(self.at - int(up[1]), 0)
            elif piece == "\033[H":
                self.at = 0
            elif piece == "\033[J":
                self.lines[self.at :] = [""]
            elif piece == "\n":
                self.at += 1
                if self.at == len(self.lines):
                    self.lines.append("")
            elif piece[0] not in "\r\033":
                self.lines[self.at] = piece[: self.columns]

    @property
    def shown(self) -> list[str]:
        return self.lines[: self.at]


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    found = Window(80, 24)
    monkeypatch.setattr(terminal, "_size", lambda: (found.columns, found.rows))
    return found


def draw(window: Window, screen: Screen, stream: io.StringIO, *lines: str) -> None:
    stream.truncate(0)
    stream.seek(0)
    if lines:
        screen.draw(list(lines))
    else:
        screen.clear()
    window.see(stream.getvalue())


def test_it_is_drawn_in_place_below_what_was_there(window: Window) -> None:
    window.see("$ gitfix run monitoring\n")
    stream = io.StringIO()
    screen = Screen(stream)
    draw(window, screen, stream, "one", "two", "three")
    draw(window, screen, stream, "1", "2")
    assert window.shown == ["$ gitfix run monitoring", "1", "2"]
    draw(window, screen, stream)
    assert window.shown == ["$ gitfix run monitoring"]
    draw(window, screen, stream, "again")
    assert window.shown == ["$ gitfix run monitoring", "again"]


def test_what_does_not_fit_is_cut(window: Window) -> None:
    window.rows = 4
    stream = io.StringIO()
    screen = Screen(stream)
    draw(window, screen, stream, *map(str, range(9)))
    assert window.shown == ["0", "1", "2"]
    assert stream.getvalue().startswith("\033[?7l"), "a line that is too long is cut, not broken"
    assert "\033[?7h" in stream.getvalue()


def test_after_the_window_was_changed_nothing_old_is_left(window: Window) -> None:
    stream = io.StringIO()
    screen = Screen(stream)
    draw(window, screen, stream, "a long line", "another")
    window.columns = 40
    window.lines = ["a long", "line", "another", ""]  # as terminals break lines anew
    window.at = 3
    draw(window, screen, stream, "short", "view")
    assert window.shown == ["short", "view"]


def test_the_width_is_that_of_now_and_never_too_small(window: Window) -> None:
    window.columns = 132
    assert terminal.width_of() == 132
    window.columns = 7
    assert terminal.width_of() == terminal.NARROWEST
