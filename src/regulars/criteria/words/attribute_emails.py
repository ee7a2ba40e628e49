"""E-mail addresses by their domain or their text."""

from __future__ import annotations

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import (
    Condition,
    FieldText,
)
from regulars.criteria.words.attribute_base import need_field
from regulars.criteria.words.links import function_words
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
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


def read_email_address(p: State, at: int) -> tuple[Condition, int] | None:
    """the email anna.lee@example.com: one whole address."""
    start = at
    while p.word(at) in ("with", "the", "an", "whose", "email", "emails", "address", "is", "of", "=", ":", "customer", "customers"):
        at += 1
    end = at
    while not p.done(end) and (end == at or p.tokens[end].start == p.tokens[end - 1].end + p.tokens[end].glued):
        end += 1
    words = [p.word(n) for n in range(at, end)]
    if words.count("@") != 1 or words[0] == "@" or words[-1] in ("@", ".") or "." not in words[words.index("@") :]:
        return None
    if any(p.tokens[n].end - p.tokens[n].start != len(p.word(n)) for n in range(at, end)):
        return None
    need_field(p, "email", start, end)
    said = "".join(("-" if p.tokens[n].glued and n > at else "") + p.word(n) for n in range(at, end))
    return FieldText("email", TextOperator.ANY_OF, (said,)), p.take(start, end, Role.CONDITION)


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
    while p.word(end) in (",", "or", "and"):
        step = end + 1 + (p.word(end) == "," and p.word(end + 1) in ("or", "and"))
        more = _domain_text(p, step + (p.word(step) in ("a", "an")) + (p.word(step + (p.word(step) in ("a", "an"))) == "@"))
        if more is None:
            break
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
