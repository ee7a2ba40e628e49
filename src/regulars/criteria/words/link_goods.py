"""Goods in a request linked to products and categories of the data: by their names, everyday words, parts of titles."""

from __future__ import annotations

from typing import cast

from regulars.criteria.words.index import Link, Stems, stems_of
from regulars.criteria.words.links import function_words, is_sign, reach, stems, whole
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.state import State
from regulars.criteria.words.tables import retail
from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS
from regulars.criteria.words.tokens import Kind, stem


def _category_named(p: State, names: str) -> tuple[str, ...]:
    for name in names.split(";"):
        links = p.index.whole.get(stems_of(name), ())
        held = tuple(value for link in links if link.column == "category" for value in link.values)
        if held:
            return held
    return ()


def _titles_with(p: State, names: str) -> tuple[str, ...]:
    held: dict[str, None] = {}
    for name in names.split(";"):
        for title in p.index.parts.get(stems_of(name), {}).get("product_title", ()):
            held[title] = None
    return tuple(held)


# "in the top quartile" is no piece of clothing
_EXTENTS = word_set("quartile quarter decile quintile tercile tertile third fifth tenth half percentile ten five twenty one two")


def goods(p: State, at: int) -> tuple[Link, int] | None:
    """A product or kind of goods: by its own name, by an everyday word for a category, by words of titles."""
    named = at + (p.word(at) == "the")
    if p.word(named) == "top" and (p.kind(named + 1) is Kind.NUMBER or p.word(named + 1) in _EXTENTS):
        return None
    if is_sign(p, at):
        return None
    key = ("goods", at)
    if key not in p.found:
        p.found[key] = _goods(p, at)
    return cast("tuple[Link, int] | None", p.found[key])


def _goods(p: State, at: int) -> tuple[Link, int] | None:
    # "both coffee and tea" are two things, whatever a category is called
    apart = p.word(at - 1) == "both"
    named = whole(p, at, ("category", "product_title"))
    if apart and named is not None and "and" in p.text(at, named[1]).split():
        named = None
    best: tuple[Link, int] | None = named
    for end in reach(p, at):
        if best is not None and end <= best[1]:
            return best
        if p.kind(end - 1) is Kind.SIGN and p.word(end - 1) not in CURRENCY_SIGNS:
            continue
        said = " ".join(stems(p, at, end))
        if apart and "and" in said.split():
            continue
        link = _everyday(p, said)
        if link is not None:
            return link, end
        kind = _part_link(p, at, end)
        if kind is not None:
            return kind, end
    return best


def _everyday(p: State, said: str) -> Link | None:
    if said in retail.CATEGORIES and not (said in retail.BOUGHT_ALONE and _BOUGHT.isdisjoint(t.word for t in p.tokens)):
        held = _category_named(p, retail.CATEGORIES[said])
        if held:
            return Link("category", held, f"“{said}” is taken as the category {' and '.join(held)}")
    if said in retail.GROUPS:
        every = tuple(value for name in retail.GROUPS[said].split(";") for value in _category_named(p, name))
        if every:
            return Link("category", every, f"“{said}” is taken as the categories {', '.join(every)}")
    return None


_BOUGHT = word_set("bought buy buys buying purchased purchase purchases ordered orders order spent spend got buyers shoppers")


def _part_link(p: State, at: int, end: int) -> Link | None:
    """Words that are part of a category's name, or of products' titles, or stand for such words."""
    if p.kind(at) is not Kind.WORD or p.word(at) in function_words() or p.word(end - 1) in ("the", "and", "of", "in", ",", "a"):
        return None
    run = stems(p, at, end)
    said = " ".join(run)
    if said in retail.BOUGHT_ALONE and _BOUGHT.isdisjoint(t.word for t in p.tokens):
        return None
    categories = p.index.parts.get(run, {}).get("category", ())
    if categories and not _rival_part(p, categories, run):
        return Link("category", tuple(categories), f"“{said}” is taken as the category {' and '.join(categories)}")
    found = p.index.parts.get(run, {}).get("product_title", ())
    if len(run) == 1 and said not in retail.PRODUCTS:
        # a lone word names a product by its noun, which comes last: "jacket", not the "rain" of a rain jacket
        found = [title for title in found if stems_of(title)[-1:] == run]
    titles = dict.fromkeys(found)
    titles |= dict.fromkeys(_titles_with(p, retail.PRODUCTS.get(said, "")))
    if not titles:
        return None
    return Link("product_title", tuple(titles), f"“{said}” is taken as {_listed(tuple(titles))}")


def _rival_part(p: State, categories: list[str] | tuple[str, ...], run: Stems) -> bool:
    """Whether another part of the same category's name is in the request, so that each stands for its own products."""
    others = {word for category in categories for word in stems_of(category)} - set(run) - {"and"}
    here = [stem(token.word) for token in p.tokens]
    inside = any(here[n] in others and ("both" in here or not _one_name(here, n, run)) for n in range(len(here)))
    return inside and bool(p.index.parts.get(run, {}).get("product_title"))


def _one_name(here: list[str], place: int, run: Stems) -> bool:
    return any(word in here[max(0, place - 2) : place + 3] and "and" in here[max(0, place - 2) : place + 3] for word in run) and (
        here[place - 1 : place] == ["and"] or here[place + 1 : place + 2] == ["and"]
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
