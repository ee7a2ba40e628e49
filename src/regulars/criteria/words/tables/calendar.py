"""Months, seasons, weekdays, named days, units of time and the words that open a window."""

from __future__ import annotations

from regulars.criteria.terms import Unit
from regulars.criteria.words.phrases import Phrases, table

MONTHS = {
    name: n + 1
    for n, name in enumerate(
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
    )
}
# first and last month; a winter that begins in December belongs to the year in which it begins unless January is meant
SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "summertime": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 2),
    "wintertime": (12, 2),
}
# what makes an hour of the number before it
DAY_PARTS = (("in", "the", "morning"), ("in", "the", "afternoon"), ("in", "the", "evening"), ("at", "night"))
WEEKDAYS = (
    {name: n + 1 for n, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
    | {name + "s": n + 1 for n, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
    | {
        "mon": 1,
        "tue": 2,
        "tues": 2,
        "wed": 3,
        "thu": 4,
        "thurs": 4,
        "fri": 5,
        "sat": 6,
    }
)
UNITS = {
    "hour": Unit.HOUR,
    "hours": Unit.HOUR,
    "h": Unit.HOUR,
    "day": Unit.DAY,
    "days": Unit.DAY,
    "d": Unit.DAY,
    "week": Unit.WEEK,
    "weeks": Unit.WEEK,
    "month": Unit.MONTH,
    "months": Unit.MONTH,
    "m": Unit.MONTH,
    "quarter": Unit.QUARTER,
    "quarters": Unit.QUARTER,
    "year": Unit.YEAR,
    "years": Unit.YEAR,
    "y": Unit.YEAR,
    "fortnight": Unit.WEEK,
    "fortnights": Unit.WEEK,
    "w": Unit.WEEK,
    "decade": Unit.YEAR,
    "decades": Unit.YEAR,
    "daily": Unit.DAY,
    "weekly": Unit.WEEK,
    "monthly": Unit.MONTH,
    "quarterly": Unit.QUARTER,
    "yearly": Unit.YEAR,
    "annual": Unit.YEAR,
    "nights": Unit.DAY,
}
UNIT_SIZE = {"fortnight": 2, "fortnights": 2, "decade": 10, "decades": 10}
HALVES = {"first half": 1, "1st half": 1, "second half": 2, "2nd half": 2, "latter half": 2, "last half": 2}
QUARTERS = {
    "first quarter": 1,
    "1st quarter": 1,
    "second quarter": 2,
    "2nd quarter": 2,
    "third quarter": 3,
    "3rd quarter": 3,
    "fourth quarter": 4,
    "4th quarter": 4,
    "last quarter": 4,
    "final quarter": 4,
}
PARTS_OF_YEAR = Phrases({**{k: ("half", v) for k, v in HALVES.items()}, **{k: ("quarter", v) for k, v in QUARTERS.items()}})

# days with a name; the rule that finds them in a year is in dates.py
NAMED_DAYS = table(
    """
black_friday: black friday
cyber_monday: cyber monday
black_friday_weekend: black friday weekend; black friday cyber monday; black friday and cyber monday weekend; bfcm;
    bfcm weekend; black friday to cyber monday; cyber weekend; black friday through cyber monday
thanksgiving: thanksgiving; thanksgiving day
christmas: christmas; christmas day
christmas_eve: christmas eve
boxing_day: boxing day
new_year: new year day; new years day; new year; new years
new_years_eve: new year eve; new years eve
valentines: valentine day; valentines day; valentine; valentines
halloween: halloween
easter: easter; easter sunday
mothers_day: mother day; mothers day
fathers_day: father day; fathers day
independence_day: independence day; fourth of july; july 4th; 4th of july; the fourth of july
st_patricks: saint patrick day; st patrick day; st patricks day
earth_day: earth day
labor_day: labor day; labour day
memorial_day: memorial day
holiday_season: the holidays; holiday season; the holiday season; holidays; the festive season; festive season;
    christmas season; christmas period
"""
)
# the days before and after a feast that make its weekend
WEEKEND_FEASTS = {"thanksgiving": (0, 3), "easter": (2, 1), "memorial_day": (2, 0), "labor_day": (2, 0), "mothers_day": (1, 0)}
WEEKEND_FEASTS |= {"fathers_day": (1, 0), "cyber_monday": (2, 0)}
HOLIDAY_NOTE = "the holiday season is taken as November and December"

LAST = table(
    """
last: last; the last; past; the past; previous; the previous; preceding; the preceding; most recent; the most recent;
    this past; this last; these past; these last; trailing; the trailing; latest; the latest; prior; the prior; recent;
    rolling;
    the rolling; final; the final
this: this; the current; current; present; the present; the running; this very
next: next; the next; coming; the coming; upcoming; the upcoming; following; the following
"""
)
OPEN = table(
    """
in: in; during; within; over; throughout; in the course of; over the course of; at some point in; at any time in;
    at any point in; any time in; sometime in; at any point during; at any time during; for; across; inside; on; from; at;
    as of; dated; dating from; made in; placed in; all through; anytime in; at some point during; sometime during;
    at any point within; at any time within; in the space of; within the space of; of; anytime during; back in;
    in all of
since: since; from; starting; starting from; beginning; beginning in; beginning with; as from; as of; since the start of;
    since the beginning of; since early; from the start of; from the beginning of; starting in; any time since;
    at any time since; at any point since; ever since; on or after; no earlier than; from and after;
    on and after; onwards from
after: after; later than; following; past; more recently than; after the end of; since after; since the end of; from after
before: before; prior to; earlier than; up until; ahead of; preceding; until before; before the start of;
    before the beginning of; any time before; at any time before; no later than the day before
until: until; till; by; up to; through; to; on or before; no later than; not later than; up to and including; by the end of;
    until the end of; through the end of; up to the end of; as late as
between: between; from; anytime between; any time between; in between; sometime between; at any time between; from between
"""
)
TO_DATE = Phrases(
    {
        "year to date": Unit.YEAR,
        "ytd": Unit.YEAR,
        "month to date": Unit.MONTH,
        "mtd": Unit.MONTH,
        "quarter to date": Unit.QUARTER,
        "qtd": Unit.QUARTER,
        "week to date": Unit.WEEK,
        "so far this year": Unit.YEAR,
        "so far this month": Unit.MONTH,
        "so far this quarter": Unit.QUARTER,
        "so far this week": Unit.WEEK,
    }
)
