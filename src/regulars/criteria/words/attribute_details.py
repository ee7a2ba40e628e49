"""E-mail domains, names, and fields that are known or unknown."""

from __future__ import annotations

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import (
    All,
    Any,
    Condition,
    FieldText,
    FieldValue,
    Known,
    Not,
)
from regulars.criteria.words.attribute_base import need_field
from regulars.criteria.words.links import function_words, whole
from regulars.criteria.words.results import Role
from regulars.criteria.words.spelling import grammar_words, known
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.attributes import (
    FIELDS,
    REACHABLE,
    UNKNOWN,
)
from regulars.criteria.words.tables.lexicon import CONNECTORS, SUBJECTS
from regulars.criteria.words.tokens import Kind


def read_name(p: State, at: int) -> tuple[Condition, int] | None:
    """named Anna; called John; first name is Maria; last name Smith; whose surname starts with B."""
    start = at
    while p.word(at) in ("with", "whose", "the", "a", "have", "has", "are", "is"):
        at += 1
    field = ""
    if p.word(at) == "named" or (p.word(at) == "called" and (p.word(at - 1) in SUBJECTS or start != at)):
        field, at = "name", at + 1
    elif p.word(at) in ("first", "given") and p.word(at + 1) in ("name", "names"):
        field, at = "first_name", at + 2
    elif (p.word(at) in ("last", "family") and p.word(at + 1) in ("name", "names")) or p.word(at) == "surname":
        field, at = "last_name", at + (1 if p.word(at) == "surname" else 2)
    elif p.word(at) == "name" and start != at:
        field, at = "name", at + 1
    if not field:
        return None
    operator = TextOperator.ANY_OF
    while p.word(at) in ("is", "of", "either", "are", ":", "="):
        at += 1
    for words, how in (
        (("starts", "with"), TextOperator.STARTS_WITH),
        (("starting", "with"), TextOperator.STARTS_WITH),
        (("begins", "with"), TextOperator.STARTS_WITH),
        (("beginning", "with"), TextOperator.STARTS_WITH),
        (("contains",), TextOperator.CONTAINS),
        (("containing",), TextOperator.CONTAINS),
        (("ends", "with"), TextOperator.ENDS_WITH),
        (("ending", "with"), TextOperator.ENDS_WITH),
        (("ends", "in"), TextOperator.ENDS_WITH),
        (("ending", "in"), TextOperator.ENDS_WITH),
    ):
        if p.are(at, *words):
            operator, at = how, at + len(words)
    if p.word(at) in ("the", "letter") and p.word(at + 1) in ("letter",):
        at += 2
    if p.kind(at) is not Kind.WORD or (p.word(at) in function_words() or p.word(at) in ("unknown", "missing", "known")):
        return None
    names = [p.word(at).capitalize()]
    end = at + 1
    while p.word(end) in ("or", ",") and p.kind(end + 1) is Kind.WORD and not _goes_on(p, end + 1):
        names.append(p.word(end + 1).capitalize())
        end += 2
    if field == "name":
        return _named(p, operator, names, start, end)
    need_field(p, field, start, end)
    return FieldText(field, operator, tuple(names)), p.take(start, end, Role.CONDITION)


def _goes_on(p: State, at: int) -> bool:
    """Whether a word after "named Emma," is no further name: "excluding staff", "unless they ...", "spent ..."."""
    return p.word(at) in grammar_words() or CONNECTORS.at(p.tokens, at) is not None


def _named(p: State, operator: TextOperator, names: list[str], start: int, end: int) -> tuple[Condition, int]:
    """named Smith: by first or last name; named Anna Smith: by both."""
    held = [field for field in ("first_name", "last_name") if field in p.index.shape.fields]
    following = p.word(end)
    if (
        len(held) == 2
        and len(names) == 1
        and operator is TextOperator.ANY_OF
        and p.kind(end) is Kind.WORD
        and not (following in function_words() or known(following, p.index) or following in ("living", "based"))
    ):
        parts = tuple(
            FieldText(*each) for each in zip(held, (operator,) * 2, ((names[0],), (following.capitalize(),)), strict=True)
        )
        return All(parts), p.take(start, end + 1, Role.CONDITION)
    need_field(p, held[0] if held else "first_name", start, end)
    tests = tuple(FieldText(field, operator, tuple(names)) for field in held or ["first_name"])
    if len(tests) == 2:
        p.note("a name is looked for among first and last names")
    return (tests[0] if len(tests) == 1 else Any(tests)), p.take(start, end, Role.CONDITION)


def read_known(p: State, at: int) -> tuple[Condition, int] | None:
    """with a phone number; whether it is a mobile one is not known, and that is said."""
    found = _read_known(p, at)
    if found is not None and any(p.word(n) in ("mobile", "cell") for n in range(at, found[1])):
        p.note("which phone numbers are mobile is not in the data: any phone number counts")
    return found


def _read_known(p: State, at: int) -> tuple[Condition, int] | None:
    """without a phone number; unknown city; birthday missing; with a known birth date; no birthday on file."""
    start = at
    reach = REACHABLE.at(p.tokens, at)
    if reach is not None:
        need_field(p, "phone", at, reach[1])
        test = Known(FieldValue("phone"))
        return (test if reach[0] == "yes" else Not(test)), p.take(at, reach[1], Role.CONDITION)
    lead = UNKNOWN.at(p.tokens, at)
    if lead is None and p.word(at) in ("whose", "where", "the", "their", "a"):
        return _known_after(p, start, at + 1) or _goes_on_having(p, at)
    if lead is None:
        return _known_after(p, start, at)
    state, place = lead
    if state == "unknown" and p.word(at) == "with":
        pass
    while p.word(place) in ("a", "an", "any", "their", "the", "known", "valid"):
        place += 1
    field = FIELDS.at(p.tokens, place)
    if field is None:
        return None
    end = field[1]
    named = (whole(p, n, ("product_title", "category")) for n in range(place, end))
    if any(found is not None and found[1] > end for found in named):
        # "a phone case" is no phone
        return None
    if p.word(end) in ("open", "opens", "opened", "click", "clicks", "visit", "visits", "sent", "received"):
        # "no email opens" is of what was done
        return None
    tail = end
    for words in (
        ("at", "all"),
        ("on", "file"),
        ("on", "record"),
        ("in", "our", "records"),
        ("known",),
        ("given",),
        ("set",),
        ("recorded",),
        ("in", "the", "data"),
    ):
        if p.are(end, *words):
            tail = end + len(words)
    if (
        field[0] in ("tags", "email")
        and state == "known"
        and tail == end
        and p.word(at) in ("with", "have", "has")
        and field[0] == "email"
    ):
        return None
    if field[0] == "tags" and p.word(tail) not in ("", ",", "and", "but", "or", "who"):
        return None
    if (
        state == "known"
        and tail == end
        and p.word(end) not in ("", ",", "and", "but", "or", "who", "with", "in", "from")
        and field[0] != "phone"
    ):
        return None
    if p.word(tail) in ("is", "starts", "ends", "in", "this", "next", "on", "score", "of", "today") and field[0] in (
        "birth_date",
        "email",
        "first_name",
        "last_name",
    ):
        return None
    need_field(p, field[0], start, tail)
    test = Known(FieldValue(field[0]))
    return (test if state == "known" else Not(test)), p.take(start, tail, Role.CONDITION)


def _goes_on_having(p: State, at: int) -> tuple[Condition, int] | None:
    """The phone number of "with an iCloud address, a phone number and no birth date"."""
    field = FIELDS.at(p.tokens, at + 1)
    having = p.before is not None and {"with", "have", "has", "having"} & {
        p.word(n) for n in range(p.before.start - 1, p.before.end)
    }
    if (
        field is None
        or not having
        or field[0] not in ("phone", "birth_date")
        or p.word(field[1]) not in ("", ",", "and", "but", "or", ".")
    ):
        return None
    need_field(p, field[0], at, field[1])
    return Known(FieldValue(field[0])), p.take(at, field[1], Role.CONDITION)


_NOT_KNOWN = (("we", "do", "not", "know"), ("we", "do", "not", "have"), ("we", "never", "learned"), ("is", "not", "known"))


def _known_after(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    field = FIELDS.at(p.tokens, at)
    if field is None:
        return None
    place = field[1]
    while p.word(place) in ("is", "are", "was"):
        place += 1
    for words in _NOT_KNOWN:
        if p.are(place, *words):
            need_field(p, field[0], start, place + len(words))
            return Not(Known(FieldValue(field[0]))), p.take(start, place + len(words), Role.CONDITION)
    state = UNKNOWN.at(p.tokens, place)
    if state is None or p.word(place) in ("with", "no", "have", "has", "without"):
        return None
    need_field(p, field[0], start, state[1])
    test = Known(FieldValue(field[0]))
    return (test if state[0] == "known" else Not(test)), p.take(start, state[1], Role.CONDITION)
