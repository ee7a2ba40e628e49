"""Frozen dataclasses that are quick to define.

`dataclasses.dataclass` writes and compiles six methods for each class, half a millisecond of it; a hundred classes are a third of
what `regulars score` needs to start. Here one method is compiled, `__init__`, and the others are shared. What comes out is a
dataclass to `replace`, `fields`, `match` and type checkers, frozen and slotted, compared, hashed and shown by its fields.
"""

from __future__ import annotations

import sys
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as standard
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """The frozen, slotted dataclass of a class, as `dataclasses.dataclass` would make it."""
        return _record if frozen and slots else standard(frozen=frozen, slots=slots)


def _record(cls: type) -> Any:
    given = cls.__dict__
    # without one, a signature would be worked out for it
    cls.__doc__ = cls.__doc__ or cls.__name__
    made: Any = standard(init=False, repr=False, eq=False, slots=True)(cls)
    parts = fields(made)
    if not all(part.init and part.repr and part.hash is None and not part.kw_only for part in parts):
        raise TypeError(f"{cls.__qualname__} has fields of a kind that only dataclasses.dataclass knows.")
    for name, method in _methods(tuple(part.name for part in parts), [part.name for part in parts if part.compare]).items():
        if name not in given:
            setattr(made, name, method)
    made.__init__ = _init(made, parts)
    return made


def _methods(names: tuple[str, ...], compared: list[str]) -> dict[str, Callable[..., Any]]:
    values: Callable[[Any], Any] = attrgetter(*compared) if compared else type

    def equals(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    def shown(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    def reduced(self: Any) -> tuple[Any, ...]:
        return self.__class__, tuple(getattr(self, name) for name in names)

    return {
        "__eq__": equals,
        "__hash__": hashed,
        "__repr__": shown,
        "__reduce__": reduced,
        "__setattr__": _refuse_change,
        "__delattr__": _refuse_change,
    }


def _refuse_change(self: Any, name: str, *value: object) -> None:
    del value
    raise FrozenInstanceError(f"{name!r} of a {self.__class__.__qualname__} cannot be changed.")


def _init(cls: type, parts: tuple[Field[Any], ...]) -> Callable[..., None]:
    """Its names are looked up in the module of the class, as if it stood there."""
    defaults = {f"_{part.name}_": part.default_factory if part.default is MISSING else part.default for part in parts}
    heads, lines = ["self"], ["pass"]
    for part in parts:
        made = part.default_factory is not MISSING
        optional = made or part.default is not MISSING
        heads.append(part.name + (f"=_{'missing' if made else part.name}_" if optional else ""))
        value = f"_{part.name}_() if {part.name} is _missing_ else {part.name}" if made else part.name
        lines.append(f"_put_(self, {part.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n  ".join(lines)
    source = f"def make(_put_, _missing_, {', '.join(defaults)}):\n def __init__({', '.join(heads)}):\n  {body}\n return __init__"
    space: dict[str, Any] = {}
    exec(source, sys.modules[cls.__module__].__dict__, space)  # noqa: S102 - of field names alone, as dataclasses does
    made_init: Callable[..., None] = space["make"](object.__setattr__, MISSING, *defaults.values())
    made_init.__qualname__ = f"{cls.__qualname__}.__init__"
    made_init.__annotations__ = {part.name: part.type for part in parts} | {"return": None}
    return made_init
