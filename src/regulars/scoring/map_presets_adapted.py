"""Published maps of tools and packages; where one is no exact cover, its `source` says what we changed or added."""

from __future__ import annotations

from regulars.scoring.map_rules import ACQUIRE, LTV, MONITOR, NURTURE, REACTIVATE, RETAIN, WrittenMap
from regulars.scoring.maps import RFE, RFM, Notation

PUTLER = WrittenMap(
    "putler",
    "Putler-style: 11 segments on R and (F + M) / 2",
    "Public code that reproduces Putler's table, on scores 0 to 5. On scores 1 to 5 four of its names are never reached, so ours "
    "tests Recent and Promising before Potential loyalist, Can't lose before At risk, and Lost (narrowed from x <= 2 to x <= 1) "
    "before Hibernating; Potential loyalist is x 1-3 as in the table. Objectives are ours.",
    Notation(RFM, 5, best=5),
    (
        ("Champions", "r=4-5 fm=4-5", LTV, "VIP/Loyalty"),
        ("Loyal customers", "r=2-5 fm=3-5", RETAIN, "Loyalty"),
        ("Recent customers", "r=4-5 fm<=1", ACQUIRE, "Welcome"),
        ("Promising", "r=3-4 fm<=1", LTV, "Nurture"),
        ("Potential loyalist", "r=3-5 fm=1-3", NURTURE, "Nurture"),
        ("Needing attention", "r=2-3 fm=2-3", RETAIN, "Re-engage"),
        ("About to sleep", "r=2-3 fm<=2", RETAIN, "Re-engage"),
        ("Can't lose", "r=1 fm=4-5", RETAIN, "Win-back"),
        ("At risk", "r<=2 fm=2-5", RETAIN, "Win-back"),
        ("Lost", "r<=2 fm<=1", MONITOR, "Sunset"),
        ("Hibernating", "r<=2 fm=1-2", REACTIVATE, "Reactivation"),
    ),
    first_match=True,
)

BRAZE = WrittenMap(
    "braze",
    "Braze: 10 segments on scores 0 to 3",
    "Braze's RFM segments, first match from the top, meant for a window of up to 60 days. As published R 0, F 3, M 0 matches "
    "nothing; ours gives it to Hibernating. Objectives are ours.",
    Notation(RFM, 4, best=3),
    (
        ("Champions", "r=3 f=2-3 m=2-3", LTV, "VIP/Loyalty"),
        ("Loyal", "r=2-3 f=2-3 m=1-3", RETAIN, "Loyalty"),
        ("Potential loyalists", "r=3 f=1-3 m=1-3", NURTURE, "Nurture"),
        ("Promising", "r=3 f=0-3 m=1-3", LTV, "Nurture"),
        ("New customers", "r=3", ACQUIRE, "Welcome"),
        ("Needing attention", "r=2-3", RETAIN, "Re-engage"),
        ("Cannot lose", "r=0-1 f=2-3 m=2-3", RETAIN, "Win-back"),
        ("At risk", "r=0-1 f=1-3 m=1-3", RETAIN, "Win-back"),
        ("About to sleep", "r=1", RETAIN, "Re-engage"),
        ("Hibernating", "r=0", REACTIVATE, "Reactivation"),
    ),
    first_match=True,
)

PYPI_RFM = WrittenMap(
    "pypi-rfm",
    "The PyPI package rfm: 10 segments",
    "Python package rfm, in the order of its code, first match. Objectives are ours.",
    Notation(RFM, 5, best=5),
    (
        ("Champions", "r=4-5 f=4-5 m=4-5", LTV, "VIP/Loyalty"),
        ("Promising", "r=4-5 f=1-2 m=3-5", LTV, "Nurture"),
        ("Loyal", "r=3-5 f=3-5 m=3-5", RETAIN, "Loyalty"),
        ("Potential", "r=3-5 f=2-3 m=2-4", NURTURE, "Nurture"),
        ("New", "r=5 f=1", ACQUIRE, "Welcome"),
        ("Low spenders", "r=3-5 m=1-2", NURTURE, "Upsell"),
        ("Need attention", "r=2-3 f=1-2 m=4-5", RETAIN, "Re-engage"),
        ("About to sleep", "r=2-3 f=1-2 m=1-3", RETAIN, "Re-engage"),
        ("At risk", "r=1-2 m=3-5", RETAIN, "Win-back"),
        ("Lost", "r=1-2 m=1-2", MONITOR, "Sunset"),
    ),
    first_match=True,
)

R_RFM = WrittenMap(
    "r-rfm",
    "The R package rfm: 10 segments and Other",
    "R package rfm 0.3, its example intervals in their order, read here as first match. Other is ours: the patterns that the "
    "intervals leave out. Objectives are ours.",
    Notation(RFM, 5, best=5),
    (
        ("Champions", "r=5 f=5 m=5", LTV, "VIP/Loyalty"),
        ("Potential", "r=3-5 f=3-5 m=2-5", NURTURE, "Nurture"),
        ("Loyal", "r=2-4 f=2-4 m=2-4", RETAIN, "Loyalty"),
        ("Promising", "r=3-4 f=1-3 m=3-5", LTV, "Nurture"),
        ("New", "r=4-5 f=1-3 m=1-5", ACQUIRE, "Welcome"),
        ("Can't lose", "r=1-2 f=3-4 m=4-5", RETAIN, "Win-back"),
        ("At risk", "r=1-2 f=2-5 m=4-5", RETAIN, "Win-back"),
        ("Need attention", "r=1-3 f=3-5 m=3-5", RETAIN, "Re-engage"),
        ("About to sleep", "r=2-3 f=1-3 m=1-4", RETAIN, "Re-engage"),
        ("Lost", "r=1", MONITOR, "Sunset"),
        ("Other", "rest", MONITOR, "No campaign"),
    ),
    first_match=True,
)

MAPP = WrittenMap(
    "mapp",
    "Mapp: inactive high-value buyers",
    "Mapp's published RFM pattern R 1, M 3, on three levels. Other is ours: all other patterns. Objectives are ours.",
    Notation(RFM, 3, best=3),
    (
        ("Inactive high-value buyers", "r=1 m=3", RETAIN, "Win-back"),
        ("Other", "rest", MONITOR, "No campaign"),
    ),
)

MAPP_VISITORS = WrittenMap(
    "mapp-visitors",
    "Mapp: heavy visitors",
    "Mapp's published RFE pattern F 3, E 3, on three levels. Other is ours: all other patterns. Objectives are ours.",
    Notation(RFE, 3, best=3),
    (
        ("Heavy visitors", "f=3 e=3", LTV, "Upsell"),
        ("Other", "rest", MONITOR, "No campaign"),
    ),
)
