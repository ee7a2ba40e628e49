"""Tags and genders."""

from __future__ import annotations

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import (
    All,
    Condition,
    FieldText,
    FieldValue,
    Known,
    Not,
)
from regulars.criteria.words.filters import one_code
from regulars.criteria.words.links import stems, whole
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables import retail
from regulars.criteria.words.tables.lexicon import CONNECTORS

_GENDER = table(retail.GENDER_WORDS)


def read_tag(p: State, at: int) -> tuple[Condition, int] | None:
    """tagged VIP; with the wholesale tag; VIPs; influencers."""
    start = at
    said = False
    while p.word(at) in word_set(
        "tagged tag tags with the as a an labelled labeled have has having carrying carry "
        "marked our of bearing either both are is : who're carries whose include includes "
        "contain contains flagged"
    ) and not p.done(at + 1):
        said = said or p.word(at) in ("tagged", "tag", "tags", "labelled", "labeled", "marked", "flagged")
        at += 1
    every = "both" in p.text(start, at)
    groups: list[tuple[str, ...]] = []
    end = step = at
    joined = ""
    beside = 0
    while (one := _one_tag(p, step, said=said)) is not None:
        beside += bool(groups) and step == end
        groups.append(one[0])
        end = step = one[1]
        if p.word(end) == "tagged" and _one_tag(p, end + 1, said=True) is not None:
            # "VIPs tagged influencer": a second condition
            break
        if p.word(end) in ("tag", "tags", "tagged"):
            said = True
            end = step = end + 1
        if p.word(step) == "," and p.word(step + 2) in ("excluded", "aside", "not"):
            break
        if p.word(step) in (",", "or", "and", "nor"):
            conjunction = p.word(step + 1) if p.word(step) == "," and p.word(step + 1) in ("or", "and") else p.word(step)
            step += 2 if p.word(step) == "," and p.word(step + 1) in ("or", "and") else 1
            if p.word(step) == "tagged" and _second_condition(p, at, step, conjunction):
                break
            if p.word(step) in ("tagged", "a", "the"):
                step += 1
            if _one_tag(p, step, said=said) is not None and conjunction != ",":
                joined = conjunction
    if not groups:
        return _any_tag(p, start)
    if p.word(end) in ("members", "member", "tier", "customers", "accounts", "status"):
        end += 1 if p.word(end) != "customers" else 0
    tests = tuple(FieldText("tags", TextOperator.TAGGED, values) for values in groups)
    p.take(start, end, Role.VALUE)
    if len(tests) == 1:
        return tests[0], end
    if every and (joined != "and" or len(tests) != 2):
        p.object(start, end, "says “both” of a list that is not two joined by “and”", "say “tagged A and B”, or “tagged A or B”")
    if beside and (p.negated or beside != len(tests) - 1):
        p.object(start, end, "can ask for all of these tags or for any of them", "say “and” or “or” between them")
    are = bool({"are", "is"} & {p.word(n) for n in range(start - 1, at)})
    denied = p.negated or _left_out(p, start)
    plural = not said and all(p.word(n).endswith("s") for n in (at, end - 1))
    if beside or (joined == "and" and ((every and not plural) or ((said or are) and not denied))):
        return All(tests), end
    either = FieldText("tags", TextOperator.TAGGED, tuple(value for group in groups for value in group))
    if joined in ("", "and") and (not denied or said):
        # "VIP, wholesale", "VIP and wholesale customers", "not tagged VIP and wholesale": any of them or all of them
        ways: list[tuple[str, Condition]] = [("any of these tags", either), ("all of these tags", All(tests))]
        return p.choose(_TAGS_KEY + start, ways), end
    return either, end


# apart from the keys of other choices, which are places of the request or far from these
_TAGS_KEY = 360_000


def _left_out(p: State, at: int) -> bool:
    """Whether what stands here is taken out of others: "excluding staff and wholesale"."""
    while at and p.word(at - 1) in ("the", "our", "are", "those", "people", "customers", "anyone"):
        at -= 1
    found = [CONNECTORS.at(p.tokens, n) for n in range(max(0, at - 3), at)]
    return any(each is not None and each[0] == "except" and each[1] >= at for each in found)


def _second_condition(p: State, at: int, step: int, conjunction: str) -> bool:
    """Whether "tagged" within a list begins a condition of its own: "VIP, tagged influencer", "not VIP and tagged wholesale"."""
    again = p.word(at - 1) == "tagged"
    either = "or" in {p.word(n) for n in range(step, step + 4)}
    if p.negated and again and (conjunction == "and" or (conjunction == "," and either)):
        p.object(at - 1, step + 2, "can be said of the first tag or of all of them", "say “not tagged” of each")
    if p.negated:
        return conjunction in (",", "and")
    return conjunction == "," and not (again and either)


def _any_tag(p: State, at: int) -> tuple[Condition, int] | None:
    """tagged; untagged: with any tag at all, or with none."""
    lead = at
    while p.word(lead) in ("are", "is"):
        lead += 1
    ends = p.word(lead + 1) in ("", ",", ".", "and", "but", "or", "who", "customers", "people", "at")
    if p.word(lead) not in ("tagged", "untagged") or not ends or "tags" not in p.index.shape.fields:
        return None
    end = lead + (3 if p.are(lead + 1, "at", "all") else 1)
    if p.word(end - 1) == "at" or (p.word(lead + 1) == "at" and end == lead + 1):
        return None
    known = Known(FieldValue("tags"))
    return (Not(known) if p.word(lead) == "untagged" else known), p.take(at, end, Role.CONDITION)


def _one_tag(p: State, at: int, *, said: bool) -> tuple[tuple[str, ...], int] | None:
    found = whole(p, at, ("tags",))
    code = one_code(p, at)
    if code is not None and (found is None or code[1] > found[1]):
        return None
    if found is not None:
        campaign = whole(p, at, ("campaign",))
        if campaign is not None and campaign[1] > found[1]:
            return None
        if found[1] < len(p.tokens) and p.tokens[found[1]].glued and _of_a_tag(p, found[1]):
            # "vip-gold" is no tag, though "VIP" and "loyalty-gold" are
            return None
        return found[0].values, found[1]
    for end in range(min(len(p.tokens), at + 3), at, -1):
        said_words = " ".join(stems(p, at, end))
        run = stems(p, at, end)
        whole_tag = p.index.tag_words.get(("", *sorted(run)))
        if whole_tag is not None:
            return (whole_tag,), end
        tail = p.index.tag_words.get(run)
        if tail is not None and (said or _named_members(p, end)) and said_words != "customer":
            p.note(f"“{said_words}” is taken as the tag {tail}")
            return (tail,), end
        if said_words in ("loyalty", "loyalty member", "loyalty program member", "loyalty tag"):
            held = tuple(value for value in p.index.values("tags") if value.lower().startswith("loyalty"))
            if held and (said or "member" in said_words):
                p.note(f"“{said_words}” is taken as the tags {', '.join(held)}")
                return held, end
        if said_words in ("employee", "staff member", "wholesaler", "wholesale customer", "wholesale buyer", "wholesale account"):
            if "employee" in said_words and p.word(at - 1) in ("with", "having"):
                # who has employees is not one
                return None
            wanted = "staff" if "staff" in said_words or "employee" in said_words else "wholesale"
            held = tuple(value for value in p.index.values("tags") if value.lower() == wanted)
            if held:
                return held, end
    return None


def _of_a_tag(p: State, at: int) -> bool:
    run = stems(p, at, at + 1)
    return run in p.index.tag_words or any(link.column == "tags" for link in p.index.whole.get(run, ()))


def _named_members(p: State, at: int) -> bool:
    """Whether "members" follows, at once or after the others of a list: "gold or silver members"."""
    while p.word(at) in (",", "or", "and"):
        following = whole(p, at + 1, ("tags",))
        if following is None and p.index.tag_words.get(stems(p, at + 1, at + 2)) is None:
            return False
        at = following[1] if following is not None else at + 2
    return p.word(at) in ("members", "member", "tier", "customers")


def read_gender(p: State, at: int) -> tuple[Condition, int] | None:
    """women; male customers; non-binary."""
    start = at
    while p.word(at) in ("gender", "is", "are", "identify", "identifying", "as", "whose", "sex", ":", "of", "="):
        at += 1
    names: list[str] = []
    end = step = at
    while (one := _GENDER.at(p.tokens, step)) is not None:
        wanted = {name.lower() for name in retail.GENDERS[one[0]]}
        held = [value for value in p.index.values("gender") if value.lower() in wanted]
        if not held:
            return None
        names.extend(held)
        end = step = one[1]
        if p.word(step) in ("or", "and", ",", "nor") and _GENDER.at(p.tokens, step + 1):
            step += 1
    if not names:
        return None
    return FieldText("gender", TextOperator.ANY_OF, tuple(dict.fromkeys(names))), p.take(start, end, Role.VALUE)
