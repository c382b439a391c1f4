"""How a program ended, in words."""

from __future__ import annotations

import pytest

from gitfix.core.endings import exit_words, it_ended


@pytest.mark.parametrize(
    ("code", "words", "sentence"),
    [
        (0, "exit code 0", "ended with exit code 0"),
        (3, "exit code 3", "ended with exit code 3"),
        (-15, "ended by SIGTERM", "was ended by SIGTERM"),
        (137, "ended by SIGKILL", "was ended by SIGKILL"),
        (128, "exit code 128", "ended with exit code 128"),
        (255, "exit code 255", "ended with exit code 255"),
        (-40, "ended by signal 40", "was ended by signal 40"),
    ],
)
def test_a_signal_has_its_name(code: int, words: str, sentence: str) -> None:
    assert (exit_words(code), it_ended(code)) == (words, sentence)
