"""What narrows a clause's rows: goods, channels, coupons and discounts, weekdays and hours, campaigns."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Source, TextOperator
from regulars.criteria.tree import RowAll, RowAny, RowCondition, RowKnown, RowNot, RowNumber, RowText
from regulars.criteria.words.links import Group, channel, condition, goods, part, quoted, stems, take_link, whole
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import COUPON, DISCOUNTED
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, WEEKDAYS
from regulars.criteria.words.tokens import Kind

DETERMINERS = frozenset({"a", "an", "the", "any", "some", "our", "your", "their", "his", "her", "of", "these", "those", "more", "other", "either", "both", "from", "us"})
PREPOSITIONS = frozenset({"on", "in", "at", "via", "through", "from", "with", "using", "by", "for", "to", "of", "into", "over", "across", "within", "during", "under", "off", "inside", "per", "around", "containing"})
GOODS_NOUNS = frozenset("category categories product products item items range collection stuff goods department section gear line things thing piece pieces line's aisle".split())
_LEADING_GOODS = table(
    "lead: something from; anything from; an item from; items from; products from; a product from; product from; things from; something in; anything in; products in; items in; item from; "
    "a product in; an item in; the category; category; the product; product; something out of; stuff from; goods from; at least one item from; one or more items from; something from our; anything from our; "
    "a pair of; pairs of; pair of; any kind of; any type of; any of our; one of our; one of the; pieces from; anything that is; a few; more than one item from; something under; any product from; any products from; any item from; any items from; "
    "the product called; a product called; products called; something called; anything called; item called; product named; a product named; the item; anything made of; made of; something made of; anything with; some; our; anything of"
)
_CATEGORY_OPEN = table("lead: category; the category; category of; products in category; items in category")
COUPON_PHRASES = table(
    """
coupon: with a coupon; with coupon; with coupons; with a coupon code; using a coupon; using coupons; used a coupon; a coupon; a coupon code; coupon; coupons; coupon code; coupon codes; a promo code; promo code; promo codes; with a promo code; a discount code; discount code; discount codes; with a voucher; a voucher; a voucher code; voucher; voucher code; vouchers; any coupon; any coupon code; a promotional code; promotional code; with a code; a code; using a promo code; using a discount code; any code; any promo code; with a discount code; coupon applied; coupon attached; using a coupon code; coupon use; coupon used; couponed; with coupon codes; thanks to a coupon; a promotion code; by coupon; any discount code; some coupon
discount: with a discount; a discount; discount; discounts; discounted; on sale; at a discount; reduced price; on discount; with any discount; any discount; on offer; marked down; at a reduced price; with discounts; some discount; with a markdown; at a discounted price; at discount; with a price reduction; any kind of discount; discount applied; a price cut; in a sale; during a sale
no_discount: full price; at full price; without a discount; without discount; without any discount; no discount; without discounts; with no discount; undiscounted; paying full price; not discounted; with no discounts; no discounts; non discounted; full priced; regular price; at regular price; without any discounts; with no discount at all; not on sale; zero discount
no_coupon: without a coupon; without coupon; without coupons; without any coupon; no coupon; with no coupon; without a coupon code; without using a coupon; no coupon code; with no coupon code; without a promo code; no promo code; without a code; without a discount code; without any coupon code; without a voucher; not using a coupon; with no coupons; no coupons; without a coupon at all; no discount code; without using any coupon; with no promo code; non coupon; no voucher; without using a code; coupon free; couponless; without using coupons; without any code; without codes
"""
)
_TIME_WORDS = table(
    """
weekend: weekend; weekends; the weekend; a weekend; weekend days; a saturday or sunday; saturdays and sundays; saturday and sunday; saturday or sunday; saturdays or sundays; a saturday or a sunday; sat or sun
weekday: weekday; weekdays; a weekday; workdays; working days; a workday; business days; the week; week days; a week day; a working day
morning: morning; mornings; the morning; the mornings; a morning
afternoon: afternoon; afternoons; the afternoon; the afternoons
evening: evening; evenings; the evening; the evenings
night: night; nights; the night; overnight; late at night; nighttime; midnight hours
"""
)
_HOURS = {"morning": (6, 11), "afternoon": (12, 17), "evening": (18, 22)}


def time_of_day(p: State, at: int) -> tuple[RowCondition, int] | None:
    """weekends, weekdays, Mondays, in December of any year ("Decembers"), mornings, between 9am and 5pm, after 6pm."""
    found = _TIME_WORDS.at(p.tokens, at)
    if found is not None:
        name, end = found
        if name == "weekend":
            return RowNumber("weekday", Comparator.AT_LEAST, Decimal(6)), p.take(at, end, Role.VALUE)
        if name == "weekday":
            return RowNumber("weekday", Comparator.AT_MOST, Decimal(5)), p.take(at, end, Role.VALUE)
        return _part_of_day(p, name), p.take(at, end, Role.VALUE)
    start = at + 1 if p.word(at) in ("a", "any") else at
    if p.word(start) in WEEKDAYS and len(p.word(start)) > 3:
        return _weekdays(p, start)
    return _clock(p, at)


def _part_of_day(p: State, name: str) -> RowCondition:
    if name == "night":
        p.note("night is taken as 22:00 to 05:59")
        return RowAny((RowNumber("hour", Comparator.AT_LEAST, Decimal(22)), RowNumber("hour", Comparator.BELOW, Decimal(6))))
    first, last = _HOURS[name]
    p.note(f"the {name} is taken as {first:02d}:00 to {last:02d}:59")
    return RowAll((RowNumber("hour", Comparator.AT_LEAST, Decimal(first)), RowNumber("hour", Comparator.AT_MOST, Decimal(last))))


def _weekdays(p: State, at: int) -> tuple[RowCondition, int]:
    days = [WEEKDAYS[p.word(at)]]
    end = at + 1
    while p.word(end) in (",", "or", "and", "on", "a") or (p.word(end) in WEEKDAYS and p.word(end - 1) in (",", "or", "and", "a", "on")):
        step = end
        while p.word(step) in (",", "or", "and", "on", "a"):
            step += 1
        if p.word(step) not in WEEKDAYS:
            break
        days.append(WEEKDAYS[p.word(step)])
        end = step + 1
    tests = tuple(RowNumber("weekday", Comparator.EQUAL, Decimal(day)) for day in sorted(set(days)))
    return (tests[0] if len(tests) == 1 else RowAny(tests)), p.take(at, end, Role.VALUE)


def _hour(p: State, at: int) -> tuple[int, int] | None:
    """An hour of the day, and the place after it: 6pm, 18:00, noon, midnight."""
    if p.word(at) in ("noon", "midday"):
        return 12, at + 1
    if p.word(at) == "midnight":
        return 24, at + 1
    if p.kind(at) is not Kind.CLOCK:
        if p.kind(at) is Kind.NUMBER and p.word(at + 1) in ("am", "pm", "o'clock") and p.word(at).isdigit() and int(p.word(at)) <= 12:
            return int(p.word(at)) % 12 + (12 if p.word(at + 1) == "pm" else 0), at + 2
        return None
    said = p.word(at).replace(".", "").replace(" ", "")
    digits = said.rstrip("apm")
    hour, _, minutes = digits.partition(":")
    if minutes not in ("", "00") or int(hour) > 24:
        p.object(at, at + 1, "hours of the day are counted whole", "use a full hour, such as 18:00")
    value = int(hour)
    if said.endswith("pm"):
        value = value % 12 + 12
    elif said.endswith("am"):
        value = value % 12
    return value, at + 1


def _clock(p: State, at: int) -> tuple[RowCondition, int] | None:
    if p.word(at) in ("after", "past", "from", "since"):
        found = _hour(p, at + 1)
        if found is not None and p.word(found[1]) not in ("to", "-", "until", "and"):
            return RowNumber("hour", Comparator.AT_LEAST, Decimal(found[0] % 24)), p.take(at, found[1], Role.VALUE)
    if p.word(at) in ("before", "until"):
        found = _hour(p, at + 1)
        if found is not None:
            return RowNumber("hour", Comparator.BELOW, Decimal(found[0])), p.take(at, found[1], Role.VALUE)
    if p.word(at) in ("between", "from"):
        low = _hour(p, at + 1)
        if low is not None and p.word(low[1]) in ("and", "to", "-", "until"):
            high = _hour(p, low[1] + 1)
            if high is not None:
                first, last = RowNumber("hour", Comparator.AT_LEAST, Decimal(low[0] % 24)), RowNumber("hour", Comparator.BELOW, Decimal(high[0]))
                return (RowAll((first, last)) if low[0] % 24 < high[0] else RowAny((first, last))), p.take(at, high[1], Role.VALUE)
    return None


def discount(p: State, at: int) -> tuple[RowCondition, int] | None:
    """A coupon (any, or by code), a discount, or the lack of one."""
    named = coupon_named(p, at)
    if named is not None:
        return named
    found = COUPON_PHRASES.at(p.tokens, at)
    if found is None:
        return None
    kind, end = found
    word_end = end
    if kind == "coupon" and p.word(at) in ("coupon", "code", "voucher", "promo", "discount", "with", "using", "a", "used", "any"):
        code = coupon_code(p, end, strict=False)
        if code is not None:
            return code
    if kind in ("discount", "no_discount") and p.word(end) in ("code", "codes"):
        return None
    p.take(at, word_end, Role.VALUE)
    tests: dict[str, RowCondition] = {
        "coupon": COUPON, "discount": DISCOUNTED, "no_coupon": RowNot(COUPON), "no_discount": RowNot(DISCOUNTED),
    }  # fmt: skip
    column = "discount" if "discount" in kind else "coupon_code"
    if not p.index.has(Source.ORDERS, column):
        p.object(at, word_end, f"the orders have no column of {'discounts' if column == 'discount' else 'coupons'}")
    return tests[kind], word_end


_COUPON_NOUNS = frozenset("coupon code coupons codes promo discount voucher promotion offer called".split())


def coupon_named(p: State, at: int) -> tuple[RowCondition, int] | None:
    """WELCOME10; the SUMMER20 coupon; code FREESHIP."""
    place = at
    while p.word(place) in ("with", "using", "the", "coupon", "code", "promo", "discount", "voucher", "a", "our", "used") and not p.done(place + 1):
        found = coupon_code(p, place, strict=True)
        if found is not None:
            break
        place += 1
    found = coupon_code(p, place, strict=True)
    if found is None:
        return None
    p.take(at, place, Role.HARMLESS)
    return found


def coupon_code(p: State, at: int, *, strict: bool) -> tuple[RowCondition, int] | None:
    """A list of codes of the data. A code's words may be split ("WELCOME 10")."""
    values: list[str] = []
    end = at
    place = at
    while True:
        one = _one_code(p, place)
        if one is None:
            break
        values.extend(one[0])
        end = place = one[1]
        while p.word(end) in _COUPON_NOUNS:
            end += 1
            place = end
        if p.word(place) in (",", "or", "nor") or (p.word(place) == "and" and not strict):
            place += 2 if p.word(place) == "," and p.word(place + 1) in ("or", "and") else 1
            while p.word(place) in ("the", "coupon", "code", "with"):
                place += 1
            continue
        break
    if not values:
        return None
    return RowText("coupon_code", TextOperator.ANY_OF, tuple(dict.fromkeys(values))), p.take(at, end, Role.VALUE)


def _one_code(p: State, at: int) -> tuple[tuple[str, ...], int] | None:
    link = whole(p, at, ("coupon_code",))
    if link is not None:
        return link[0].values, link[1]
    joined = ""
    for end in range(at, min(at + 4, len(p.tokens))):
        joined += p.word(end)
        for value in p.index.values("coupon_code"):
            if value.lower() == joined and any(character.isdigit() for character in value):
                return (value,), end + 1
    return None


_STAFF_OF_LIST = frozenset({",", "and", "or", "nor", "plus"})


def goods_list(p: State, at: int) -> tuple[Group, int] | None:
    """One or more kinds of goods, with how the list joins them."""
    mark = p.mark()
    found = _one_good(p, at)
    if found is None:
        p.back(mark)
        return None
    parts = [found[0]]
    end = found[1]
    every = False
    joined = False
    while p.word(end) in _STAFF_OF_LIST or p.are(end, "as", "well") or p.are(end, "along", "with") or p.are(end, "together", "with"):
        inner = p.mark()
        step, conjunction = _joint(p, end)
        while p.word(step) in ("on", "in", "of", "from", "for", "with", "also", "some", "at", "the", "a", "an", "bought", "purchased", "ordered") and not p.done(step + 1):
            if p.word(step) in ("the", "a", "an", "some"):
                break
            if p.word(step) in ("bought", "purchased", "ordered") and joined and False:
                break
            if p.word(step) in ("bought", "purchased", "ordered"):
                break
            step += 1
        following = _one_good(p, step)
        if following is None or _starts_clause(p, step):
            p.back(inner)
            break
        p.take(end, step, Role.CONNECTION)
        parts.append(following[0])
        end = following[1]
        if conjunction != ",":
            every, joined = conjunction == "and", True
    if len(parts) > 1 and not joined:
        every = True
    return Group(tuple(parts), every, p.text(at, end)), end


def _starts_clause(p: State, at: int) -> bool:
    return p.word(at) in ("who", "that", "have", "has", "not", "never")


def _joint(p: State, at: int) -> tuple[int, str]:
    if p.are(at, "as", "well", "as"):
        return at + 3, "and"
    if p.word(at) in ("along", "together"):
        return at + 2, "and"
    if p.word(at) == ",":
        if p.word(at + 1) in ("and", "or", "nor", "plus"):
            return at + 2, "and" if p.word(at + 1) in ("and", "plus") else "or"
        return at + 1, ","
    if p.are(at, "and", "/", "or") or p.are(at, "and", "or"):
        return at + (3 if p.word(at + 1) == "/" else 2), "or"
    return at + 1, "and" if p.word(at) in ("and", "plus") else "or"


def _one_good(p: State, at: int) -> tuple[RowCondition, int] | None:
    start = at
    end_quote = quoted(p, at)
    if end_quote is not None:
        link = goods(p, at)
        if link is not None and link[1] == end_quote:
            return condition(link[0]), take_link(p, link[0], at, end_quote)
        return None
    lead = _LEADING_GOODS.at(p.tokens, at)
    while p.word(at) in DETERMINERS and lead is None:
        at += 1
        lead = _LEADING_GOODS.at(p.tokens, at)
    if lead is not None:
        at = lead[1]
        while p.word(at) in DETERMINERS:
            at += 1
    number = gift_card(p, at)
    if number is not None:
        return number[0], p.take(start, number[1], Role.VALUE)
    link = goods(p, at)
    if link is None and lead is None and start == at:
        return None
    if link is None:
        link = goods(p, start)
        if link is None:
            return None
    end = link[1]
    if p.word(end) == "category" or (p.word(end) in GOODS_NOUNS and p.word(end + 1) not in ("bought",)):
        end += 1
    p.take(start, link[1], Role.VALUE)
    if link[0].note:
        p.note(link[0].note)
    return condition(link[0]), p.take(link[1], end, Role.HARMLESS)


def gift_card(p: State, at: int) -> tuple[RowCondition, int] | None:
    """A $50 gift card, when products are called "Gift Card $50"."""
    if p.word(at) != "$" or p.kind(at + 1) is not Kind.NUMBER:
        return None
    for end in range(min(len(p.tokens), at + 5), at + 2, -1):
        run = (*stems(p, at + 2, end), "$", p.word(at + 1))
        links = p.index.whole.get(run, ())
        for link in links:
            if link.column == "product_title":
                return condition(link), end
    return None


def campaign(p: State, at: int) -> tuple[Group, int] | None:
    """One or more campaigns by name, or by words of their names."""
    mark = p.mark()
    parts: list[RowCondition] = []
    end = at
    place = at
    every = False
    while True:
        one = _one_campaign(p, place)
        if one is None:
            break
        parts.append(one[0])
        end = place = one[1]
        if p.word(place) in _STAFF_OF_LIST:
            step, conjunction = _joint(p, place)
            while p.word(step) in ("the", "our", "in", "on"):
                step += 1
            if conjunction != ",":
                every = conjunction == "and"
            place = step
            continue
        break
    if not parts:
        p.back(mark)
        return None
    return Group(tuple(parts), every and len(parts) > 1, p.text(at, end)), end


_EMAIL_NOUNS = frozenset("email emails campaign campaigns newsletter mailing mailings message messages blast announcement series".split())


def _one_campaign(p: State, at: int) -> tuple[RowCondition, int] | None:
    start = at
    while p.word(at) in ("the", "a", "an", "our", "any", "campaign", "of", "from", "called", "one", "at", "least", "emails", "email", "named", "titled", "emails'") and not p.done(at + 1):
        if whole(p, at, ("campaign",)) is not None:
            break
        at += 1
    link = whole(p, at, ("campaign",))
    if link is None:
        link = part(p, at, "campaign")
        if link is None:
            return None
        if p.word(at) in MONTHS or (p.tokens[at].kind is not Kind.WORD) or p.word(at) in ("email", "monthly", "sale", "series", "back", "to", "new", "early", "year"):
            after = p.word(link[1])
            if not (after in _EMAIL_NOUNS or link[1] - at > 1) or p.tokens[at].kind is not Kind.WORD:
                return None
        if link[1] - at == 1 and p.word(link[1]) not in _EMAIL_NOUNS and p.word(at) not in ("newsletter",):
            return None
        names = tuple(dict.fromkeys(link[0].values))
        p.note(f"“{p.text(at, link[1])}” is taken as the campaign{'s' if len(names) > 1 else ''} {', '.join(names[:6])}")
        link = (type(link[0])("campaign", names), link[1])
    end = link[1]
    p.take(start, at, Role.HARMLESS)
    p.take(at, end, Role.VALUE)
    while p.word(end) in _EMAIL_NOUNS:
        end = p.take(end, end + 1, Role.HARMLESS)
    return condition(link[0]), end


def row_filter(p: State, at: int, *, adjective: bool = False) -> tuple[RowCondition, int] | None:
    """A channel, coupon, discount or time of day, with its preposition; as an adjective ("online orders") without one."""
    mark = p.mark()
    found = discount(p, at) or (time_of_day(p, at) if not (p.word(at) in ("from",) and False) else None)
    if found is not None:
        return found
    p.back(mark)
    place = at
    if p.word(place) in PREPOSITIONS and not adjective:
        place += 1
    while p.word(place) in ("a", "an", "the", "our", "your", "their", "any", "one", "of", "either", "both") and not p.done(place + 1):
        place += 1
    inner = _channel_or_time(p, place)
    if inner is not None:
        p.take(at, place, Role.HARMLESS)
        return inner
    p.back(mark)
    direct = _channel_or_time(p, at)
    if direct is None:
        p.back(mark)
    return direct


def _channel_or_time(p: State, at: int) -> tuple[RowCondition, int] | None:
    found = discount(p, at) or time_of_day(p, at)
    if found is not None:
        return found
    selling = channel(p, at)
    if selling is None:
        return None
    p.take(at, selling[1], Role.VALUE)
    end = selling[1]
    if p.word(end) in ("channel", "channels", "alone", "store") and p.word(end - 1) not in ("store",):
        end = p.take(end, end + 1, Role.HARMLESS)
    if not p.index.has(Source.ORDERS, "channel"):
        p.object(at, end, "the orders have no channel")
    return selling[0], end


def filter_list(p: State, at: int) -> tuple[Group, int] | None:
    """One or more filters of the same kind: on the web or in the app; both online and in store; on Mondays."""
    every = p.word(at) == "both" or p.word(at + 1) == "both"
    start = at
    if p.word(at) in ("both", "either"):
        at = p.take(at, at + 1, Role.HARMLESS)
    found = row_filter(p, at)
    if found is None:
        p.back(p.mark())
        return None
    parts = [found[0]]
    end = found[1]
    while p.word(end) in _STAFF_OF_LIST or p.are(end, "as", "well"):
        inner = p.mark()
        step, conjunction = _joint(p, end)
        following = row_filter(p, step)
        if following is None or _column(following[0]) != _column(parts[0]):
            p.back(inner)
            break
        p.take(end, step, Role.CONNECTION)
        parts.append(following[0])
        every = every or conjunction == "and"
        end = following[1]
    return Group(tuple(parts), every and len(parts) > 1, p.text(start, end)), end


def _column(test: RowCondition) -> str:
    if isinstance(test, RowNot):
        return _column(test.part)
    if isinstance(test, RowAny | RowAll):
        return _column(test.parts[0])
    if isinstance(test, RowNumber | RowText | RowKnown):
        return test.column
    return ""
