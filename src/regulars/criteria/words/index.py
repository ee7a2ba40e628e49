"""The values of a shop's data, ready to be found in a request: by whole name, everyday word, part of a name, near spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from regulars.criteria.columns import Shape
from regulars.criteria.terms import Source
from regulars.criteria.tree import Condition
from regulars.criteria.vocabulary import Place, Vocabulary
from regulars.criteria.words.spoken import plain
from regulars.criteria.words.tables import retail
from regulars.criteria.words.tokens import stem, words_of

_LONGEST = 8
_PARTS_OF = ("product_title", "campaign", "category")
_LINKED = ("segment", "tags", "category", "product_title", "coupon_code", "campaign", "channel", "status", "lifecycle", "gender")
Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """What words stand for in one column: values as the data has them. `note` says how, when it is more than the name itself."""

    column: str
    values: tuple[str, ...]
    note: str = ""


def stems_of(text: str) -> Stems:
    """The stems of a name's words, by which it is found; "&" counts as "and", and "the" does not count."""
    return tuple(stem(plain(word)) for word in words_of(text.replace("_", " ").replace("&", " and ")) if word != "the")


@dataclass(slots=True)
class Index:
    """Built once for a vocabulary; looked up for every request."""

    shape: Shape
    currency: str | None
    saved: Mapping[Stems, tuple[str, Condition]]
    whole: dict[Stems, list[Link]]
    parts: dict[Stems, dict[str, list[str]]]
    places: tuple[Place, ...]
    columns: Mapping[str, tuple[str, ...]]
    products: Mapping[str, str]
    first_order: object
    first_event: object
    words: frozenset[str]
    best_score: int = 1
    worst_score: int = 5
    by_length: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    tag_words: Mapping[Stems, str] = field(default_factory=dict)
    place_names: dict[Stems, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Vocabulary, *, best_score: int = 1, worst_score: int = 5) -> Index:
        """The index of a vocabulary. The scores say which end of R, F and M is the best."""
        whole: dict[Stems, list[Link]] = {}
        parts: dict[Stems, dict[str, list[str]]] = {}
        for column in _LINKED:
            for value in vocabulary.values.get(column, ()):
                stems = stems_of(value.text)
                if stems and len(stems) <= _LONGEST:
                    _add_whole(whole, stems, column, value.text)
                if column in _PARTS_OF:
                    _add_parts(parts, stems, column, value.text)
        from regulars.criteria.words.placenames import place_names

        columns = {name: tuple(value.text for value in values) for name, values in vocabulary.values.items()}
        saved = {stems_of(name): (name, condition) for name, condition in vocabulary.saved.items() if stems_of(name)}
        names = place_names(vocabulary)
        words = frozenset(word for stems in (*whole, *parts, *saved, *names) for word in stems)
        made = cls(
            vocabulary.shape, vocabulary.currency, saved, whole, parts, vocabulary.places, columns, vocabulary.products,
            vocabulary.first_order, vocabulary.first_event, words, best_score, worst_score, place_names=names,
        )  # fmt: skip
        made.by_length = _by_length(words)
        made.codes = {code.lower(): code for code in made.values("coupon_code") if any(c.isdigit() for c in code)}
        made.tag_words = _tag_words(made.values("tags"))
        return made

    def values(self, column: str) -> tuple[str, ...]:
        """The distinct values of a column."""
        return self.columns.get(column, ())

    def has(self, source: Source, column: str | None = None) -> bool:
        """Whether the data has the source, or the column of it."""
        return self.shape.has(source, column)

    def near(self, word: str, also: Iterable[str]) -> str | None:
        """The one known word nearest in spelling: one slip from four letters on, two from eight; None when none or several."""
        if len(word) < 4:
            return None
        limit = 1 if len(word) < 8 else 2
        found: dict[int, set[str]] = {}
        near = (w for w in also if w[:1] == word[:1] and abs(len(w) - len(word)) <= limit)
        for known in (*self._alike(word, limit), *near):
            distance = OSA.distance(word, known, score_cutoff=limit)
            if distance <= limit:
                found.setdefault(distance, set()).add(known)
        nearest = found[min(found)] if found else set()
        nearest = nearest if _slips(word, nearest) else self._several(word) or nearest
        return _nearest(word, nearest, {known for known in nearest if stem(known) in self.words}) if nearest else None

    def _several(self, word: str) -> set[str]:
        """Names of the data in the plural, for a word that may be one: they are known by one of what they name. A letter was
        left out, or two changed places: another letter makes another name.
        """
        found: set[str] = set()
        for end in ("es", "s"):
            one = word.removesuffix(end)
            if one == word or word.endswith("ss") or len(one) < 4:
                continue
            for known in self._alike(one, 1):
                left_out = len(known) == len(one) + 1 and known[-1] == one[-1]
                if (left_out or sorted(known) == sorted(one)) and OSA.distance(one, known, score_cutoff=1) <= 1:
                    found.add(f"{known}{end}")
        return found

    def _alike(self, word: str, limit: int) -> list[str]:
        return [
            known for size in range(len(word) - limit, len(word) + limit + 1) for known in self.by_length.get((word[:1], size), ())
        ]


def _slips(word: str, found: set[str]) -> set[str]:
    """Those of which a word is a slip of the hand: two letters changed places, or one was struck twice."""
    doubled = {word[:n] + word[n + 1 :] for n in range(1, len(word)) if word[n] == word[n - 1]}
    return {known for known in found if sorted(known) == sorted(word) or known in doubled}


def _nearest(word: str, found: set[str], ours: set[str]) -> str | None:
    """The one of words equally near that was meant; `ours` are those of the data. None when that is open."""
    found = _slips(word, found) or ours or found
    if len({stem(known) for known in found}) > 1:
        # "opend" is "opened" rather than "opens"
        found = {known for known in found if known[-1] == word[-1]} or found
    if len({stem(known) for known in found}) > 1:
        found = {known for known in found if len(known) > len(word)} or found
    return min(found, key=lambda known: (len(known), known)) if len({stem(known) for known in found}) == 1 else None


def _tag_words(tags: Iterable[str]) -> dict[Stems, str]:
    """Tags of several words by their last words, and (after a blank) by all of them in any order."""
    out: dict[Stems, str] = {}
    for tag in tags:
        words = stems_of(tag)
        if 1 < len(words) <= _LONGEST:
            out.setdefault(("", *sorted(words)), tag)
            for first in range(1, len(words)):
                out.setdefault(words[first:], tag)
    return out


def _by_length(words: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    out: dict[tuple[str, int], list[str]] = {}
    for word in sorted(words):
        if len(word) >= 4:
            out.setdefault((word[0], len(word)), []).append(word)
    return out


def _add_whole(whole: dict[Stems, list[Link]], stems: Stems, column: str, text: str) -> None:
    links = whole.setdefault(stems, [])
    for number, link in enumerate(links):
        if link.column == column:
            links[number] = Link(column, (*link.values, text))
            return
    links.append(Link(column, (text,)))


def _add_parts(parts: dict[Stems, dict[str, list[str]]], stems: Stems, column: str, text: str) -> None:
    stems = stems[: _LONGEST + 4]
    seen = set()
    for first in range(len(stems)):
        for last in range(first + 1, min(len(stems), first + 5) + 1):
            run = stems[first:last]
            if run not in seen and run not in (("and",), ("of",), ("in",), ("a",), ("for",), ("to",)):
                seen.add(run)
                parts.setdefault(run, {}).setdefault(column, []).append(text)


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Words of the shop tables, which are never misspellings of something else."""
    phrases = (*retail.CATEGORIES, *retail.GROUPS, *retail.PRODUCTS)
    return frozenset(word for phrase in phrases for word in phrase.split())
