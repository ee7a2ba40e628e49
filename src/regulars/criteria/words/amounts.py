"""Numbers, money, shares, and comparisons with them: "two dozen", "$1.5k", "a third", "more than 3", "5 or more", "2 to 4"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from regulars.criteria.terms import Comparator
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import (
    AFTER,
    BEFORE,
    COUNTED,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    DOLLARS,
    FRACTIONS,
    PAIRS,
    SCALES,
    TIMES,
    TIMES_NOUNS,
)
from regulars.criteria.words.tables.calendar import DAY_PARTS
from regulars.criteria.words.tokens import Kind, stem


class AmountKind(StrEnum):
    """What an amount was said to be an amount of."""

    PLAIN = "plain"
    MONEY = "money"
    SHARE = "share"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value and its kind; a share is a part of 1."""

    value: Decimal
    kind: AmountKind


@dataclass(frozen=True, slots=True)
class Cmp:
    """One comparison or two that hold together. `said` is false for a bare amount ("3 orders")."""

    parts: tuple[tuple[Comparator, Amount], ...]
    said: bool = True

    @property
    def kind(self) -> AmountKind:
        """The most telling kind of its amounts."""
        return max((amount.kind for _, amount in self.parts), key=lambda kind: kind is not AmountKind.PLAIN)

    @property
    def value(self) -> Decimal:
        """The first amount's value."""
        return self.parts[0][1].value

    @property
    def comparator(self) -> Comparator:
        """The first comparison."""
        return self.parts[0][0]

    def as_kind(self, kind: AmountKind) -> Cmp:
        """The same comparison of amounts of another kind."""
        return Cmp(tuple((comparator, Amount(amount.value, kind)) for comparator, amount in self.parts), self.said)


def amount(p: State, at: int) -> tuple[Amount, int] | None:
    """An amount with its sign or unit: money, a percentage, a fraction, a number of times, or plain."""
    if at in p.guarded:
        return None
    start = at
    times = TIMES.at(p.tokens, at)
    if times is not None and p.word(times[1]) in ("as", "their", "what", "the"):
        return None
    if times is not None:
        return Amount(times[0], AmountKind.TIMES), p.take(start, times[1], Role.AMOUNT)
    sign = at
    if p.word(at) in ("us", "ca", "au", "a") and p.word(at + 1) == "$":
        sign = at + 1
    if p.word(sign) in CURRENCY_SIGNS or (p.word(sign) in CURRENCY_WORDS and p.kind(sign + 1) is Kind.NUMBER):
        found = number(p, sign + 1)
        if found is not None:
            code = CURRENCY_SIGNS.get(p.word(sign)) or CURRENCY_WORDS[p.word(sign)]
            end = found[1]
            if p.word(end) in CURRENCY_WORDS:
                code, end = CURRENCY_WORDS[p.word(end)], end + 1
            return _money(p, found[0], code, start, end)
    fraction = FRACTIONS.at(p.tokens, at) if PAIRS.at(p.tokens, at) is None else None
    if fraction is not None and not (p.word(at + 1) == "dozen" or p.word(fraction[1]) == "dozen"):
        return Amount(fraction[0], AmountKind.SHARE), p.take(start, fraction[1], Role.AMOUNT)
    found = number(p, at)
    if found is None:
        return None
    value, end = found
    if p.word(end) in CURRENCY_SIGNS or p.word(end) in CURRENCY_WORDS:
        return _money(p, value, CURRENCY_SIGNS.get(p.word(end)) or CURRENCY_WORDS[p.word(end)], start, end + 1)
    if p.word(end) in ("%", "percent") or p.are(end, "per", "cent"):
        end += 2 if p.word(end) == "per" else 1
        return Amount(value / 100, AmountKind.SHARE), p.take(start, end, Role.AMOUNT)
    return Amount(value, AmountKind.PLAIN), p.take(start, end, Role.AMOUNT)


def _money(p: State, value: Decimal, code: str, start: int, end: int) -> tuple[Amount, int]:
    own = p.index.currency
    if code == "$" and p.word(end) in _DOLLARS_OF:
        end += 1
        p.object(start, end, "names dollars of one country, and the data does not say which its are", "say the amount as “$”")
    if own is None and code not in ("$", "USD"):
        p.object(start, end, "the data does not say that its money is in that currency", "say the amount without a currency")
    if own is not None and code != own and not (code == "$" and own in DOLLARS):
        p.object(start, end, f"the shop's money is in {own}; no other currency can be compared", f"say the amount in {own}")
    return Amount(value, AmountKind.MONEY), p.take(start, end, Role.AMOUNT)


_DOLLARS_OF = frozenset({"canadian", "australian", "singapore", "mexican", "cdn"})


def times_noun(p: State, at: int) -> int | None:
    """The place after "times" or the like, or None."""
    if p.word(at) in TIMES_NOUNS and not (p.word(at) == "x" and p.kind(at - 1) is not Kind.NUMBER):
        return p.take(at, at + 1, Role.AMOUNT)
    return None


_UNITED = {"usd", "dollars", "bucks"}


def comparison(p: State, at: int) -> tuple[Cmp, int] | None:
    """A comparison with an amount, or a bare amount (`said` false), with its "or more" if that follows at once."""
    if at in p.guarded:
        return None
    mark, start = p.mark(), at
    two = _ranged(p, at)
    if two is not None:
        return two
    before = BEFORE.at(p.tokens, at)
    word = ""
    if before is not None:
        word, at = before
        at = p.take(start, at, Role.AMOUNT)
        if p.word(at) in ("a", "the", "of") and amount_after_article(p, at):
            at = p.take(at, at + 1, Role.HARMLESS)
        if word == "vague":
            found = amount(p, at)
            if found is None:
                p.back(mark)
                return None
            p.object(start, found[1], "is no exact amount", "say a range, such as “between 90 and 110”")
            return Cmp(((Comparator.EQUAL, found[0]),)), found[1]
        two = _ranged(p, at)
        if two is not None and word == "equal":
            return two
    found = amount(p, at)
    if found is None:
        p.back(mark)
        return None
    value, at = found
    if word:
        return _followed(p, Cmp(((Comparator(word), value),)), at)
    after = _after(p, at, value.kind)
    if after is not None and not (after[0] == "at_least" and p.word(at) == "at" and p.word(after[1]) in ("", "least")):
        if p.word(after[1]) in CURRENCY_WORDS and value.kind is AmountKind.PLAIN and p.word(at) in ("+", "plus"):
            value = _money(p, value.value, CURRENCY_WORDS[p.word(after[1])], at, after[1] + 1)[0]
            return Cmp(((Comparator(after[0]), value),)), after[1] + 1
        return Cmp(((Comparator(after[0]), value),)), p.take(at, after[1], Role.AMOUNT)
    if value.kind is AmountKind.TIMES and value.value == 1 and p.are(at, "or", "twice"):
        return _between(Amount(Decimal(1), AmountKind.TIMES), Amount(Decimal(2), AmountKind.TIMES)), p.take(at, at + 2, Role.AMOUNT)
    _several(p, value, start, at)
    return Cmp(((Comparator.EQUAL, value),), said=False), at


def _several(p: State, first: Amount, start: int, at: int) -> None:
    """ "$50 or $100": two amounts of money, of which no one comparison can be made."""
    if first.kind is not AmountKind.MONEY or p.word(at) != "or":
        return
    mark = p.mark()
    second = amount(p, at + 1)
    p.back(mark)
    if second is not None and second[0].kind is AmountKind.MONEY:
        p.object(
            start,
            second[1],
            "are two amounts, and “or” between them says no range",
            "say “between … and …”, or each in a part of its own",
        )


def amount_after_article(p: State, at: int) -> bool:
    """Whether an article stands before an amount ("over a $100") rather than being part of it ("a third")."""
    return p.word(at + 1) in CURRENCY_SIGNS or p.kind(at + 1) is Kind.NUMBER


def _between(low: Amount, high: Amount) -> Cmp:
    kind = high.kind if low.kind is AmountKind.PLAIN else low.kind
    if high.kind is AmountKind.SHARE and low.kind is AmountKind.PLAIN:
        low = Amount(low.value / 100 if low.value >= 1 else low.value, high.kind)
    return Cmp(((Comparator.AT_LEAST, Amount(low.value, kind)), (Comparator.AT_MOST, Amount(high.value, kind))))


def _ranged(p: State, at: int) -> tuple[Cmp, int] | None:
    """between 2 and 4; from 2 to 4; 2 to 4; 2-4; 2 or 3; anywhere from 2 to 4."""
    mark, start = p.mark(), at
    if p.word(at) in ("anywhere", "somewhere", "anything"):
        at = p.take(at, at + 1, Role.AMOUNT)
    opened = p.word(at) if p.word(at) in ("between", "from") else ""
    if opened:
        at = p.take(at, at + 1, Role.AMOUNT)
    low = (_up_to_and(p, at) if opened == "between" else None) or amount(p, at)
    if low is not None:
        at = low[1]
        joins = {"between": ("and", "to", "-"), "from": ("to", "-", "through", "up")}.get(opened, ("to", "-", "through", "or"))
        if p.word(at) in joins:
            step = at + (2 if p.are(at, "up", "to") else 1)
            joiner = p.word(at)
            high = amount(p, step)
            if high is not None and any(p.are(high[1], *words) for words in DAY_PARTS):
                p.back(mark)
                return None
            if high is not None and (joiner != "or" or high[0].value == low[0].value + 1) and high[0].value >= low[0].value:
                p.take(at, step, Role.AMOUNT)
                small = _scaled_alike(p, low[0], high[0], at, high[1])
                return _between(small, high[0]), p.skip(high[1], ("inclusive", "included"))
    p.back(mark)
    return _listed(p, mark, start)


def _up_to_and(p: State, at: int) -> tuple[Amount, int] | None:
    """The first amount of "between one hundred and two hundred", whose "and" is none within a number."""
    words = (p.word(n) for n in range(at, min(len(p.tokens), at + 8)))
    if p.kind(at) is not Kind.WORD or sum(word == "and" for word in words) != 1:
        return None
    join = next(n for n in range(at, len(p.tokens)) if p.word(n) == "and")
    alone = State(p.tokens[:join], p.index, p.as_of, guarded=p.guarded)
    found = amount(alone, at)
    return (found[0], p.take(at, join, Role.AMOUNT)) if found is not None and found[1] == join else None


def _scaled_alike(p: State, low: Amount, high: Amount, end: int, last: int) -> Amount:
    """The lower end in the thousands (or hundreds) that only the upper one says: "between one and two hundred", "1 to 2k"."""
    said = [p.word(n) for n in range(end, last)]
    scale = next(
        (SCALES[word] for word in said if word in SCALES),
        Decimal(1000) if any(w[-1:] == "k" and w[:1].isdigit() for w in said) else None,
    )
    own = p.word(end - 1)
    if scale is None or own in SCALES or (own[-1:] == "k" and own[:1].isdigit()) or low.value * scale > high.value:
        return low
    return Amount(low.value * scale, low.kind)


def _scale_of(word: str) -> Decimal | None:
    """The thousand of "2k" or "two thousand"."""
    return SCALES["k"] if word[-1:] == "k" and word[:1].isdigit() else SCALES.get(word)


def _listed(p: State, mark: int, at: int) -> tuple[Cmp, int] | None:
    """2, 3 or 4: numbers in a row, one after the other."""
    values: list[Amount] = []
    while (found := amount(p, at)) is not None and found[0].kind is AmountKind.PLAIN:
        if values and found[0].value != values[-1].value + 1:
            break
        values.append(found[0])
        at = found[1]
        if p.word(at - 2) == "or":
            if len(values) > 2:
                return _between(values[0], values[-1]), at
            break
        step = at + (2 if p.word(at) == "," and p.word(at + 1) == "or" else 1)
        if p.word(at) not in (",", "or"):
            break
        at = p.take(at, step, Role.AMOUNT)
    p.back(mark)
    return None


def _followed(p: State, first: Cmp, at: int) -> tuple[Cmp, int]:
    """A second limit of the same amount: more than 5 but less than 10."""
    mark = p.mark()
    if p.word(at) in ("and", "but", ","):
        step = at + (2 if p.word(at) == "," and p.word(at + 1) in ("and", "but") else 1)
        before = BEFORE.at(p.tokens, step)
        if before is not None and before[0] != "vague":
            p.take(at, before[1], Role.AMOUNT)
            second = amount(p, before[1])
            low = first.comparator in (Comparator.ABOVE, Comparator.AT_LEAST)
            high = before[0] in ("below", "at_most")
            same = second is not None and (second[0].kind is first.kind or AmountKind.PLAIN in (second[0].kind, first.kind))
            counted = second is not None and first.kind is not AmountKind.PLAIN and _counts_on(p, second[1])
            apart = second is not None and ((low and second[0].value < first.value) or (not low and second[0].value > first.value))
            if second is not None and same and low == high and apart and not counted and not _of_money(p, step):
                low_text, high_text = (first.value, second[0].value) if low else (second[0].value, first.value)
                p.object(
                    at,
                    second[1],
                    f"contradicts itself: nothing is above {low_text} and below {high_text} at once",
                    "change one of them, or say “or” where either will do",
                )
                return first, second[1]
            if second is not None and same and low == high and not counted and not apart:
                kind = first.kind
                return Cmp((*first.parts, (Comparator(before[0]), Amount(second[0].value, kind)))), second[1]
    p.back(mark)
    return first, at


def _counts_on(p: State, at: int) -> bool:
    """Whether a number counts something: "at least 2 orders", "at least one store order"."""
    near = [p.word(n) for n in range(at, at + 3)]
    ends = next((n for n, word in enumerate(near) if word in ("", ",", ";", "and", "or", "but", "in", "on", "per")), len(near))
    return any(stem(word) in COUNTED for word in near[:ends])


def _of_money(p: State, at: int) -> bool:
    """Whether money was spoken of before, so that a later number may count something else."""
    return bool(
        {"spend", "spent", "spending", "revenue", "value", "ltv", "worth", "aov", "paid", "average"}
        & {p.word(n) for n in range(at)}
    )


def _after(p: State, at: int, kind: AmountKind) -> tuple[str, int] | None:
    """The "or more" that stands here; "twice tops" is of goods of the data that are called so, "$500 tops" at most that."""
    of_them = p.word(at - 1) in ("of", "on", "in", "for")
    goods = p.word(at) == "tops" and (kind is not AmountKind.MONEY or of_them) and ("top",) in p.index.whole
    # "spent $500 in total" says of what, and not that it is exactly that
    summed = kind is AmountKind.MONEY and p.are(at, "in", "total")
    return None if goods or summed else AFTER.at(p.tokens, at)


def after_noun(p: State, cmp: Cmp, at: int) -> tuple[Cmp, int]:
    """The "or more" that follows the noun: 3 orders or more, half of them or less."""
    if cmp.said:
        return cmp, at
    after = _after(p, at, cmp.kind)
    if after is None:
        return cmp, at
    return Cmp(((Comparator(after[0]), cmp.parts[0][1]),)), p.take(at, after[1], Role.AMOUNT)
