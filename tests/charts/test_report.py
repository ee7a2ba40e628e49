from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import Page
from summaries import CASES, HOSTILE, named, products, shop, unbalanced, without_money

from regulars.charts import text
from regulars.charts.markup import clean
from regulars.charts.report import report_html
from regulars.scoring.results import Summary


@pytest.fixture(params=CASES, name="case")
def every_case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def page(summary: Summary, **options: str) -> Page:
    return Page(report_html(summary, **options))


def test_every_case_is_balanced_html_with_unique_ids(case: str) -> None:
    seen = page(CASES[case]())
    repeated = [name for name, times in Counter(seen.values("id")).items() if times > 1]
    assert repeated == []


def test_every_reference_points_to_an_element(case: str) -> None:
    seen = page(CASES[case]())
    ids = set(seen.values("id"))
    pointed = [*seen.values("aria-labelledby"), *seen.values("aria-describedby")]
    pointed += [href.removeprefix("#") for href in seen.values("href") if href.startswith("#")]
    assert pointed
    assert set(pointed) <= ids


def test_nothing_runs_and_nothing_is_loaded(case: str) -> None:
    seen = page(CASES[case]())
    assert not {"script", "img", "iframe", "object", "embed", "form", "base"} & set(seen.tags)
    assert seen.values("style") == []
    assert [name for _, name, _ in seen.attributes if name.startswith("on")] == []
    assert [value for value in seen.values("href") if not value.startswith(("#", "data:,"))] == []
    assert seen.values("src") == []
    assert "url(" not in "".join(seen.styles)
    assert "@import" not in "".join(seen.styles)


def test_the_content_policy_names_the_one_style_sheet() -> None:
    seen = page(shop())
    assert len(seen.styles) == 1
    digest = b64encode(sha256(seen.styles[0].encode()).digest()).decode()
    policy = next(value for value in seen.values("content") if "default-src" in value)
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_hostile_names_stay_text() -> None:
    seen = page(named(HOSTILE), title=HOSTILE, generated_with=HOSTILE)
    assert seen.tags == page(named("name"), title="name", generated_with="name").tags
    assert "<script>alert('x')</script>" in seen.text


visible = st.text(min_size=1, max_size=60).filter(lambda text: any(letter.isalnum() for letter in clean(text)))
openings = st.sampled_from(["", "<", ">", "&", '"', "'", "</", "<!--", "]]>", "&lt"])
hostile = st.tuples(openings, visible).map("".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile)
def test_no_name_changes_the_structure_of_the_page(name: str) -> None:
    html = report_html(named(name), title=name)
    html.encode("utf-8")
    seen = Page(html)
    assert seen.tags == page(named("name"), title="name").tags
    assert clean(name).strip() in seen.text


def test_long_names_are_shortened_and_kept_in_full_as_a_title() -> None:
    name = "x" * 500
    seen = page(named(name))
    assert name in seen.values("title")
    assert "x" * 89 + "…" in seen.text


def test_warnings_are_never_shortened() -> None:
    warning = "word " * 400 + "end of the warning"
    plain = shop()
    assert warning in page(replace(plain, quality=replace(plain.quality, warnings=(warning,)))).text


def test_sections_come_in_the_agreed_order() -> None:
    said = page(shop()).text
    order = [
        "As of",
        "High value at risk",
        "Net revenue",
        "Champions",
        "Patterns and top products",
        "Segments by size and by money",
        "Recency by frequency",
        "Recency (days)",
        "Orders by month",
        "Refresh every",
        "Everything adds up",
        "Source column",
        "Whole days from the customer's last order",
    ]
    at = -1
    for heading in order:
        at = said.index(heading, at + 1)


def test_key_figures_are_those_of_the_summary() -> None:
    said = page(shop()).text
    for figure in ("4,338", "18,532", "£8,310,477.05", "£448.44", "65.6%", "£760,335.13", "9.1% of net revenue", "495 customers"):
        assert figure in said


def test_the_call_out_names_segments_and_one_next_step() -> None:
    said = page(shop()).text
    assert "Can't Lose Them and At Risk" in said
    assert said.count("Next step: ") == 1
    assert "start a win-back campaign with these 495 customers" in said
    assert "spent so far: 9.1% of net revenue" in said
    assert "Also to win back: Hibernating 611 customers, £368,453." in said


def test_the_call_out_points_to_the_list_only_where_it_was_written() -> None:
    assert "listed in customers.csv, segment = Can't Lose Them or At Risk." in page(replace(shop(), outputs=True)).text
    assert "customers.csv" not in page(shop()).text


def test_a_year_s_spend_is_told_from_a_year_of_history_on() -> None:
    risk = shop().at_risk
    assert risk is not None
    long = replace(shop(), as_of=shop().as_of.replace(year=2013))
    days = Decimal((long.as_of.date() - date(2010, 12, 1)).days)
    each = text.money(risk.revenue / risk.customers / days * Decimal("365.25"), "GBP", 0)
    assert f"each spent about {each} a year over the 3 years of history." in page(long).text
    assert "a year over" not in page(replace(long, window_days=180)).text
    assert "a year over" not in page(replace(shop(), quality=replace(shop().quality, first_order_at=None))).text


def test_key_figures_tell_gross_returned_and_one_time_customers() -> None:
    said = page(shop()).text
    assert "£8,911,407.90 gross \u2212 £600,930.85 refunded or returned" in said
    assert "One-time customers\n34.4%" in said
    other_books = replace(shop(), revenue=Decimal("5.00"))
    assert "after refunds and returns" in page(other_books).text


def test_not_knowing_is_not_shown_as_good() -> None:
    assert 'class="risk calm"' in report_html(replace(shop(), at_risk=None))
    assert 'class="risk unknown"' in report_html(without_money())
    assert 'class="risk calm"' not in report_html(without_money())


def test_segments_and_objectives_are_explained_in_the_table() -> None:
    html = report_html(shop())
    assert '>Champions</span><span class="sub">Bought recently, with many orders and high spend</span>' in html
    assert '>Retain</span><span class="sub">keep them as customers</span>' in html


def test_words_for_nobody_are_counted_and_folded_away() -> None:
    html = report_html(shop())
    at = html.index("Means nobody")
    folded = html[html.index("<details>", at) : html.index("</details>", at)]
    assert "<summary>2 values</summary>" in folded
    assert "guest" in folded


def test_columns_not_used_stand_before_the_ledger() -> None:
    said = page(shop()).text
    assert said.index("Columns not used: Description2, Unnamed: 9.") < said.index("Reconciliation of rows and money")


def test_files_are_named_without_the_folders_they_share() -> None:
    files = ("/home/ann/shop/2024/orders.csv", "/home/ann/shop/2025/orders.csv")
    said = page(replace(shop(), quality=replace(shop().quality, files=files))).text
    assert "2024/orders.csv, 2025/orders.csv" in said
    assert "/home/ann" not in said


def test_the_as_of_is_told_in_the_shop_s_zone() -> None:
    assert "10 December 2011, 00:00 (Europe/London)" in page(shop()).text
    assert "10 December 2011, 14:00 (Pacific/Kiritimati)" in page(replace(shop(), zone="Pacific/Kiritimati")).text


def test_every_number_of_the_summary_is_shown() -> None:
    summary = shop()
    said = page(summary).text.replace(",", "")
    missing = [path for path, value in _numbers(summary, "summary") if not _shown(path, value, said)]
    assert missing == []


def _numbers(value: Any, path: str) -> list[tuple[str, Any]]:
    if is_dataclass(value):
        return [found for part in fields(value) for found in _numbers(getattr(value, part.name), f"{path}.{part.name}")]
    if isinstance(value, tuple):
        return [found for at, part in enumerate(value) for found in _numbers(part, f"{path}[{at}]")]
    return [(path, value)] if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else []


def _shown(path: str, value: float | Decimal, said: str) -> bool:
    if re.search(r"\.grid\[\d+\]\.(r|f)$", path):
        return True  # places in the grid, tested with it
    forms = {f"{abs(value)}", f"{abs(value):.2f}", f"{abs(value):.3f}", f"{abs(value) * 100:.1f}%", f"{abs(value) * 100:.0f}%"}
    forms |= {text.number(float(value)).replace(",", ""), text.compact(float(value))}
    return any(re.search(rf"(?<![\d.]){re.escape(form)}(?![\d])", said) for form in forms)


def test_every_text_of_the_summary_is_shown() -> None:
    summary = shop()
    said = page(summary).text.replace("_", " ").lower()
    mapping, quality = summary.quality.mapping, summary.quality
    wanted = [
        *(word for part in quality.excluded for word in (part.reason, part.meaning)),
        *quality.files,
        *quality.warnings,
        *mapping.notes,
        *mapping.unused,
        *mapping.anonymous,
        *(word for use in mapping.uses for word in (use.role, use.column, use.why)),
        *(pattern for part in summary.segments for pattern in part.patterns),
        *(part.title for part in summary.products),
        *(part.product for part in summary.products),
        *(reach for axis in summary.axes for reach in axis.level_ranges),
        *(word for part in summary.segments for word in (part.name, part.objective, part.campaign_type)),
        *(axis.cuts.note for axis in summary.axes),
        summary.scorecard,
        summary.map_name,
        summary.cycle.because if summary.cycle else "",
    ]
    assert [word for word in wanted if word.replace("_", " ").lower() not in said] == []


def test_products_of_a_segment_are_folded_away_under_its_name() -> None:
    html = report_html(shop())
    folded = html[html.index("<details>") : html.index("</details>")]
    assert "Champions" in folded
    assert products()[0].title in folded


def test_a_ledger_that_balances_says_so_and_one_that_does_not_is_loud() -> None:
    good, bad = page(shop()).text, page(unbalanced()).text
    assert "Everything adds up" in good
    assert "do not add up" not in good
    assert "Everything adds up" not in bad
    assert bad.count("The figures do not add up") == 2  # before everything else, and with the ledger
    assert bad.index("The figures do not add up") < bad.index("High value at risk")
    assert "7 rows unaccounted for" in bad
    assert "£12.340 unaccounted for" in bad


def test_the_ledger_keeps_fractions_of_a_cent() -> None:
    said = page(shop()).text
    assert "£9,747,747.934" in said
    assert "£0.004" in said


def test_without_money_no_money_is_mentioned_as_a_figure() -> None:
    said = page(without_money()).text
    assert "Net revenue" not in said
    assert "Average order" not in said
    assert "£" not in said
    assert "high-value customers can't be told apart" in said


def test_without_a_currency_numbers_are_plain() -> None:
    said = page(replace(shop(), currency=None)).text
    assert "£" not in said
    assert "8,310,477.05" in said


def test_made_up_data_says_so_before_any_figure() -> None:
    said = page(CASES["made_up"]()).text
    assert said.index("Made-up data.") < said.index("High value at risk")
    assert "Made-up data" not in page(shop()).text


def test_five_as_best_mirrors_every_score_that_is_shown() -> None:
    said = page(CASES["best_is_five"]()).text
    assert "5 is best, 1 is lowest" in said
    assert "1 is best" not in said
    assert "5 · most recent" in said
    assert "R 5most recent" in said
    assert "555 is best on every axis" in said


def test_engagement_speaks_of_visits() -> None:
    said = page(CASES["engagement"]()).text
    assert "days since last visit" in said
    assert "Engagement points" in said


def test_the_unfinished_month_is_told() -> None:
    whole = replace(shop(), as_of=shop().as_of.replace(year=2012, month=1, day=1), zone="UTC")
    assert "Dec 2011 is not a whole month" in page(shop()).text
    assert "is not a whole month" not in page(whole).text


def test_a_first_month_that_begins_late_is_told() -> None:
    late = replace(shop().quality, first_order_at=datetime(2010, 12, 14, tzinfo=UTC))
    said = page(replace(shop(), quality=late)).text
    assert "Dec 2010 may not be a whole month: the first order is of 14 December 2010. Dec 2011 is not" in said
    assert "may not be a whole month" not in page(shop()).text


def test_the_title_and_the_program_are_those_given() -> None:
    seen = page(shop(), title="Winter review", generated_with="Regulars 9.9")
    assert "Winter review" in seen.text
    assert "Made with Regulars 9.9." in seen.text


def test_the_same_summary_gives_the_same_page() -> None:
    assert report_html(shop()) == report_html(shop())


def test_every_drawing_is_named_and_described(case: str) -> None:
    drawings = re.findall(r"<svg[^>]*class=\"chart[^>]*>", report_html(CASES[case]()))
    assert drawings
    assert all('role="img"' in drawing and "aria-labelledby=" in drawing and "aria-describedby=" in drawing for drawing in drawings)


def test_every_table_has_a_caption_and_scoped_headings(case: str) -> None:
    html = report_html(CASES[case]())
    tables = re.findall(r"<table.*?</table>", html, flags=re.DOTALL)
    assert tables
    assert all("<caption" in part and 'scope="col"' in part for part in tables)
    assert "<th>" not in html
