"""Numbers in words, currencies, fractions, and the phrasings of comparisons."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.words.phrases import Phrases, table

SMALL = {
    word: Decimal(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: Decimal(10 * (n + 2))
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "grand": Decimal(1000),
    "million": Decimal(1_000_000),
    "k": Decimal(1000),
    "dozen": Decimal(12),
}
PAIRS = Phrases(
    {
        "half a dozen": Decimal(6),
        "a half dozen": Decimal(6),
        "a couple of": Decimal(2),
        "a couple": Decimal(2),
        "couple of": Decimal(2),
        "a pair of": Decimal(2),
        "a dozen": Decimal(12),
        "a hundred": Decimal(100),
        "a thousand": Decimal(1000),
        "a grand": Decimal(1000),
        "a million": Decimal(1_000_000),
    }
)
FRACTIONS = Phrases(
    {
        "half": Decimal("0.5"),
        "a half": Decimal("0.5"),
        "one half": Decimal("0.5"),
        "a third": Decimal(1) / 3,
        "one third": Decimal(1) / 3,
        "two thirds": Decimal(2) / 3,
        "a quarter": Decimal("0.25"),
        "one quarter": Decimal("0.25"),
        "a fourth": Decimal("0.25"),
        "three quarters": Decimal("0.75"),
        "three fourths": Decimal("0.75"),
        "a fifth": Decimal("0.2"),
        "one fifth": Decimal("0.2"),
        "a tenth": Decimal("0.1"),
        "one tenth": Decimal("0.1"),
        "one in three": Decimal(1) / 3,
        "one in four": Decimal("0.25"),
        "one in five": Decimal("0.2"),
        "one in ten": Decimal("0.1"),
        "one in two": Decimal("0.5"),
        "every other": Decimal("0.5"),
        "1 in 3": Decimal(1) / 3,
        "1 in 4": Decimal("0.25"),
        "1 in 5": Decimal("0.2"),
        "1 in 2": Decimal("0.5"),
        "1 in 10": Decimal("0.1"),
    }
)
TIMES = Phrases(
    {
        "once": Decimal(1),
        "once and only once": Decimal(1),
        "just the once": Decimal(1),
        "twice": Decimal(2),
        "thrice": Decimal(3),
        "two times": Decimal(2),
        "one time": Decimal(1),
    }
)
TIMES_NOUNS = frozenset({"times", "time", "occasions", "occasion", "x"})

# signs and names of currencies; a plain "$" fits every dollar
CURRENCY_SIGNS = {"$": "$", "€": "EUR", "£": "GBP", "¥": "JPY"}
CURRENCY_WORDS = {
    "dollars": "$",
    "dollar": "$",
    "bucks": "$",
    "buck": "$",
    "usd": "USD",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "gbp": "GBP",
    "pounds": "GBP",
    "pound": "GBP",
    "quid": "GBP",
    "cad": "CAD",
    "aud": "AUD",
    "yen": "JPY",
    "jpy": "JPY",
    "chf": "CHF",
    "sek": "SEK",
}
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})

BEFORE = table(
    """
above: more than; over; above; greater than; north of; exceeding; exceeds; exceed; exceeded; in excess of; beyond;
    higher than; bigger than; larger than; longer than; older than; worth more than; upward of; better than; in more than;
    >; surpassing; surpassed; topped; topping; bigger; no fewer or equal than
at_least: at least; at or above; at or over; equal or above; on or above; no less and no fewer than; no less than;
    not less than; no fewer than; not fewer than; not under; not below; a minimum of;
    minimum of; minimum; min; at minimum; at the very least; >=; =>; ≥; upwards of; starting at; greater than or equal to;
    more than or equal to; equal to or greater than; equal to or more than; as many as or more than; no lower than;
    not lower than; no smaller than; at a minimum
below: less than; under; below; fewer than; smaller than; lower than; shorter than; younger than; short of; south of;
    cheaper than; not even; <; not reaching; in less than; in fewer than; worth less than; not as many as
at_most: at most; at or below; at or under; on or below; up to; no more than; not more than; no greater than; not over;
    not above; not exceeding; a maximum of;
    maximum of; maximum; max; at the most; <=; =<; ≤; no higher than; no longer than; less than or equal to;
    fewer than or equal to; not exceed; capped at; no older than; only up to; at the very most; as few as or fewer than;
    not greater than
equal: exactly; precisely; equal to; equals; =; only; just; a total of exactly; merely; no more and no less than; exact
unequal: not exactly; !=; <>; not equal to
vague: around; about; roughly; approximately; approx; nearly; almost; circa; ~; close to; some
"""
)
AFTER = table(
    """
at_least: or more; or above; or over; or greater; or higher; or better; or up; or older; or longer; and up; and above;
    and over; and more; and older; and higher; or later; plus; +; at least; minimum; or bigger; or larger; at minimum;
    and upwards; or upwards; upwards; or even more; or more of; onwards; at a minimum; and beyond
at_most: or less; or fewer; or under; or below; or lower; or younger; or smaller; and under; and below; or shorter; at most;
    maximum; and younger; and less; and fewer; tops; or cheaper; at the most
equal: exactly; only; in total; precisely
"""
)
RELATIVE = table(
    """
above: more; greater; higher; bigger; larger; longer; better; pricier; costlier; more expensive; more often; more frequently;
    more money; more times
below: less; fewer; lower; smaller; shorter; cheaper; less expensive; less often; less frequently; less money; fewer times
"""
)
VAGUE_AMOUNTS = frozenset(
    {"many", "lots", "loads", "few", "plenty", "numerous", "much", "tons", "heaps", "some", "handful", "various", "countless"}
)
# nouns that a plain number counts, in the singular
COUNTED = frozenset(
    [
        "order",
        "purchase",
        "transaction",
        "time",
        "occasion",
        "item",
        "unit",
        "piece",
        "product",
        "category",
        "email",
        "visit",
        "session",
        "click",
        "open",
        "view",
        "coupon",
        "return",
        "refund",
        "day",
        "week",
        "month",
        "year",
        "point",
        "channel",
        "message",
        "cart",
    ]
)
