"""What joins a clause to those before it: commas, "and", "or", "but not", "who", "then"."""

from __future__ import annotations

from regulars.criteria.words.following import PUNCTUATION
from regulars.criteria.words.items import EVERY, all_but
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number as spoken_number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import CONNECTORS, NEGATIONS, RELATIVES, SUBJECTS

# after these a word for people is no connection of its own
BUYING = frozenset({"bought", "buy", "buys", "purchased", "ordered", "got"})


def connection(p: State, at: int, started: bool) -> tuple[str, int]:
    """How the next clause is joined (`Item.joint`), and where it begins; `started` unless it is the first one."""
    kinds: list[str] = []
    start = at
    at = _subjects(p, at) if started else _everybody(p, at)
    while not p.done(at):
        word = p.word(at)
        connector = CONNECTORS.at(p.tokens, at)
        if (
            connector is not None
            and (connector[0] != "and" or word != "plus" or started)
            and not (word in ("only", "while", "outside") and not started)
            and not p.are(at, "yet", "to")
            and not (word == "besides" and not started and at == start)
            and not (connector[0] == "except" and ("except" in kinds or (word == "outside" and "or" in kinds)))
        ):
            if word == "but" and (word == "but" and p.word(at + 1) == "not" and connector[0] == "except"):
                kinds.append("but")
                at += 1
                break
            kinds.append(connector[0])
            at = connector[1]
            denied = NEGATIONS.at(p.tokens, at + 1 + (p.word(at + 1) in ("have", "has"))) is not None
            kept = ("order", "buy", "shop", "ordering", "buying", "active", "shopping")
            if p.word(at) == "still" and p.word(at + 1) not in kept and not denied:
                at += 1
        elif word in PUNCTUATION:
            kinds.append("semicolon" if word in (";", ".", ":") and started else ",")
            at += 1
        elif word in RELATIVES and started:
            kinds.append("who")
            at += 1
        elif (
            word in ("then", "later", "subsequently", "afterwards") and started and p.word(at - 1) in ("and", ",", "but", "who")
        ) or (word == "then" and started):
            kinds.append("then")
            at += 1
        elif word == "with" and started:
            kinds.append("with")
            break
        else:
            break
    p.take(start, at, Role.CONNECTION)
    if not started and {"or", "nor"} & set(kinds):
        # a request that begins with "or" has nothing before it
        return "nor", at
    if not started:
        leaves_out = {"except", "besides"} & set(kinds) or ("but" in kinds and "but" in p.text(start, at).split())
        return ("except" if leaves_out else "next"), at
    return _named(kinds), at


def _everybody(p: State, at: int) -> int:
    """The place after "everyone" or "all customers" at the beginning, where somebody is excepted from them."""
    end = at
    while p.word(end) in SUBJECTS or p.word(end) in EVERY:
        end += 1
    if p.word(end) == "but" and spoken_number(p, end + 1) is not None:
        # "all but one of their orders": of orders, and not of customers
        return at
    aside = end + (p.word(end) == ",")
    found = CONNECTORS.at(p.tokens, aside) if end > at else None
    end = aside if found is not None and found[0] in ("except", "besides") else end
    leaves_out = found is not None and (found[0] in ("except", "besides") or all_but(p, at, end))
    return p.take(at, end, Role.HARMLESS) if leaves_out else at


def _subjects(p: State, at: int) -> int:
    """The place after "customers", "people" and the like, when a connection or the end follows."""
    end = at
    while p.word(end) in SUBJECTS:
        end += 1
    if p.word(at - 1) in BUYING:
        # "bought shoppers": people are no goods, and no slip of the pen is put right into them
        return at
    if end == at or not (
        p.done(end)
        or CONNECTORS.at(p.tokens, end) is not None
        or p.word(end) in RELATIVES
        or p.word(end) in PUNCTUATION
        or p.word(end) == "with"
    ):
        return at
    return p.take(at, end, Role.HARMLESS)


def _named(kinds: list[str]) -> str:
    said = [kind for kind in kinds if kind != ","]
    comma = "," in kinds
    if not said:
        return "comma" if comma else "next"
    if "then" in said:
        return "then"
    if "except" in said:
        return "except"
    if "nor" in said:
        return "nor"
    if "or" in said:
        return "comma_or" if comma else "or"
    if "but" in said:
        return "but"
    if "and" in said:
        if "who" in said:
            return "and_who"
        return "comma_and" if comma else "and"
    return said[-1]
