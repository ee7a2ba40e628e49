"""Records are dataclasses in everything but the time it takes to define them."""

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from dataclasses import dataclass as standard
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.records import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """Two numbers with a name."""

    x: int
    y: int = 2
    names: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)

    @property
    def total(self) -> int:
        return self.x + self.y


@standard(frozen=True, slots=True)
class Standard:
    x: int
    y: int = 2
    names: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Named(Point):
    label: str = "none"


@dataclass(frozen=True, slots=True)
class Checked:
    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(self.size)


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


values = st.tuples(st.integers(0, 2), st.integers(0, 2), st.lists(st.sampled_from("ab"), max_size=1), st.sampled_from(("", "n")))


@given(values, values)
def test_records_are_equal_and_hash_alike_exactly_where_standard_ones_do(one: Any, other: Any) -> None:
    assert (Point(*one) == Point(*other)) == (Standard(*one) == Standard(*other))
    a, b = ((one[0], one[1]), (other[0], other[1]))
    assert (hash(Checked(a[0])) == hash(Checked(b[0]))) == (a[0] == b[0])
    assert repr(Point(*one)) == repr(Standard(*one)).replace("Standard", "Point")


def test_a_record_equals_none_of_another_class() -> None:
    assert Point(1) != Named(1)
    assert Point(1) != Standard(1)
    assert Nothing() == Nothing()
    assert Nothing() != Checked(0)


def test_a_record_cannot_be_changed_or_given_more() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.x
    with pytest.raises(FrozenInstanceError):
        point.z = 2  # type: ignore[attr-defined]
    assert not hasattr(point, "__dict__")


def test_defaults_are_made_anew_and_inherited() -> None:
    assert Point(1).names is not Point(1).names
    assert Named(1, label="a") == Named(1, 2, [], "", "a")
    assert Named(1).total == 3
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]


def test_replace_fields_and_match_know_a_record() -> None:
    assert replace(Point(1, note="n"), y=5) == Point(1, 5)
    assert replace(Point(1, note="n"), y=5).note == "n"
    assert [part.name for part in fields(Named)] == ["x", "y", "names", "note", "label"]
    match Point(1, 4):
        case Point(x, y):
            assert (x, y) == (1, 4)
    assert get_type_hints(Point.__init__)["names"] == list[str]


def test_a_check_after_making_runs() -> None:
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)


def test_a_record_can_be_copied_and_pickled() -> None:
    point = Named(1, 3, ["a"], "n", "b")
    for again in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):  # noqa: S301 - our own
        assert (again, again.note) == (point, "n")


def test_a_field_that_only_the_standard_knows_is_refused() -> None:
    with pytest.raises(TypeError, match="only dataclasses"):

        @dataclass(frozen=True, slots=True)
        class Odd:
            x: int = field(default=1, repr=False)
