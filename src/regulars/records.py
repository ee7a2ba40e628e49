"""Frozen dataclasses that are quick to define.

`dataclasses.dataclass` writes and compiles six methods for each class, half a millisecond of it; a hundred classes are a third of
what `regulars score` needs to start, and importing `dataclasses` itself a fifteenth. Here the methods are shared, and `__init__` is
compiled once for all classes of as many fields. What comes out is a dataclass to `replace`, `fields`, `match` and type checkers,
frozen and slotted, compared, hashed and shown by its fields; what `dataclasses` wants to know of it is worked out when it asks.
"""

from __future__ import annotations

import sys
from functools import cache
from operator import attrgetter
from types import CellType, FunctionType
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "replace"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, field, replace
    from types import CodeType
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """The frozen, slotted dataclass of a class, as `dataclasses.dataclass` would make it."""
        if frozen and slots:
            return _record
        from dataclasses import dataclass as standard

        return standard(frozen=frozen, slots=slots)

    def field(**given: Any) -> _Part:
        """What a field's default is made by (`default_factory`), and whether records are compared by it (`compare`)."""
        return _Part(given.pop("default", _MISSING), given.pop("default_factory", _MISSING), given.pop("compare", True), given)

    def replace(record: Any, /, **changes: Any) -> Any:
        """A record (or any other dataclass) with other values for some fields."""
        parts = getattr(record, "__record_parts__", None)
        if parts is None:
            from dataclasses import replace as standard

            return standard(record, **changes)
        return record.__class__(**{name: getattr(record, name) for name in parts} | changes)


_MISSING: Any = object()


class _Part:
    """A field as it was declared; `more` holds what only `dataclasses` knows to do."""

    __slots__ = ("compare", "default", "factory", "more")

    def __init__(self, default: Any, factory: Any, compare: bool, more: dict[str, Any]) -> None:
        self.default = default
        self.factory = factory
        self.compare = compare
        self.more = more


class _Lazy:
    """What `dataclasses` keeps with a class of its own, made when it is first looked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        import dataclasses

        parts: dict[str, _Part] = owner.__record_parts__  # type: ignore[attr-defined]
        body = {name: _standard_field(part) for name, part in parts.items() if part.default is not part.factory or not part.compare}
        body["__annotations__"] = _annotations(owner, parts)
        twin = type(owner.__name__, (), body | {"__module__": owner.__module__, "__doc__": owner.__doc__})
        made: Any = dataclasses.dataclass(frozen=True, repr=False)(twin)
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            setattr(owner, name, getattr(made, name))
        return getattr(owner, self._name)


def _standard_field(part: _Part) -> Any:
    import dataclasses

    if part.factory is not _MISSING:
        return dataclasses.field(default_factory=part.factory, compare=part.compare)
    if part.default is not _MISSING:
        return dataclasses.field(default=part.default, compare=part.compare)
    return dataclasses.field(compare=part.compare)


def _annotations(owner: type, parts: dict[str, _Part]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for base in reversed(owner.__mro__):
        known |= base.__dict__.get("__annotations__", {})  # noqa: RUF063 - `inspect` takes long to import
    return {name: known[name] for name in parts}


def _record(cls: type) -> Any:
    body = dict(cls.__dict__)
    parts: dict[str, _Part] = {}
    for base in cls.__mro__[-1:0:-1]:
        parts |= base.__dict__.get("__record_parts__", {})
    inherited = set(parts)
    for name, kind in body.get("__annotations__", {}).items():
        if not (kind if isinstance(kind, str) else str(kind)).startswith(("ClassVar", "typing.ClassVar")):
            parts[name] = _part(cls, body.pop(name, _MISSING))
    compared = [name for name, part in parts.items() if part.compare]
    body = _methods(tuple(parts), compared) | {
        name: value for name, value in body.items() if name not in ("__dict__", "__weakref__")
    }
    body |= {
        "__slots__": tuple(name for name in parts if name not in inherited),
        "__match_args__": tuple(parts),
        "__record_parts__": parts,
        "__dataclass_fields__": _Lazy("__dataclass_fields__"),
        "__dataclass_params__": _Lazy("__dataclass_params__"),
    }
    # without one, `dataclasses` would work out a signature for it
    body["__doc__"] = cls.__doc__ or cls.__name__
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    made.__init__ = _init(made, parts)
    return made


def _part(cls: type, declared: Any) -> _Part:
    if isinstance(declared, _Part):
        part = declared
    elif type(declared).__module__ == "dataclasses":
        part = _of_standard(declared)
    else:
        part = _Part(declared, _MISSING, True, {})
    if part.more:
        raise TypeError(f"{cls.__qualname__} has fields of a kind that only dataclasses.dataclass knows.")
    if isinstance(part.default, list | dict | set):
        raise ValueError(
            f"A {type(part.default).__name__} that all records of {cls.__qualname__} would share: use default_factory."
        )
    return part


def _of_standard(given: Any) -> _Part:
    """A field that was declared by `dataclasses.field`."""
    from dataclasses import MISSING

    is_plain = given.init and given.repr and given.hash is None and given.kw_only in (False, MISSING)
    default, factory = (_MISSING if each is MISSING else each for each in (given.default, given.default_factory))
    return _Part(default, factory, given.compare, {} if is_plain else {"kind": given})


def _methods(names: tuple[str, ...], compared: list[str]) -> dict[str, Any]:
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
    from dataclasses import FrozenInstanceError

    del value
    raise FrozenInstanceError(f"{name!r} of a {self.__class__.__qualname__} cannot be changed.")


def _init(cls: type, parts: dict[str, _Part]) -> FunctionType:
    """Its names are looked up in the module of the class, as if it stood there."""
    factories = tuple(place for place, part in enumerate(parts.values()) if part.factory is not _MISSING)
    code = _shape(len(parts), factories, hasattr(cls, "__post_init__"))
    kept: dict[str, Any] = {"missing": _MISSING}
    defaults: list[Any] = []
    for place, (name, part) in enumerate(parts.items()):
        kept[f"put{place}"] = getattr(cls, name).__set__
        kept[f"make{place}"] = part.factory
        if part.default is not part.factory:
            defaults.append(part.default)
        elif defaults:
            raise TypeError(f"The field {name!r} of {cls.__qualname__} has no default and follows one that has.")
    named = code.replace(co_varnames=("self", *parts), co_qualname=f"{cls.__qualname__}.__init__")
    space = sys.modules[cls.__module__].__dict__
    closure = tuple(CellType(kept[name]) for name in code.co_freevars)
    made = FunctionType(named, space, "__init__", tuple(defaults), closure)
    made.__annotations__ = _annotations(cls, parts) | {"return": None}
    return made


@cache
def _shape(count: int, factories: tuple[int, ...], has_check: bool) -> CodeType:
    """The code of an `__init__` of so many fields; what differs from class to class are its names and the cells it refers to."""
    names = [f"value{place}" for place in range(count)]
    lines = [
        f"put{place}(self, make{place}() if {name} is missing else {name})" if place in factories else f"put{place}(self, {name})"
        for place, name in enumerate(names)
    ]
    lines += ["self.__post_init__()"] if has_check else []
    cells = [f"{kind}{place}" for place in range(count) for kind in ("put", "make")]
    body = "\n  ".join(lines or ["pass"])
    source = (
        f"def make({', '.join(['missing', *cells])}):\n def __init__({', '.join(['self', *names])}):\n  {body}\n return __init__"
    )
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102 - of numbered names alone
    code: CodeType = space["make"](*[None] * (1 + 2 * count)).__code__
    return code
