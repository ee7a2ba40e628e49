"""What customers are, rather than what they did: place, age, gender, tags, segment, scores, consent, sign-up, birthday."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from regulars.criteria.terms import Comparator, Dates, Past, Unit
from regulars.criteria.tree import (
    Condition,
    FieldTrue,
    FieldValue,
    Not,
    Within,
)
from regulars.criteria.words.amounts import AmountKind, Cmp
from regulars.criteria.words.attribute_ages import read_age, read_generation
from regulars.criteria.words.attribute_base import need_field
from regulars.criteria.words.attribute_births import read_birthday, read_born, read_turning
from regulars.criteria.words.attribute_details import read_known, read_name
from regulars.criteria.words.attribute_emails import read_email_address, read_email_domain, read_email_text
from regulars.criteria.words.attribute_layers import read_layer
from regulars.criteria.words.attribute_names import read_gender, read_tag
from regulars.criteria.words.attribute_scores import read_score, read_segment
from regulars.criteria.words.calendar_days import span
from regulars.criteria.words.lengths import amount_of_time, length
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.places import place_list
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.attributes import (
    CONSENT,
    LIVING,
    OUTSIDE,
)
from regulars.criteria.words.windows import window


def attribute(p: State, at: int) -> tuple[Condition, int] | None:
    """The attribute that begins here."""
    for read in (
        read_generation,
        read_segment,
        read_score,
        read_layer,
        _consent,
        read_age,
        read_birthday,
        read_born,
        read_turning,
        _since,
        _tenure,
        read_email_address,
        read_email_domain,
        read_email_text,
        read_name,
        read_known,
        read_tag,
        read_gender,
        _place,
    ):
        mark = p.mark()
        found = read(p, at)
        if found is not None:
            return found
        p.back(mark)
    return None


def _consent(p: State, at: int) -> tuple[Condition, int] | None:
    place = at
    while p.word(place) in ("are", "is", "currently", "still", "the", "our", "to", "have", "has", "were"):
        if CONSENT.at(p.tokens, place):
            break
        place += 1
    found = CONSENT.at(p.tokens, place)
    if found is None:
        return None
    if found[0] == "no" and p.word(place) in ("unsubscribed", "opted") and not _means_state(p, place, found[1]):
        return None
    if found[0] == "yes" and p.word(place) == "subscribed" and (w := window(p, found[1])) is not None and w[0].window is not None:
        p.object(
            place, found[1], "the data does not say when people subscribed", "ask for those subscribed now, or for the sign-up date"
        )
    need_field(p, "accepts_marketing", place, found[1])
    p.note("subscribed means accepting marketing")
    end = p.take(at, found[1], Role.CONDITION)
    test = FieldTrue("accepts_marketing")
    if found[0] == "no" and p.word(place) == "unsubscribed" and p.word(place - 1) in ("who", "that"):
        p.note("“who unsubscribed” is taken as who is not subscribed now")
    return (Not(test) if found[0] == "no" else test), end


def _means_state(p: State, start: int, end: int) -> bool:
    """Whether "unsubscribed" is what someone is rather than what they did at some time."""
    if p.word(end) in word_set(
        "in during after since within before last this between from yesterday on today more less over at following twice once"
    ):
        return False
    return not (
        p.word(start - 1) in ("have", "has", "ever", "recently", "had", "never", "not")
        or (p.word(start - 1) in ("who", "that") and p.word(end) != "")
    )


def _tenure(p: State, at: int) -> tuple[Condition, int] | None:
    """customers for over 2 years; been with us for more than a year; members for at least 6 months."""
    start = at
    while p.word(at) in word_set(
        "have has been a customer customers with us our on the books known shopping member "
        "members around as account accounts holders an being were are is existed had tenure of our"
    ):
        at += 1
    lead = p.text(start, at)
    sure = any(
        words in lead
        for words in (
            "with us",
            "been a customer",
            "been customers",
            "customers",
            "customer",
            "members",
            "member",
            "been around",
            "shopping",
            "on the books",
            "tenure",
            "had an account",
            "account",
        )
    )
    older = p.word(at) in ("older", "over") and lead.split()[-1:] in (["account"], ["accounts"], ["holders"])
    if p.word(at) != "for" and "tenure" not in lead and not older:
        return None
    if p.word(at) == "for":
        at += 1
    if not sure and p.text(start - 1, start) not in ("customers", "members", "customer", "people"):
        return None
    two = amount_of_time(p, at)
    if two is not None:
        cmp, (unit, size), end = two
    else:
        many = length(p, at)
        if many is None:
            return None
        from regulars.criteria.words.amounts import Amount

        cmp, (unit, size), end = Cmp(((Comparator.AT_LEAST, Amount(Decimal(many[0]), AmountKind.PLAIN)),)), (many[1], 1), many[2]
    for words in (("or", "more"), ("or", "longer"), ("now",)):
        if p.are(end, *words):
            end += len(words)
    if "created_at" not in p.index.shape.fields:
        p.object(start, end, "the data does not say when customers signed up")
    p.note("how long someone has been a customer is counted from the sign-up")
    return _since_sign_up(cmp, unit, size), p.take(start, end, Role.CONDITION)


def _since(p: State, at: int) -> tuple[Condition, int] | None:
    """customers since before 2024; members since March 2025: by their sign-up."""
    if p.word(at) != "since" or p.word(at - 1) not in ("customers", "customer", "members", "member", "us", "buyers"):
        return None
    before = p.word(at + 1) == "before"
    said = span(p, at + (2 if before else 1))
    if said is None or "created_at" not in p.index.shape.fields:
        return None
    created, (days, end) = FieldValue("created_at"), said
    p.note("since when someone is a customer is taken from the sign-up")
    p.take(at, end, Role.WINDOW)
    if before:
        return Within(created, Dates(None, days.first - timedelta(days=1))), end
    what = p.text(at + 1, end)
    ways: list[tuple[str, Condition]] = [
        (f"signed up in {what} or later", Within(created, Dates(days.first, None))),
        (f"signed up in {what} or earlier", Within(created, Dates(None, days.last))),
        (f"signed up in {what}", Within(created, Dates(days.first, days.last))),
    ]
    return p.choose(at, ways), end


def _since_sign_up(cmp: Cmp, unit: Unit, size: int) -> Condition:
    created = FieldValue("created_at")
    if len(cmp.parts) == 2:
        low, high = sorted(int(amount.value) * size for _, amount in cmp.parts)
        return Within(created, Past(high, low, unit))
    many = int(cmp.value) * size
    if cmp.comparator in (Comparator.ABOVE, Comparator.AT_LEAST):
        return Within(created, Past(None, many, unit))
    return Within(created, Past(many, 0, unit))


def _place(p: State, at: int) -> tuple[Condition, int] | None:
    """A place with its preposition, or a people: from Canada; Germans; Canadian."""
    outside = OUTSIDE.at(p.tokens, at)
    if outside is not None:
        found = place_list(p, outside[1], bare=True)
        if found is not None:
            p.take(at, outside[1], Role.CONDITION)
            p.note("outside a place means in another, known one")
            return Not(found[0]), found[1]
    lead = LIVING.at(p.tokens, at)
    if lead is not None:
        step = lead[1]
        living = {"live", "lives", "living", "reside", "resides", "residing", "based"} & {p.word(n) for n in range(at, step)}
        if p.word(step) == "both" and living:
            p.object(at, step + 1, "cannot be: one place is known of each customer", "ask for one place or the other, with “or”")
        while p.word(step) in ("either", "both", "the"):
            if p.word(step) == "the" and p.index.place_names.get(("the",)) is None:
                break
            step += 1
        found = place_list(p, step, bare=True)
        if found is not None:
            p.take(at, step, Role.CONDITION)
            return found[0], _only_place(p, found[1])
    found = place_list(p, at, bare=True)
    return None if found is None else (found[0], _only_place(p, found[1]))


def _only_place(p: State, at: int) -> int:
    """ "US only", "US-based": nothing more than the place."""
    if p.word(at) == "based" and p.tokens[at].glued:
        return p.take(at, at + 1, Role.HARMLESS)
    return p.take(at, at + 1, Role.HARMLESS) if p.word(at) == "only" and p.word(at + 1) in ("", ",", ".", "who", "and") else at
