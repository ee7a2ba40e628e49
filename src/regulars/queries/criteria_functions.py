"""The functions of criteria in SQL, for what plain SQL has no exact word for. Writer, reader, guard and docs go by this table."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.criteria.terms import End, RankBy, Statistic


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called, and what it means."""

    name: str
    form: str
    meaning: str


FUNCTIONS = (
    Function(
        "AS_OF",
        "AS_OF()",
        "the instant that the question is asked for",
    ),
    Function(
        "IN_LAST",
        "IN_LAST(time, 90, 'day')",
        "after the as-of less so many hours, days, weeks, months, quarters or years, up to it",
    ),
    Function(
        "IN_PAST",
        "IN_PAST(time, 12, 6, 'month')",
        "after 12 and up to 6 months before the as-of; NULL as the first: at any time before",
    ),
    Function(
        "IN_PERIOD",
        "IN_PERIOD(time, 'month', -1, -1)",
        "in whole calendar units, from the first to the last, 0 being the running one",
    ),
    Function(
        "IN_DATES",
        "IN_DATES(time, DATE '2025-01-01', DATE '2025-12-31')",
        "on these days, both included; NULL leaves a side open",
    ),
    Function(
        "AROUND",
        "AROUND(time, anchor, 0, 90, FALSE)",
        "0 to 90 days after the customer's own time; TRUE leaves out that very instant",
    ),
    Function(
        "DAYS_BETWEEN",
        "DAYS_BETWEEN(earlier, later)",
        "days from one time to another, with their fraction",
    ),
    Function(
        "YEARS_BETWEEN",
        "YEARS_BETWEEN(date, AS_OF())",
        "whole years up to the as-of: an age",
    ),
    Function(
        "DAYS_TO_ANNIVERSARY",
        "DAYS_TO_ANNIVERSARY(date)",
        "whole days to the next yearly return of a date, 0 on it",
    ),
    Function(
        "TEXT_CONTAINS",
        "TEXT_CONTAINS(text, 'a', 'b')",
        "holds one of the texts, whatever its case",
    ),
    Function(
        "TEXT_STARTS_WITH",
        "TEXT_STARTS_WITH(text, 'a')",
        "begins with one of the texts, whatever its case",
    ),
    Function(
        "TEXT_ENDS_WITH",
        "TEXT_ENDS_WITH(text, 'a')",
        "ends with one of the texts, whatever its case",
    ),
    Function(
        "TAGGED",
        "TAGGED(c.tags, 'vip')",
        "has one of the tags",
    ),
    Function(
        "AVERAGE_GAP",
        "AVERAGE_GAP(o.ordered_at)",
        "aggregate: mean days between consecutive rows",
    ),
    Function(
        "LONGEST_GAP",
        "LONGEST_GAP(o.ordered_at)",
        "aggregate: the longest time between consecutive rows, in days",
    ),
    Function(
        "LAST_GAP",
        "LAST_GAP(o.ordered_at)",
        "aggregate: days between the last two rows",
    ),
    Function(
        "MOST_REPEATED",
        "MOST_REPEATED(l.product_title)",
        "aggregate: how many orders hold the commonest value",
    ),
    Function(
        "LONGEST_RUN",
        "LONGEST_RUN(o.year_month)",
        "aggregate: the most calendar periods in a row with a row",
    ),
    Function(
        "MOST_SPENT",
        "MOST_SPENT(o.year_month)",
        "aggregate: the most money of the rows with one value",
    ),
    Function(
        "AVERAGE_OVER",
        "AVERAGE_OVER(quantity, among)",
        "the average of the customers; of a ratio, the pooled one; among is optional",
    ),
    Function(
        "MEDIAN_OVER",
        "MEDIAN_OVER(quantity, among)",
        "the median of the customers; among is optional",
    ),
    Function(
        "PERCENTILE_OVER",
        "PERCENTILE_OVER(quantity, 90, among)",
        "the value with at least 90 per cent at or below it; among is optional",
    ),
    Function(
        "TOP_SHARE",
        "TOP_SHARE(quantity, 0.1, among)",
        "in the highest tenth, ties included; also BOTTOM_SHARE; among is optional",
    ),
    Function(
        "TOP_COUNT",
        "TOP_COUNT(quantity, 100, among)",
        "among the 100 highest, ties included; also BOTTOM_COUNT",
    ),
    Function(
        "TOP_BEYOND",
        "TOP_BEYOND(quantity, 0.9, among)",
        "higher than that of more than 90 % of the others; also BOTTOM_BEYOND",
    ),
    Function(
        "TOP_MAKING",
        "TOP_MAKING(quantity, 0.8, among)",
        "of the fewest that make 80 % of the whole; also BOTTOM_MAKING",
    ),
    Function(
        "FOLLOWED",
        "FOLLOWED((SELECT ...), (SELECT ...), 30)",
        "a row of the first is followed by a later one of the second, within 30 days",
    ),
    Function(
        "EACH_PERIOD",
        "EACH_PERIOD((SELECT ...), 'month', 1)",
        "at least one row in every calendar month that the rows' window touches",
    ),
    Function(
        "IN_SEGMENT",
        "IN_SEGMENT('name')",
        "in one of the custom segments",
    ),
    Function(
        "ALL_OF",
        "ALL_OF(a)",
        "all of the conditions, where there is but one",
    ),
    Function(
        "ANY_OF",
        "ANY_OF(a)",
        "one of the conditions, where there is but one",
    ),
)

RANKS = {f"{end}_{by}".upper(): (end, by) for end in End for by in RankBy}
OVER = {f"{statistic}_over".upper(): statistic for statistic in Statistic}
FUNCTION_NAMES = frozenset({function.name for function in FUNCTIONS} | set(RANKS))

# columns that criteria see and the stored tables do not have: they are worked out
VIRTUAL_COLUMNS = {
    "counted": "the order counts: it is not cancelled, pending, failed, draft, test, nor a return of its own",
    "place": "the order's number among the customer's counted ones, 1 being the first",
    "place_from_end": "the same from the end, 1 being the last",
    "net": "total - refunded",
    "month": "month of the year in the shop's zone",
    "day_of_month": "day of the month in the shop's zone",
    "weekday": "1 is Monday, in the shop's zone",
    "hour": "hour of the day in the shop's zone",
    "year": "calendar year in the shop's zone, 2026",
    "year_quarter": "20264 is the fourth quarter of 2026, in the shop's zone",
    "year_month": "202610 is October 2026, in the shop's zone",
    "year_month_day": "20261001 is 1 October 2026, in the shop's zone",
}
