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
from regulars.criteria.words.links import function_words
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.spelling import known
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.attributes import (
    FIELDS,
    REACHABLE,
    UNKNOWN,
)
from regulars.criteria.words.tables.lexicon import SUBJECTS
from regulars.criteria.words.tokens import Kind

_DOMAINS = {
    "gmail": "gmail.com",
    "yahoo": "yahoo.com",
    "outlook": "outlook.com",
    "hotmail": "hotmail.com",
    "icloud": "icloud.com",
    "aol": "aol.com",
    "googlemail": "googlemail.com",
    "protonmail": "protonmail.com",
}


def read_email_domain(p: State, at: int) -> tuple[Condition, int] | None:
    """Gmail users; with a yahoo address; an @acme.com email; email ends with .edu; email contains "smith"."""
    start = at
    lead = frozenset(
        [
            "with",
            "a",
            "an",
            "the",
            "using",
            "use",
            "have",
            "has",
            "on",
            "their",
            "email",
            "emails",
            "address",
            "addresses",
            "ends",
            "end",
            "ending",
            "in",
            "is",
            "at",
            "from",
            "whose",
            "having",
            "containing",
            "contains",
            "domain",
            "of",
            "who",
            "use",
            "email's",
            "are",
            "@",
            "work",
            "under",
        ]
    )
    while p.word(at) in lead and not p.done(at + 1):
        at += 1
    text = _domain_text(p, at)
    if text is None:
        return None
    domain, end, dotted = text
    domains = [domain]
    while p.word(end) in (",", "or", "and") and (
        more := _domain_text(p, end + 1 + (p.word(end) == "," and p.word(end + 1) in ("or", "and")))
    ):
        domains.append(more[0])
        end = more[1]
    tail = at
    while p.word(end) in word_set(
        "email emails address addresses users user account accounts domain inbox customers domains mailboxes mailbox subscribers"
    ):
        if p.word(end) in ("customers", "subscribers"):
            break
        end += 1
        tail = end
    said = p.text(start, at)
    if not (dotted or tail > at or "email" in said or "address" in said):
        return None
    need_field(p, "email", start, end)
    return FieldText("email", TextOperator.ENDS_WITH, tuple(domains)), p.take(start, end, Role.CONDITION)


def _domain_text(p: State, at: int) -> tuple[str, int, bool] | None:
    if p.word(at) in _DOMAINS:
        end = at + 1
        if p.word(end) == "." and p.word(end + 1) in ("com", "net", "org", "co"):
            end += 2
        return "@" + _DOMAINS[p.word(at)], end, p.word(at - 1) == "@"
    if p.word(at) == "." and p.kind(at + 1) is Kind.WORD and p.tokens[at + 1].start == p.tokens[at].end:
        end = at + 2
        text = "." + p.word(at + 1)
        while p.word(end) == "." and p.kind(end + 1) is Kind.WORD and p.tokens[end + 1].start == p.tokens[end].end:
            text += "." + p.word(end + 1)
            end += 2
        return text, end, True
    if p.kind(at) is Kind.WORD and _dotted_ahead(p, at):
        end = at + 1
        text = p.word(at)
        while (
            not p.done(end) and (p.tokens[end].start == p.tokens[end - 1].end or p.tokens[end].glued) and p.word(end) not in (",",)
        ):
            text += "-" if p.tokens[end].glued else ""
            if p.word(end) == "." and (p.done(end + 1) or p.tokens[end + 1].start != p.tokens[end].end):
                break
            text += p.word(end)
            end += 1
        if p.word(at - 1) != "@" and "." not in text:
            return None
        return "@" + text, end, True
    if p.word(at) == "edu":
        return ".edu", at + 1, False
    return None


def _dotted_ahead(p: State, at: int) -> bool:
    """A word, then "." or "-" and more with no space between: a domain."""
    place = at
    while (not p.done(place + 1) and p.tokens[place + 1].start == p.tokens[place].end) or (
        not p.done(place + 1) and p.tokens[place + 1].glued
    ):
        place += 1
        if (
            p.word(place) == "."
            and not p.done(place + 1)
            and p.tokens[place + 1].start == p.tokens[place].end
            and p.kind(place + 1) is Kind.WORD
        ):
            return True
    return False


_EMAIL_TEXT = table(
    """
contains: contains; containing; contain; that contains; that contain; includes; including; with; which contains; has; having
starts_with: starts with; starting with; begins with; beginning with; that starts with
"""
)


def read_email_text(p: State, at: int) -> tuple[Condition, int] | None:
    """emails containing chloe_fletcher93; whose e-mail address starts with info."""
    start = at
    while p.word(at) in ("whose", "with", "an", "a", "the", "their", "have", "has", "having"):
        at += 1
    if p.word(at) not in ("email", "emails"):
        return None
    at += 1 + (p.word(at + 1) in ("address", "addresses"))
    how = _EMAIL_TEXT.at(p.tokens, at)
    if how is None or p.done(how[1]):
        return None
    at = how[1]
    at += p.word(at) in ("the", "text", "word")
    text, end = "", at
    while not p.done(end) and (end == at or p.tokens[end].start <= p.tokens[end - 1].end + p.tokens[end].glued):
        token = p.tokens[end]
        if token.end - token.start != len(token.word) or token.word in (",", ";", "(", ")"):
            break
        text += ("-" if token.glued else "") + token.word
        end += 1
    text = text.removesuffix(".")
    if len(text) < 2 or (p.word(at - 1) in ("with", "has", "having") and text.isalpha()) or text in function_words():
        return None
    need_field(p, "email", start, end)
    return FieldText("email", TextOperator(how[0]), (text,)), p.take(start, end, Role.CONDITION)


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
    names = [p.word(at)]
    end = at + 1
    while (
        p.word(end) in ("or", ",")
        and p.kind(end + 1) is Kind.WORD
        and p.word(end + 1) not in ("who", "with", "have", "from", "and", "but", "ordered", "bought", "spent")
    ):
        names.append(p.word(end + 1))
        end += 2
    if field == "name":
        return _named(p, operator, names, start, end)
    need_field(p, field, start, end)
    return FieldText(field, operator, tuple(names)), p.take(start, end, Role.CONDITION)


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
        parts = tuple(FieldText(*each) for each in zip(held, (operator,) * 2, ((names[0],), (following,)), strict=True))
        return All(parts), p.take(start, end + 1, Role.CONDITION)
    need_field(p, held[0] if held else "first_name", start, end)
    tests = tuple(FieldText(field, operator, tuple(names)) for field in held or ["first_name"])
    if len(tests) == 2:
        p.note("a name is looked for among first and last names")
    return (tests[0] if len(tests) == 1 else Any(tests)), p.take(start, end, Role.CONDITION)


def read_known(p: State, at: int) -> tuple[Condition, int] | None:
    """without a phone number; unknown city; birthday missing; with a known birth date; no birthday on file."""
    start = at
    reach = REACHABLE.at(p.tokens, at)
    if reach is not None:
        need_field(p, "phone", at, reach[1])
        test = Known(FieldValue("phone"))
        return (test if reach[0] == "yes" else Not(test)), p.take(at, reach[1], Role.CONDITION)
    lead = UNKNOWN.at(p.tokens, at)
    if lead is None and p.word(at) in ("whose", "where", "the", "their", "a"):
        return _known_after(p, start, at + 1)
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
    if p.word(end) in ("open", "opens", "opened", "click", "clicks", "visit", "visits", "sent", "received"):
        # "no email opens" is of what was done
        return None
    tail = end
    for words in (
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


def _known_after(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    field = FIELDS.at(p.tokens, at)
    if field is None:
        return None
    place = field[1]
    while p.word(place) in ("is", "are", "was"):
        place += 1
    state = UNKNOWN.at(p.tokens, place)
    if state is None or p.word(place) in ("with", "no", "have", "has", "without"):
        return None
    need_field(p, field[0], start, state[1])
    test = Known(FieldValue(field[0]))
    return (test if state[0] == "known" else Not(test)), p.take(start, state[1], Role.CONDITION)
