"""`dataclass` as in the standard library, at a fraction of what it costs when a command starts.

The standard one compiles six methods for each frozen class; the forty classes of a command then take as long as
Python and click together. Here only `__init__` is compiled, and only after the first few values: a command makes
values of a third of the classes that it imports, and of most of these one or two. The other methods are one for all,
and the standard library completes a class (for `fields`, `replace`, `asdict`) when it is first asked about it. A class
that is not of the simple kind (it inherits, it is not frozen, it has methods of its own for these) goes to the standard
library at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitfix.core.value_field import Made, hand_over, is_field
from gitfix.core.value_field import field as made_field

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace

FEW = 32
"""Values that are made without a compiled `__init__`: to compile one takes as long as to make fifty of them."""


def _dataclass(cls: Any = None, /, *, frozen: bool = False) -> Any:
    if cls is None:
        return lambda decorated: _dataclass(decorated, frozen=frozen)
    notes: dict[str, str] = cls.__annotations__
    specs = {name: cls.__dict__[name] for name in notes if name in cls.__dict__}
    if not (frozen and _is_simple(cls, notes, specs)):
        import dataclasses

        hand_over(cls, specs)
        return dataclasses.dataclass(frozen=frozen)(cls)
    parts = {
        "__init__": _at_first(cls, tuple(notes), specs),
        "__match_args__": tuple(notes),
        "__dataclass_fields__": _Later("__dataclass_fields__", specs),
        "__dataclass_params__": _Later("__dataclass_params__", specs),
    }
    for name, part in (*parts.items(), *((method.__name__, method) for method in _METHODS)):
        setattr(cls, name, part)
    return cls


def _replace(value: Any, /, **changes: Any) -> Any:
    """`dataclasses.replace`, without loading it for a class that it has not completed yet."""
    cls = type(value)
    if isinstance(cls.__dict__.get("__dataclass_fields__"), _Later):
        return cls(**{**dict(zip(cls.__match_args__, _values(value), strict=True)), **changes})
    import dataclasses

    return dataclasses.replace(value, **changes)


if not TYPE_CHECKING:
    dataclass, field, replace = _dataclass, made_field, _replace

_UNKNOWN = {
    "__init__",
    "__repr__",
    "__eq__",
    "__hash__",
    "__setattr__",
    "__delattr__",
    "__post_init__",
    "__slots__",
}
_NO_FIELD = ("ClassVar", "InitVar", "KW_ONLY", "typing.", "dataclasses.")


def _is_simple(cls: type, notes: dict[str, str], specs: dict[str, Any]) -> bool:
    return (
        cls.__bases__ == (object,)
        and bool(cls.__doc__)
        and _UNKNOWN.isdisjoint(cls.__dict__)
        and not any(note.startswith(_NO_FIELD) for note in notes.values())
        and all(_is_plain(spec) for spec in specs.values())
    )


def _is_plain(spec: Any) -> bool:
    """A default that cannot change, or `field(default_factory=…)` and nothing more."""
    if isinstance(spec, Made):
        return True
    if not is_field(spec):
        return type(spec).__hash__ is not None
    usual = spec.init and spec.repr and spec.compare and spec.hash is None and not spec.metadata
    return bool(usual) and callable(spec.default_factory) and spec.kw_only is not True


def _at_first(cls: Any, names: tuple[str, ...], specs: dict[str, Any]) -> Any:
    left = FEW

    def __init__(self: Any, *values: Any, **named: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0 or not _filled(self.__dict__, names, specs, values, named):
            cls.__init__ = _initialiser(cls, names, specs)
            cls.__init__(self, *values, **named)

    return __init__


def _filled(
    own: dict[str, Any],
    names: tuple[str, ...],
    specs: dict[str, Any],
    values: tuple[Any, ...],
    named: dict[str, Any],
) -> bool:
    """Whether `own` has all it needs now; False where somebody has to say what is wrong with the arguments."""
    if len(values) > len(names):
        return False
    own.update(zip(names, values, strict=False))
    used = 0
    for name in names[len(values) :]:
        if name in named:
            own[name] = named[name]
            used += 1
        elif name in specs:
            default = specs[name]
            own[name] = default.default_factory() if is_field(default) else default
        else:
            return False
    return used == len(named)


def _initialiser(cls: type, names: tuple[str, ...], specs: dict[str, Any]) -> Any:
    known: dict[str, Any] = {}
    # A field may have any name, such as `own`.
    parameters = ["__self"]
    rows = ["__fields = __self.__dict__"]
    for name in names:
        given = name
        if name in specs:
            known[f"__{name}"] = default = specs[name]
            if is_field(default):
                known[f"__{name}"] = default.default_factory
                given = f"__{name}() if {name} is __{name} else {name}"
        parameters.append(f"{name}=__{name}" if name in specs else name)
        rows.append(f"__fields['{name}'] = {given}")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(rows), known)
    known["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return known["__init__"]


class _Later:
    """What the standard library knows of a class, found out when it is asked for."""

    def __init__(self, name: str, specs: dict[str, Any]) -> None:
        self._name = name
        self._specs = specs

    def __get__(self, _: object, cls: Any) -> Any:
        import dataclasses

        hand_over(cls, self._specs)
        dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
        known = cls.__dataclass_params__
        known.init = known.repr = known.eq = known.frozen = True
        return getattr(cls, self._name)


def _values(self: Any) -> tuple[Any, ...]:
    own = self.__dict__
    return tuple([own[name] for name in self.__match_args__])


def __repr__(self: Any) -> str:
    own = self.__dict__
    shown = ", ".join(f"{name}={own[name]!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({shown})"


def __eq__(self: Any, other: object) -> Any:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def __hash__(self: Any) -> int:
    return hash(_values(self))


def __setattr__(self: Any, name: str, value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


_METHODS = (__repr__, __eq__, __hash__, __setattr__, __delattr__)
