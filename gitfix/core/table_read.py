"""Reads one table of a team's file into typed values; what is wrong is said with the key that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from gitfix.core.config_keys import nearest
from gitfix.core.when import span

Path = tuple[str | int, ...]
Word = TypeVar("Word", bound=str)
SEVERITIES = ("P0", "P1", "P2")
_LONGEST = 86_400
_MOST = 1_000_000


class PlaybookError(ValueError):
    """What is wrong with a playbook, and at which key."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


class Reader:
    """The typed values of one table."""

    def __init__(self, path: Path, table: Mapping[str, Any], known: Sequence[str]) -> None:
        self.path = path
        self._table = table
        for key in table:
            if key not in known:
                near = nearest(key, list(known))
                which = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
                raise PlaybookError((*path, key), f"there is no key {key}; {which}")

    def _wrong(self, key: str, fits: str) -> PlaybookError:
        found = f"it cannot be {self._table[key]!r}" if key in self._table else "it is missing"
        return PlaybookError((*self.path, key), f"{found}; {key} is {fits}")

    def text(self, key: str, default: str | None) -> str:
        """A text; an empty one, or none where there is no default, is wrong."""
        value = self._table.get(key, default)
        if not isinstance(value, str) or (not value and key in self._table) or value is None:
            raise self._wrong(key, "a text")
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self._table.get(key, list(default))
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self._wrong(key, "a list of texts")
        return tuple(value)

    def choice(self, key: str, choices: Sequence[Word], default: Word | None) -> Word:
        if key not in self._table and default is not None:
            return default
        found = next((one for one in choices if one == self._table.get(key)), None)
        if found is None:
            raise self._wrong(key, f"one of {', '.join(choices)}")
        return found

    def some(self, key: str, choices: Sequence[str], default: tuple[str, ...]) -> tuple[str, ...]:
        found = self.texts(key, default)
        if not set(found) <= set(choices):
            raise self._wrong(key, f"a list out of {', '.join(choices)}")
        return found

    def flag(self, key: str, default: bool) -> bool:
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def severities(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """true, false, or a list out of P0, P1, P2."""
        value = self._table.get(key, list(default))
        if isinstance(value, bool):
            return SEVERITIES if value else ()
        if not isinstance(value, list) or not all(v in SEVERITIES for v in value):
            raise self._wrong(key, f"true, false, or a list out of {', '.join(SEVERITIES)}")
        return tuple(value)

    def seconds(self, key: str, default: float) -> float:
        """A number of seconds, or a text such as `10m`."""
        value = self._table.get(key, default)
        try:
            found = float(span(value)) if isinstance(value, str) else value
        except ValueError:
            found = None
        if (
            isinstance(found, bool)
            or not isinstance(found, (int, float))
            or not 0 < found <= _LONGEST
        ):
            raise self._wrong(key, "a time span up to a day: 600 (seconds), 90s, 10m")
        return float(found)

    def span(self, key: str, default: float, *, most: float = _LONGEST) -> float:
        """As `seconds`, parts of a second included; 0 is allowed, where the default is 0."""
        from gitfix.core.config_parse import seconds_of

        if key not in self._table or (not default and self._table[key] == 0):
            return default
        found = seconds_of(self._table[key])
        if found is None or found > most:
            raise self._wrong(key, f"a time span up to {most:g} s: 0.5 (seconds), 90s, 10m")
        return found

    def whole(self, key: str, default: int, *, least: int = 0) -> int:
        """A whole number from `least` on."""
        value = self._table.get(key, default)
        right = isinstance(value, int) and not isinstance(value, bool)
        if not right or (key in self._table and value < least) or value > _MOST:
            raise self._wrong(key, f"a whole number from {least} to {_MOST}")
        return int(value)

    def address(self, key: str, default: str) -> str:
        """An `http://` or `https://` address, without a name or a password in it."""
        from urllib.parse import urlsplit

        value = self.text(key, default)
        if not value:
            return value
        try:
            parts = urlsplit(value)
            right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            right = False
        if not right or not value.isprintable() or " " in value:
            raise self._wrong(key, "an address such as https://shop.example.com/health")
        if "@" in parts.netloc:
            raise PlaybookError(
                (*self.path, key),
                "it holds a password, which everybody could read here: name a variable in token_env",
            )
        return value

    def variable(self, key: str, default: str) -> str:
        """The name of a variable of the environment."""
        value = self.text(key, default)
        if value and not (value.isidentifier() and value.isascii()):
            raise PlaybookError(
                (*self.path, key), f"{key} is the name of a variable that holds the secret"
            )
        return value
