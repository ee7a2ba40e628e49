"""HTML that cannot be forged: text is escaped unless this module made it."""

from __future__ import annotations

# Characters a page or a terminal must never receive from data: controls (but tab and newline) and lone surrogates.
_UNSAFE = dict.fromkeys(
    [code for code in range(32) if code not in (9, 10)] + list(range(127, 160)) + list(range(0xD800, 0xE000)), "\ufffd"
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
_VOID = frozenset({"meta", "link", "br", "hr", "wbr", "col"})
_LONGEST_NAME, _LONGEST_TITLE = 90, 1000


class Markup(str):
    """Text that is HTML already; any other string is escaped when it becomes a child of an element."""

    __slots__ = ()


def clean(text: str) -> str:
    """`text` with control characters and lone surrogates shown as the replacement character."""
    return text.translate(_UNSAFE)


def escape(text: str) -> Markup:
    """`text` as HTML that shows it; `Markup` passes through."""
    return text if isinstance(text, Markup) else Markup(clean(text).translate(_ENTITIES))


def el(tag: str, *children: str, **attributes: str | float | bool | None) -> Markup:
    """One element: `el("td", "12", class_="number")`.

    Attribute names lose a trailing underscore, and inner underscores become hyphens. None and False leave the attribute out.
    """
    head = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{head}>")
    return Markup(f"<{tag}{head}>{''.join(escape(child) for child in children)}</{tag}>")


def join(*parts: str) -> Markup:
    """Several pieces as one, each escaped unless it is `Markup`."""
    return Markup("".join(escape(part) for part in parts))


def data(text: str, fallback: str = "(no name)") -> Markup:
    """A name that came from the shop's data, in its own writing direction; shortened when very long, blank made visible."""
    shown = clean(text).strip() or fallback
    if len(shown) <= _LONGEST_NAME:
        return el("span", shown, dir="auto")
    return el("span", shown[: _LONGEST_NAME - 1] + "…", dir="auto", title=shown[:_LONGEST_TITLE])


def sentence(text: str, fallback: str = "") -> Markup:
    """A sentence about the data, whole, in its own writing direction."""
    return el("span", clean(text).strip() or fallback, dir="auto")


def listed(items: tuple[Markup, ...], last: str = "and") -> Markup:
    """`a, b and c`."""
    if len(items) < 2:
        return join(*items)
    head = Markup(", ").join(items[:-1])
    return join(Markup(head), f" {last} ", items[-1])


def _attribute(name: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else escape(str(value))
    return f' {name}="{shown}"'
