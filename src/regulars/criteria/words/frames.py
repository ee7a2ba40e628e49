"""What a clause says, part by part, before it becomes a condition: who did what, how often, for how much, where and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from regulars.criteria.terms import Unit, Window
from regulars.criteria.tree import Around, Condition, Position, Quantity, RowCondition
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.links import Group

EVENT_HEADS = frozenset(
    {
        "open",
        "click",
        "engage",
        "send",
        "visit",
        "view",
        "cart",
        "unsubscribe",
        "bounce",
        "review",
        "wishlist",
        "checkout",
        "cart_add",
    }
)
EMAIL_HEADS = frozenset({"open", "click", "engage", "send"})
ORDER_HEADS = frozenset({"buy", "use", "spend", "return", "cancel", "position", "measure"})


@dataclass(frozen=True, slots=True)
class Relative:
    """More or less than something else: `factor` times it, or `plus` above it; `inclusive` for "at least as much as"."""

    above: bool
    factor: Decimal = Decimal(1)
    inclusive: bool = False
    equal: bool = False
    plus: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sequel:
    """Another frame's rows that come before (`then` false) or after this one's, within so many days."""

    other: Frame
    after: bool
    days: Decimal | None = None


@dataclass(slots=True)
class Frame:
    """The parts of one clause. `head` is what was done, or "measure" with `measure` as its name.

    `noun` is what `count` counts; `size` limits an order's total; `share` limits the part of all orders (or spend, or e-mails) that
    these rows are; `only` says that there are no others; `windows` are alternatives unless `every_window`. `same_value` is a column
    and how many rows have its commonest value; `periods` how many calendar periods have a row; `run` how many of them in a row;
    `best` the kind of calendar period of which the best one counts; `close` the days that two kinds of goods may lie apart;
    `same_day` the time on whose day (or month, year: `same_unit`) it was; `any_window` that one of the windows alone is enough for
    a sum; `apart` that an amount is of each of the goods; `both` that a list was said with that word; `then_in` when it was done
    after all ("not until 2025"); `against_also` what it is compared with besides ("than in 2025 and in 2024").
    """

    head: str
    start: int = 0
    measure: str = ""
    noun: str = ""
    position: Position | None = None
    negated: bool = False
    count: Cmp | None = None
    money: Cmp | None = None
    size: Cmp | None = None
    share: Cmp | None = None
    share_of: str = "count"
    days: tuple[Cmp, Unit] | None = None
    goods: list[Group] = field(default_factory=list)
    filters: list[Group] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    every_window: bool = False
    lasting: bool = False
    around: Around | None = None
    sequels: list[Sequel] = field(default_factory=list)
    only: bool = False
    each: tuple[Unit, int] | None = None
    relative: Relative | None = None
    against: Quantity | None = None
    against_also: tuple[Quantity, ...] = ()
    against_rank: Condition | None = None
    same_value: tuple[str, int] | None = None
    periods: tuple[str, Cmp] | None = None
    close: Decimal | None = None
    run: tuple[str, Cmp] | None = None
    best: str | None = None
    same_day: Quantity | None = None
    same_unit: Unit = Unit.DAY
    campaign: bool = False
    bare: bool = False
    objects: bool = False
    pronoun: bool = False
    denied: bool = False
    rest: int = -1
    ever: bool = False
    same_order: bool = False
    only_then: bool = False
    again: bool = False
    per_order: bool = False
    apart: bool = False
    both: bool = False
    any_window: bool = False
    then_in: Window | None = None
    window_text: str = ""

    def copy(self) -> Frame:
        """A frame of its own with the same parts."""
        return replace(
            self, goods=list(self.goods), filters=list(self.filters), windows=list(self.windows), sequels=list(self.sequels)
        )

    @property
    def is_event(self) -> bool:
        """Whether it is about events rather than orders."""
        return self.head in EVENT_HEADS or (self.head == "measure" and self.measure in EVENT_MEASURES)

    @property
    def plain(self) -> bool:
        """Nothing but what was done: no amounts, no windows, no goods."""
        return not (self.count or self.money or self.size or self.share or self.goods or self.filters or self.windows or self.around
                    or self.sequels or self.each or self.position or self.relative or self.only)  # fmt: skip

    def said(self) -> frozenset[str]:
        """The parts that something was said about: for readers that have a meaning for some of them only."""
        return frozenset(name for name in _PARTS if getattr(self, name))

    def narrows_only(self) -> bool:
        """Whether it says which rows are meant and nothing else: no amounts, shares, rhythms, negations."""
        return self.said() <= _NARROWING

    def every_row(self) -> tuple[RowCondition, ...]:
        """The tests of its rows that are of the order or event itself."""
        return tuple(part for group in self.filters for part in group.parts)


_NARROWING = frozenset({"goods", "filters", "windows", "size", "position", "around"})
_PARTS = _NARROWING | {
    "count",
    "money",
    "share",
    "days",
    "sequels",
    "only",
    "each",
    "relative",
    "against",
    "against_rank",
    "same_value",
    "periods",
    "close",
    "same_day",
    "run",
    "best",
    "denied",
    "again",
    "same_order",
    "per_order",
}

EVENT_MEASURES = frozenset({"opens", "clicks", "sends", "visits", "views", "carts", "open_rate", "click_rate", "click_to_open"})
