"""A clause as read, and what the readers of clauses share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from regulars.criteria.terms import Window
from regulars.criteria.tree import All, Any, Condition, FieldText, FieldValue, Known, Not
from regulars.criteria.words.building import condition, presumed
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import AUXILIARIES, OPENERS, SMALL_WORDS, SUBJECTS
from regulars.criteria.words.windows import window

# words that may stand before a clause: anywhere, and before the first one
LEADERS = SMALL_WORDS | SUBJECTS | AUXILIARIES | {"their"}
FIRST_LEADERS = LEADERS | OPENERS


BUYERS = frozenset(
    [
        "buyers",
        "buyer",
        "shoppers",
        "shopper",
        "customers",
        "customer",
        "purchasers",
        "orders",
        "purchases",
        "users",
        "people",
        "owners",
        "owner",
        "redeemers",
        "redeemer",
    ]
)


@dataclass(slots=True)
class Clause:
    """A clause as read. `fixed` is the condition of one that is no frame; `bare`: it began without who, have or a negation;
    `excepted`: "except" turned its meaning round; `heading`: its time is set off before it, and heads a list;
    `of`: what a "none" is of, as another "none" after it can be.
    """

    start: int
    end: int
    frame: Frame | None = None
    fixed: Condition | None = None
    negated: bool = False
    bare: bool = True
    own_window: bool = False
    heading: bool = False
    attribute: bool = False
    perfect: bool = False
    past: bool = False
    only_when: bool = False
    again_said: bool = False
    pending: list[Window] = field(default_factory=list)
    echo: Frame | None = None
    excepted: bool = False
    of: Frame | None = None

    @property
    def leading(self) -> Frame | None:
        """The frame that a shortened clause after it takes its verb from."""
        return self.frame or self.echo

    def made(self, p: State) -> Condition:
        """The condition of the clause, negation and all."""
        if self.frame is not None:
            self.frame.negated = self.negated
            if self.negated and self.frame.then_in is not None:
                later = replace(self.frame.copy(), windows=[self.frame.then_in], negated=False)
                return All((condition(p, self.frame), condition(p, later)))
            if self.frame.against_rank is not None:
                return Not(self.frame.against_rank) if self.negated else self.frame.against_rank
            return self._denied(p, self.frame) if self.negated != self.excepted else condition(p, self.frame)
        if self.fixed is None:
            raise TypeError("a clause is a frame or a condition")
        if self.negated and isinstance(self.fixed, FieldText) and self.fixed.field == "segment":
            p.note("customers without a segment, who never ordered, are included")
            return Any((Not(self.fixed), Not(Known(FieldValue("segment")))))
        return Not(self.fixed) if self.negated else self.fixed

    def _denied(self, p: State, f: Frame) -> Condition:
        """Not done, by those of whom that can be said; who is excepted is everybody else."""
        told = presumed(p, f)
        if not told:
            return condition(p, f)
        f.negated = True
        said = All((*told, condition(p, f)))
        return Not(said) if self.excepted else said


_CONTINUES = frozenset(
    [
        "afterwards",
        "later",
        "afterward",
        "subsequently",
        "within",
        "after",
        "before",
        "since",
        "on",
        "via",
        "through",
        "using",
        "every",
        "each",
        "times",
        "per",
        "worth",
        "for",
        "over",
        "under",
        "above",
        "below",
    ]
)


def more_follows(p: State, end: int) -> bool:
    """Whether what follows still belongs to the same verb, so that the name alone would lose it."""
    if p.word(end) in _CONTINUES:
        return True
    if p.word(end) in ("in", "from", "at", "with", "of", "by"):
        mark = p.mark()
        found = filter_list(p, end) is not None
        p.back(mark)
        return found
    return False


def window_follows(p: State, at: int) -> bool:
    """Whether a window begins here; nothing is taken."""
    mark = p.mark()
    found = window(p, at)
    p.back(mark)
    return found is not None and found[0].window is not None


def filter_list_here(p: State, at: int) -> bool:
    """Whether a filter begins here; nothing is taken."""
    mark = p.mark()
    found = filter_list(p, at)
    p.back(mark)
    return found is not None


def same_verb(f: Frame) -> Frame:
    """The same verb, with nothing else taken over."""
    return Frame(f.head, f.start, measure=f.measure if f.head == "measure" else "", noun="")
