"""What every page of Regulars has: its head with the content security policy, cards with headings, and a footer."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.charts import style
from regulars.charts.markup import Markup, el

_POLICY = f"default-src 'none'; style-src '{style.HASH}'; img-src data:; base-uri 'none'; form-action 'none'"


def document(title: str, header: Markup, content: Markup, generated_with: str, class_: str = "page") -> str:
    """A whole HTML page in one file: no scripts, nothing loaded."""
    body = el("div", header, el("main", content), _footer(generated_with), class_=class_)
    return f'<!doctype html>\n<html lang="en">{_head(title, generated_with)}{el("body", body)}</html>\n'


def links(sections: Sequence[tuple[str, str]]) -> Markup:
    """Links to the sections of a page, given as (id, heading)."""
    return el("nav", *(el("a", heading, href=f"#{name}") for name, heading in sections), class_="toc", aria_label="Sections")


def card(name: str, heading: str, lead: str, *content: str) -> Markup:
    """A section of a page: heading, an opening sentence, and what it shows."""
    head = el("div", el("h2", heading, id=f"{name}-heading"), *([el("p", lead, class_="lead")] if lead else []))
    return el("section", head, *content, id=name, class_="card", aria_labelledby=f"{name}-heading")


def _head(title: str, generated_with: str) -> Markup:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="generator", content=generated_with),
        el("title", title),
        el("link", rel="icon", href="data:,"),
        el("style", Markup(style.SHEET)),
    )


def _footer(generated_with: str) -> Markup:
    return el("footer", el("p", f"Made with {generated_with}. This page is one file: it runs no scripts and loads nothing."))
