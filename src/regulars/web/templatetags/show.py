"""How templates show numbers, money, shares and dates, and the addresses that change one thing of the present one.

All formatting is that of the report (`charts.text`), so that a figure reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from regulars.charts import text
from regulars.charts.markup import Markup
from regulars.web import assets
from regulars.web.access import Permission, may
from regulars.web.chart_styles import sheet

register = template.Library()


@register.filter
def number(value: Decimal | float | None) -> str:
    """`12,345`, `7.5`; a dash where nothing is known."""
    return text.number(value) if isinstance(value, float) else text.count(value)


@register.filter
def compact(value: float | None) -> str:
    """`1.2M`."""
    return text.NOTHING if value is None else text.compact(float(value))


@register.filter
def money(value: Decimal | None, currency: str = "") -> str:
    """`£1,234.50`: `{{ revenue|money:currency }}`."""
    return text.money(value, str(currency) or None)


@register.filter
def whole_money(value: Decimal | None, currency: str = "") -> str:
    """`£1,235`: for figures of which nobody reads the cents."""
    return text.money(value, str(currency) or None, 0)


@register.filter
def compact_money(value: Decimal | None, currency: str = "") -> str:
    """`£1.2M`."""
    return text.compact_money(value, str(currency) or None)


@register.filter
def tile_money(value: Decimal | None, currency: str = "") -> str:
    """An amount where there is little room: to the cent up to five digits, `£1.2M` beyond."""
    is_short = value is None or abs(value) < 100_000
    code = str(currency) or None
    return text.money(value, code) if is_short else text.compact_money(value, code)


@register.filter
def share(value: float | None) -> str:
    """`12.3%` of a share from 0 to 1."""
    return text.percent(value)


@register.filter
def day(value: datetime | None, zone: str = "UTC") -> str:
    """`10 December 2011` in the shop's zone: `{{ at|day:zone }}`."""
    return text.date(value, str(zone))


@register.filter
def moment(value: datetime | None, zone: str = "UTC") -> str:
    """`10 December 2011, 14:05 (Europe/London)`."""
    return text.NOTHING if value is None else text.instant(value, str(zone))


@register.filter
def minute(value: datetime | None, zone: str = "UTC") -> str:
    """`10 December 2011, 14:05`, where the zone stands elsewhere, as in the head of a column."""
    return text.NOTHING if value is None else text.instant(value, str(zone)).removesuffix(f" ({zone})")


@register.filter
def ago(value: datetime | None) -> str:
    """`5 minutes ago`; a dash where nothing is known."""
    if value is None:
        return text.NOTHING
    seconds = (datetime.now(UTC) - value).total_seconds()
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{text.plural(int(seconds // size), noun)} ago"
    return "just now"


@register.filter
def spaced(name: str) -> str:
    """The name of a table or column as words: `order lines`."""
    return name.replace("_", " ")


@register.filter
def duration(seconds: float | None) -> str:
    """`0.4 s`, `2 min 5 s`."""
    if seconds is None:
        return text.NOTHING
    minutes, rest = divmod(seconds, 60)
    return f"{text.number(rest)} s" if not minutes else f"{int(minutes)} min {int(rest)} s"


@register.filter
def plural(value: int, noun: str) -> str:
    """`1 customer`, `2 customers`: `{{ n|plural:"customer" }}`, `{{ n|plural:"city,cities" }}`."""
    one, _, many = noun.partition(",")
    return text.plural(int(value), one, many)


@register.filter
def delta(value: Decimal | float | None) -> SafeString:
    """A change as a chip with its sign and direction, told by more than colour."""
    return _chip(value, number)


@register.filter
def signed(value: Decimal | float | None) -> str:
    """`+12`, or a minus and `3`: a change that is neither good nor bad by itself."""
    if not value:
        return text.NOTHING if value is None else number(value)
    return f"{'+' if value > 0 else text.MINUS}{number(abs(value))}"


@register.filter
def share_delta(value: float | None) -> SafeString:
    """A relative change (0.05 is five percent more) as a chip."""
    return _chip(value, text.percent)


def _chip(value: Any, shown: Callable[[Any], str]) -> SafeString:
    if not value:
        return format_html('<span class="chip">{}</span>', text.NOTHING if value is None else shown(value))
    way, arrow, sign = ("up", "▲", "+") if value > 0 else ("down", "▼", text.MINUS)
    return format_html('<span class="chip {}"><span aria-hidden="true">{} </span>{}{}</span>', way, arrow, sign, shown(abs(value)))


@register.filter
def any_value(value: Any, zone: str = "UTC") -> str:
    """A value of whatever kind, short: a number, an instant as its day in the shop's zone, yes or no, a text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | float):
        return text.count(round(Decimal(str(value)), 2))
    if isinstance(value, datetime):
        return text.date(value if value.tzinfo else value.replace(tzinfo=UTC), str(zone))
    return text.count(value) if isinstance(value, int) else str(value)


@register.filter
def event_words(value: str) -> str:
    """`email_open` as `E-mail open`."""
    said = str(value).replace("_", " ").strip()
    said = f"e-mail {said.removeprefix('email ')}" if said.startswith("email ") else said
    return said[:1].upper() + said[1:]


@register.filter
def drawn(value: str) -> SafeString:
    """A chart of `charts/`, which is HTML already; anything else is escaped."""
    return mark_safe(str(value)) if isinstance(value, Markup) else conditional_escape(value)  # noqa: S308 - Markup escapes its data


@register.filter
def email_address(value: str) -> SafeString:
    """An e-mail address that a narrow column breaks before the @, and not in the middle of a word."""
    return mark_safe(conditional_escape(value).replace("@", "<wbr>@", 1))  # noqa: S308 - escaped


@register.filter
def item(value: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key that is a variable."""
    return value.get(key)


@register.simple_tag
def asset(name: str) -> str:
    """The address of a file of the bundle, by its name without the hash; empty where the bundle was not built."""
    return assets.address(name)


@register.simple_tag
def chart_sheet() -> str:
    """The address of the style sheet of charts."""
    return str(reverse("chart-styles", args=(sheet()[2],)))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, for the eye only."""
    sprite = assets.address("icons.svg")
    if not sprite:
        return SafeString("")
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag(takes_context=True)
def colleague(context: Mapping[str, Any], actor: str) -> str:
    """Who did something: `{% colleague run.actor %}`. To those who may not see people, a name instead of an e-mail address."""
    user = context["request"].user
    if "@" not in actor or actor == user.actor or may(user, Permission.SEE_PEOPLE):
        return actor
    name = get_user_model().objects.filter(email=actor).values_list("name", flat=True).first()
    return str(name or "a colleague")


@register.simple_tag(takes_context=True)
def changed(context: Mapping[str, Any], **changes: Any) -> str:
    """The present address with some of its query changed: `{% changed page=2 q=None %}` (None takes one out)."""
    return with_changes(context["request"], changes)


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Mapping[str, Any], key: str, words: str, target: str, *, first: str = "down", css: str = "") -> Any:
    """A `<th>` whose link sorts a table by a column. The present order is `?sort=key` or `?sort=-key` (- is downwards).

    `context["sort"]` has the order in force; `first` is the direction of the first click; `target` the CSS selector of the part
    that changes.
    """
    present = str(context.get("sort", ""))
    down, up = f"-{key}", key
    current = present in {down, up}
    following = (up if present == down else down) if current else (down if first == "down" else up)
    return {
        "words": words,
        "target": target,
        "css": css,
        "address": with_changes(context["request"], {"sort": following, "page": None}),
        "direction": {down: "descending", up: "ascending"}.get(present, ""),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Mapping[str, Any], paging: Any, target: str) -> Any:
    """Links to the other pages of a table; `paging` is a `regulars.web.paging.Paging`."""

    def address(number: int) -> str:
        return with_changes(context["request"], {"page": number if number > 1 else None})

    return {
        "paging": paging,
        "target": target,
        "pages": [(each, address(each)) if each else (None, "") for each in paging.shown],
        "former": address(paging.page - 1) if paging.page > 1 else "",
        "following": address(paging.page + 1) if paging.page < paging.pages else "",
    }


@register.inclusion_tag("components/tabs.html", takes_context=True)
def tabs(context: Mapping[str, Any], choices: Any, current: str, target: str, label: str) -> Any:
    """Tabs that are links (`?tab=key`), so that they work without scripts; `choices` are (key, words) or (key, words, count)."""
    first = choices[0][0]
    return {
        "label": label,
        "target": target,
        "tabs": [
            {
                "key": key,
                "words": words,
                "count": rest[0] if rest else None,
                "current": key == current,
                # each tab has its own sorting, search and page
                "address": context["request"].path + (f"?tab={key}" if key != first else ""),
            }
            for key, words, *rest in choices
        ],
    }


@register.inclusion_tag("components/field.html")
def field(bound: Any, *, css: str = "") -> Any:
    """A form's field with label, help and errors, tied together for screen readers."""
    described = [f"{bound.id_for_label}-help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.id_for_label}-error")
    extra = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        extra["aria-invalid"] = "true"
    return {"field": bound, "widget": bound.as_widget(attrs=extra), "css": css, "is_check": bound.widget_type == "checkbox"}


def with_changes(request: Any, changes: Mapping[str, Any]) -> str:
    """The address of a request with changes of its query."""
    query: QueryDict = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else str(request.path)
