"""A second made-up shop to ask: a wine and delicatessen merchant in Europe, with names that collide with the words of requests.

python tests/criteria/words/second_store.py FOLDER

As of 2025-07-01 00:00, in euros. Countries are two-letter codes, channels, coupons, campaigns, tags and goods are its own. The same
bytes come out on any Python: only `random.Random.random` is drawn from, and money is whole cents until it is written.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

AS_OF = date(2025, 7, 1)
_OPENED = date(2022, 9, 5)
_CUSTOMERS = 700

# (product_id, title, category, cents); many titles hold a word that means something else in a request
GOODS = (
    ("W01", "Over the Moon", "Red Wine", 1450),
    ("W02", "Second Label Bordeaux", "Red Wine", 2900),
    ("W03", "Under the Volcano Etna Rosso", "Red Wine", 2250),
    ("W04", "First Crush 2022", "Red Wine", 1150),
    ("W11", "Not So Dry Riesling", "White Wine", 1290),
    ("W12", "Grüner Veltliner", "White Wine", 990),
    ("W13", "Half Bottle Sauternes", "White Wine", 3400),
    ("W21", "Summer Sale Rosé", "Rosé & Sparkling", 1090),
    ("W22", "Crémant d'Alsace", "Rosé & Sparkling", 1590),
    ("W23", "Last Minute", "Rosé & Sparkling", 1890),
    ("B01", "March Ale", "Beer & Cider", 390),
    ("B02", "Breton Cider", "Beer & Cider", 650),
    ("B03", "Since 1890 Pils", "Beer & Cider", 420),
    ("B04", "The Last Order Stout", "Beer & Cider", 480),
    ("W24", "More Than a Feeling", "Rosé & Sparkling", 1690),
    ("C01", "Comté 24 Months", "Cheese", 1250),
    ("C02", "Brie de Meaux", "Cheese", 890),
    ("C03", "Gorgonzola Dolce", "Cheese", 790),
    ("H01", "30 Days Aged Ham", "Charcuterie", 1690),
    ("H02", "And Then Some Salami", "Charcuterie", 1190),
    ("P01", "Orders & Co Antipasti", "Pantry", 690),
    ("P02", "Never Enough Olives", "Pantry", 450),
    ("P03", "Twice Baked Crackers", "Pantry", 350),
    ("P04", "Berlin Mustard", "Pantry", 420),
    ("P05", "Champions Roast Espresso", "Pantry", 1390),
    ("P06", "Spent Grain Crackers", "Pantry", 390),
    ("P07", "Half & Half Chocolate", "Pantry", 480),
    ("P08", "Canada Maple Syrup", "Pantry", 990),
    ("P09", "Best Before Breakfast Jam", "Pantry", 610),
    ("O01", "Extra Virgin Olive Oil", "Oil & Vinegar", 1790),
    ("O02", "Balsamic Vinegar of Modena", "Oil & Vinegar", 2490),
    ("S01", "No. 7 Grappa", "Spirits", 3900),
    ("S02", "Old & Rare Port", "Spirits", 5900),
    ("G01", "Top Seller Box", "Gift Boxes", 6900),
    ("G02", "Paris Picnic Box", "Gift Boxes", 8400),
    ("G03", "Tasting Set of 6", "Gift Boxes", 4900),
    ("G04", "Customer Favourites", "Gift Boxes", 5900),
)
_BY_CATEGORY: dict[str, list[tuple[str, str, str, int]]] = {}
for _good in GOODS:
    _BY_CATEGORY.setdefault(_good[2], []).append(_good)
_WEIGHTS = (
    ("Red Wine", 18),
    ("White Wine", 14),
    ("Rosé & Sparkling", 12),
    ("Beer & Cider", 8),
    ("Cheese", 15),
    ("Charcuterie", 9),
    ("Pantry", 16),
    ("Oil & Vinegar", 7),
    ("Spirits", 5),
    ("Gift Boxes", 5),
)
_PLACES = (
    (("AT", (("Vienna", ("Vienna",)), ("Tyrol", ("Innsbruck",)), ("Styria", ("Graz",)))), 26),
    (("DE", (("Bavaria", ("Munich", "Nuremberg")), ("Berlin", ("Berlin",)), ("Saxony", ("Leipzig", "Dresden")))), 22),
    (("CH", (("Zurich", ("Zurich",)), ("Geneva", ("Geneva",)))), 12),
    (("IT", (("Lombardy", ("Milan",)), ("Tuscany", ("Florence", "Siena")), ("Lazio", ("Rome",)))), 14),
    (("PT", (("Lisbon", ("Lisbon",)), ("Porto", ("Porto",)))), 8),
    (("BE", (("Brussels", ("Brussels",)), ("Flanders", ("Antwerp", "Ghent")))), 8),
    (("GB", (("England", ("London", "Bath")), ("Scotland", ("Edinburgh",)))), 7),
    ((None, ()), 3),
)
_WOMEN = ("Anna", "Giulia", "Marie", "Sofia", "Lena", "Inês", "Charlotte", "Heidi")
_MEN = ("Lukas", "Marco", "João", "Jan", "Felix", "Luca", "Oliver", "Pierre")
_FAMILIES = ("Gruber", "Rossi", "Silva", "Peeters", "Huber", "Bianchi", "Novak", "Moser", "March", "May", "Winter")
_CHANNELS = (("webshop", 50), ("click_and_collect", 15), ("wine_bar", 15), ("wine_fair", 8), ("phone", 12))
_CODES = {"SANTE10": 10, "VINO25": 25, "NOEL15": 15, "FREUNDE20": 20}
_CAMPAIGNS = (
    ("First Press", date(2024, 2, 8)),
    ("Truffle Week", date(2024, 10, 17)),
    ("Noël Tasting 2024", date(2024, 12, 5)),
    ("Rosé All Day", date(2025, 4, 24)),
    ("Last Call for Asparagus", date(2025, 5, 15)),
    ("Harvest Party Invite", date(2025, 6, 12)),
)
_LETTER = "Cellar Letter"


class _Shop:
    """Draws the shop. Rows are tuples in the order of the headers below."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random  # noqa: S311
        self.customers: list[tuple[Any, ...]] = []
        self.orders: list[tuple[Any, ...]] = []
        self.lines: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []

    def number(self, low: int, high: int) -> int:
        return low + int(self._draw() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self._draw() < share

    def one(self, options: Sequence[Any]) -> Any:
        return options[int(self._draw() * len(options))]

    def weighted(self, options: Iterable[tuple[Any, float]]) -> Any:
        options = tuple(options)
        left = self._draw() * sum(weight for _, weight in options)
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][0]

    def time(self, low: date, high: date) -> datetime:
        day = low + timedelta(days=self.number(0, max(0, (high - low).days)))
        return datetime(day.year, day.month, day.day, self.number(8, 21), self.number(0, 59), self.number(0, 59))

    def person(self, number: int) -> None:
        customer = f"K-{10_000 + number}"
        country, regions = self.weighted(_PLACES)
        region, cities = self.one(regions) if regions else (None, ())
        gender = self.weighted((("female", 45), ("male", 40), (None, 15)))
        first = self.one(_WOMEN if gender == "female" else _MEN if gender == "male" else _WOMEN + _MEN)
        born = date(self.number(1945, 2006), self.number(1, 12), self.number(1, 28)) if self.chance(0.7) else None
        joined = self.time(_OPENED, date(2024, 6, 30) if self.chance(0.6) else date(2025, 6, 20))
        subscribed = self.chance(0.6)
        kind = self.weighted((("none", 14), ("one", 28), ("few", 30), ("many", 20), ("monthly", 8)))
        tags = [
            tag
            for tag, share in (("cellar-club", 0.15), ("sommelier", 0.05), ("restaurant", 0.06), ("press", 0.03))
            if self.chance(share)
        ]
        family = self.one(_FAMILIES)
        row = (customer, f"k{number}@{self.one(('gmx.at', 'web.de', 'gmail.com', 'libero.it'))}", first, family)
        city = self.one(cities) if cities else None
        self.customers.append((*row, country, region, city, born, gender, joined, str(subscribed).lower(), ",".join(tags)))
        days = self.days(kind, joined)
        favourite = [self.weighted(_WEIGHTS) for _ in range(2)]
        channels = [self.weighted(_CHANNELS) for _ in range(self.number(1, 2))]
        saver = self.weighted(((0.0, 45), (0.2, 35), (0.9, 20)))
        for when in days:
            self.order(customer, when, favourite, self.one(channels), saver)
        self.letters(customer, joined, subscribed)
        self.visits(customer, joined, days)

    def days(self, kind: str, joined: datetime) -> list[datetime]:
        low, high = joined.date() + timedelta(days=1), AS_OF - timedelta(days=1)
        if kind == "none" or low > high:
            return []
        if kind == "monthly":
            found = [self.time(max(low, start), start + timedelta(days=25)) for start in _months(low, high) if self.chance(0.96)]
            return [each for each in found if each.date() <= high]
        count = {"one": 1, "few": self.number(2, 4), "many": self.number(5, 12)}[kind]
        end = high if self.chance(0.6) else min(high, max(low, date(2024, 12, 1)))
        return sorted(self.time(low, end) for _ in range(count))

    def order(self, customer: str, when: datetime, favourite: Sequence[str], channel: str, saver: float) -> None:
        number = f"A{len(self.orders) + 1:05}"
        basket: dict[tuple[str, str, str, int], int] = {}
        for _ in range(self.weighted(((1, 40), (2, 30), (3, 20), (5, 10)))):
            category = self.one(favourite) if self.chance(0.6) else self.weighted(_WEIGHTS)
            good = self.one(_BY_CATEGORY[category])
            basket[good] = basket.get(good, 0) + self.weighted(((1, 60), (2, 20), (6, 15), (12, 5)))
        code = self.one(tuple(_CODES)) if self.chance(saver) else None
        gross = sum(good[3] * count for good, count in basket.items())
        discount = gross * _CODES.get(code or "", 0) // 100
        status = self.weighted((("paid", 90), ("refunded", 3), ("partially_refunded", 3), ("cancelled", 4)))
        total = gross - discount
        refunded = {"refunded": total, "partially_refunded": total * 2 // 5}.get(status, 0)
        money = (_euros(total), _euros(discount), _euros(refunded))
        self.orders.append((number, customer, when, "EUR", money[0], money[1], channel, code, status, money[2]))
        self.lines.extend((number, good[0], good[1], good[2], count, _euros(good[3])) for good, count in basket.items())

    def letters(self, customer: str, joined: datetime, subscribed: bool) -> None:
        gone = None
        if not subscribed:
            if not self.chance(0.4):
                return
            gone = self.time(max(joined.date(), date(2024, 1, 1)), AS_OF - timedelta(days=3))
        opens = self.weighted(((0.7, 25), (0.35, 40), (0.05, 35)))
        for name, day in (*_CAMPAIGNS, *((_LETTER, each) for each in _months(date(2024, 1, 1), AS_OF - timedelta(days=1)))):
            sent = datetime(day.year, day.month, day.day, 9, self.number(0, 59))
            if sent < joined or (gone and sent > gone) or self.chance(0.1):
                continue
            self.events.append((customer, sent, "email_sent", name))
            if self.chance(opens):
                opened = sent + timedelta(hours=self.number(0, 30), minutes=self.number(1, 59))
                self.events.append((customer, opened, "email_open", name))
                if self.chance(0.35):
                    self.events.append((customer, opened + timedelta(minutes=self.number(1, 9)), "email_click", name))
        if gone:
            self.events.append((customer, gone, "unsubscribed", None))

    def visits(self, customer: str, joined: datetime, days: Sequence[datetime]) -> None:
        last = AS_OF - timedelta(days=1)
        extra = [self.time(max(joined.date(), date(2024, 1, 1)), last) for _ in range(self.weighted(((0, 30), (3, 40), (12, 30))))]
        for when in (*extra, *(each - timedelta(minutes=25) for each in days if each.year >= 2024)):
            self.events.append((customer, when, "site_visit", None))
            if self.chance(0.5):
                self.events.append((customer, when + timedelta(minutes=3), "product_view", None))
                if self.chance(0.2):
                    self.events.append((customer, when + timedelta(minutes=12), "cart_abandoned", None))


def _months(low: date, high: date) -> list[date]:
    """The first days of the months from `low`'s to `high`'s."""
    return [date(n // 12, n % 12 + 1, 1) for n in range(low.year * 12 + low.month - 1, high.year * 12 + high.month)]


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


_HEADERS = {
    "customers": "customer_id,email,first_name,last_name,country,region,city,birth_date,gender,created_at,accepts_marketing,tags",
    "orders": "order_id,customer_id,ordered_at,currency,total,discount,channel,coupon_code,status,refunded",
    "lines": "order_id,product_id,product_title,category,quantity,unit_price",
    "events": "customer_id,occurred_at,type,campaign",
}


def write_store(folder: Path, seed: int = 20250701) -> Path:
    """Write the four tables as CSV files into an existing folder."""
    shop = _Shop(seed)
    for number in range(_CUSTOMERS):
        shop.person(number)
    shop.events.sort(key=lambda row: (row[1], row[0], row[2]))
    for name, header in _HEADERS.items():
        path = folder / f"{'order_lines' if name == 'lines' else name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(header.split(","))
            rows.writerows(["" if value is None else value for value in row] for row in getattr(shop, name))
    return folder


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    write_store(Path(sys.argv[1]))
