"""From a request to its readings, or to the words that stand in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, tzinfo
from itertools import islice, pairwise, product

from regulars.criteria.tree import Condition
from regulars.criteria.vocabulary import Vocabulary
from regulars.criteria.words.assumptions import conventions
from regulars.criteria.words.contradictions import contradiction, limited_twice
from regulars.criteria.words.doubts.denials import settle_denied_lists
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.fuller import fuller
from regulars.criteria.words.heard import unheard
from regulars.criteria.words.impossible import either_group, nobody
from regulars.criteria.words.index import Index
from regulars.criteria.words.links import guards
from regulars.criteria.words.numerals import unclear_number
from regulars.criteria.words.parsed import Parsed
from regulars.criteria.words.plainer import plainer
from regulars.criteria.words.purposes import without_purpose
from regulars.criteria.words.refusals import unplaced_words
from regulars.criteria.words.refused_at_once import hanging, hostile, instruction, no_condition, private
from regulars.criteria.words.request import parse
from regulars.criteria.words.results import Reading, Role, Span, Status, Understood, Unplaced
from regulars.criteria.words.reworded import reworded
from regulars.criteria.words.spelling import corrected
from regulars.criteria.words.state import Choice, Note, Objection, State, Taken
from regulars.criteria.words.sums_said import sums_plainer, unclear_sum
from regulars.criteria.words.tables.calendar import MONTHS
from regulars.criteria.words.tables.lexicon import SUBJECTS, VERBS
from regulars.criteria.words.tokens import Kind, Token, tokenize
from regulars.criteria.words.windows import window

MOST_CHARACTERS = 2000
MOST_TOKENS = 160
_MOST_READINGS = 24
# readings that are only counted, to say how many are not shown
_MOST_COUNTED = 77
_MOST_PARSES = 200
# a long request takes longer to read again for each of its meanings
_MOST_TOKENS_READ = 4000
_MOST_CHOICES = 6


def read(request: str, vocabulary: Vocabulary | Index, as_of: date | datetime, zone: tzinfo | None = None) -> Understood:
    """Understand a request. Never raises; a request that is not fully understood is refused with the words and the reason.

    `as_of` is the local day that relative windows count from, or an instant, whose day in `zone` it is. Whoever asks more than
    once makes the `Index` of the vocabulary first: it is most of the work.
    """
    index = vocabulary if isinstance(vocabulary, Index) else Index.of(vocabulary)
    return _understood(request, index, _day(as_of, zone))


def _day(as_of: date | datetime, zone: tzinfo | None) -> date:
    if not isinstance(as_of, datetime):
        return as_of
    return (as_of if zone is None or as_of.tzinfo is None else as_of.astimezone(zone)).date()


def _understood(request: str, vocabulary: Index, as_of: date) -> Understood:
    early = _too_much(request) or hostile(request)
    if early is not None:
        return _refused((early,), request)
    said = tokenize(request)
    if not said or len(said) > MOST_TOKENS:
        reason = "is no request" if not said else f"is longer than {MOST_TOKENS} words"
        return _refused(
            (Unplaced(request.strip()[:60] or "(nothing)", reason, "describe customers, such as “ordered in the last 30 days”"),),
            request,
        )
    told = no_condition(said, request) or instruction(said, request) or private(said, vocabulary, request)
    if told is not None:
        return _refused((told,), request)
    below = _negative(request, said) or _sign_of_denial(request, said)
    if below is not None:
        return _refused((below,), request)
    plain, purpose = without_purpose(sums_plainer(plainer(reworded(fuller(_plainer(said))))))
    tokens, spelled = corrected(plain, vocabulary)
    spelled = (*spelled, *purpose)
    guarded = guards(tokens, vocabulary)
    tokens = _unbracketed(State(tokens, vocabulary, as_of, guarded=guarded))
    lone = hanging(tokens, request) or unclear_number(request, tokens, guarded) or _unpaired(request, tokens, guarded)
    lone = lone or unclear_sum(request, tokens)
    if lone is not None:
        return _refused((lone,), request)
    return _read(request, tokens, spelled, vocabulary, as_of)


def _plainer(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens without what only ends a sentence, or stands between a verb and what it is done to ("bought: tops, dresses"), and
    without the meaning of capitals where all of the request is in capitals.
    """
    tokens = _both_said(tokens)
    end = len(tokens)
    while end > 1 and tokens[end - 1].word in (".", "!", "?"):
        end -= 1
    verbs = {n for n in range(1, end) if (found := VERBS.at(tokens, n - 1)) is not None and found[1] == n}
    kept = tuple(token for n, token in enumerate(tokens[:end]) if token.word != ":" or n not in verbs or n == end - 1)
    long = [token for token in kept if token.kind is Kind.WORD and token.end - token.start > 1]
    if len(long) < _FEW_WORDS or sum(token.upper for token in long) < len(long) * 0.8:
        return kept
    return tuple(replace(token, upper=False) for token in kept)


def _both_said(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "bought not only tops but also dresses" as "bought tops and also dresses"."""
    words = [token.word for token in tokens]
    start = next((n for n in range(len(words) - 1) if words[n : n + 2] == ["not", "only"]), len(words))
    turn = next((n for n in range(start + 2, len(words) - 1) if words[n : n + 2] == ["but", "also"]), 0)
    if turn <= start + 2 or {",", ";", ":"} & set(words[start : turn - 1]):
        return tokens
    kept = tokens[start + 2 : turn]
    return (*tokens[:start], *(kept[:-1] if kept[-1].word == "," else kept), replace(tokens[turn], word="and"), *tokens[turn + 1 :])


# fewer words in capitals than these can all be codes
_FEW_WORDS = 4


def _unbracketed(p: State) -> tuple[Token, ...]:
    """The tokens with commas for the brackets round an aside: "shoppers (never had a discount) with ...". Brackets round a list of
    alternatives stay, as they say what belongs together; so do those round what orders are: "3+ orders (web)".
    """
    tokens = p.tokens
    out = list(tokens)
    opened: list[int] = []
    for n, token in enumerate(tokens):
        if token.word == "(" and n not in p.guarded:
            opened.append(n)
        elif token.word == ")" and opened:
            start = opened.pop()
            aside = tokens[start + 1 : n]
            if (
                not opened
                and aside
                and not _of_orders(p, start, n)
                and not all(_of_a_date(each) for each in aside)
                and not {"and", "or", "but", "("} & {each.word for each in aside}
            ):
                out[start], out[n] = replace(tokens[start], word=","), replace(token, word=",")
    return tuple(out)


_DOERS = frozenset({"ups", "up", "signups", "buyers", "shoppers", "purchasers", "visitors", "openers", "clickers"})


def _of_orders(p: State, start: int, end: int) -> bool:
    """Whether a bracket holds nothing but a channel or the like, right after what was done: "3+ orders (web)"."""
    said = p.word(start - 1) if start else ""
    found = filter_list(p, start + 1) if said and said not in SUBJECTS else None
    come = said in _DOERS or (start > 1 and p.word(start - 2) == "new")
    when = window(p, start + 1, bare=True) if found is None and come else None
    return (found is not None and found[1] == end) or (when is not None and when[1] == end)


def _of_a_date(token: Token) -> bool:
    """Whether a word can be part of nothing but days: "(28 Nov to 1 Dec)"."""
    return (
        token.kind in (Kind.NUMBER, Kind.ORDINAL, Kind.DATE) or token.word in MONTHS or token.word in ("to", "-", "through", "of")
    )


# words that are half of a pair, and what makes the other half
_PAIRS = {"both": {"and", "or", ",", "plus", "two", "2"}, "either": {"or", "nor", "of"}, "neither": {"nor", "or", "and", ",", "of"}}


def _unpaired(request: str, tokens: tuple[Token, ...], guarded: frozenset[int]) -> Unplaced | None:
    """A "both" or an "either" of one thing alone."""
    words = {token.word for n, token in enumerate(tokens) if n not in guarded}
    for n, token in enumerate(tokens):
        if token.word in _PAIRS and n not in guarded and not words & _PAIRS[token.word]:
            text = request[token.start : token.end]
            return Unplaced(text, f"“{text}” needs two things joined by “and” or “or”", "say the other one, or leave the word out")
    return None


def _too_much(request: str) -> Unplaced | None:
    if len(request) <= MOST_CHARACTERS:
        return None
    return Unplaced(request[:60], f"the request is longer than {MOST_CHARACTERS} characters", "say it in fewer words")


def _negative(request: str, tokens: tuple[Token, ...]) -> Unplaced | None:
    """A number below nothing: "-1 times", not the range of "5 -10 orders"."""
    for before, sign, number in zip((None, *tokens), tokens, tokens[1:], strict=False):
        lone = before is None or (before.end < sign.start and before.kind is not Kind.NUMBER)
        if sign.word == "-" and number.kind is Kind.NUMBER and number.start == sign.end and lone:
            text = request[sign.start : number.end]
            return Unplaced(
                text, f"“{text}” is a negative number, and nothing here can be less than none", "say a number from 0 up"
            )
    return None


def _sign_of_denial(request: str, tokens: tuple[Token, ...]) -> Unplaced | None:
    """ "!customers in Canada": a sign that programs have for "not"."""
    for sign, word in pairwise(tokens):
        if sign.word == "!" and word.kind is not Kind.SIGN and word.start == sign.end:
            text = request[sign.start : word.end]
            return Unplaced(text, f"“{text}” can be “not”, or the end of a sentence", "say “not”, or leave out the sign")
    return None


def _read(request: str, tokens: tuple[Token, ...], spelled: tuple[str, ...], index: Index, as_of: date) -> Understood:
    state = State(tokens, index, as_of, guarded=guards(tokens, index))
    try:
        parsed = parse(state)
        settle_denied_lists(state)
    except RecursionError:
        return _refused((Unplaced(request[:60], "is too deeply nested to be understood", "say it in simpler words"),), request)
    objections = [entry for entry in state.trail if isinstance(entry, Objection)]
    if parsed.condition is None or objections:
        return _refused(tuple(unplaced_words(request, state, parsed, objections)), request, state)
    untouched = _untaken(state)
    if untouched:
        return _refused(tuple(unplaced_words(request, state, Parsed(None, untouched), [])), request, state)
    choices = len({entry.key for entry in state.trail if isinstance(entry, Choice)})
    if choices > _MOST_CHOICES:
        reason = f"has {choices} parts that can each be understood in several ways"
        return _refused(
            (Unplaced(request.strip()[:120], reason, "say fewer of them at once, or in more exact words"),), request, state
        )
    made = list(islice(_readings(state, parsed.condition), _MOST_READINGS + _MOST_COUNTED))
    # of several readings, those that nobody can meet are not meant
    found = [reading for reading in made if contradiction(reading.condition) is None]
    if not found:
        apart = either_group(tokens, request)
        if apart is not None:
            return _read(request, apart[0], (*spelled, apart[1]), index, as_of)
        return _refused((nobody(request, tokens, contradiction(made[0].condition) or ""),), request, state)
    readings = found[:_MOST_READINGS]
    twice = [said for reading in found if (said := limited_twice(reading.condition))]
    if len(twice) == len(found):
        advice = "say of what each of the two is"
        return _refused((Unplaced(request.strip()[:120], twice[0], advice),), request, state)
    lost = unheard(state, (reading.condition for reading in found))
    if lost is not None:
        return _refused((lost,), request, state)
    common = tuple(dict.fromkeys((*spelled, *conventions(readings[0].condition, index, as_of))))
    if len(readings) == 1:
        every = tuple(dict.fromkeys((*common, *readings[0].assumptions)))
        return Understood(Status.OK, (replace(readings[0], label="", assumptions=every),), every, (), _spans(request, state))
    return Understood(Status.AMBIGUOUS, tuple(readings), (*_not_shown(len(found)), *common), (), _spans(request, state), len(found))


def _not_shown(ways: int) -> tuple[str, ...]:
    """What to say of readings that are left out, as they are too many to choose from."""
    if ways <= _MOST_READINGS:
        return ()
    every = f"{ways}" if ways < _MOST_READINGS + _MOST_COUNTED else f"more than {ways - 1}"
    return (f"{_MOST_READINGS} of {every} meanings are shown: say more of it in exact words to see the others",)


def _readings(state: State, first: Condition) -> Iterator[Reading]:
    """One reading for every way to settle the choices met."""
    choices = {entry.key: entry.labels for entry in state.trail if isinstance(entry, Choice)}
    seen: set[Condition] = set()
    if not choices:
        yield Reading(first, "", _notes(state))
        return
    keys = sorted(choices)
    most = max(_MOST_READINGS, min(_MOST_PARSES, _MOST_TOKENS_READ // len(state.tokens)))
    for selected in islice(product(*(range(len(choices[key])) for key in keys)), most):
        again = State(
            state.tokens, state.index, state.as_of, dict(zip(keys, selected, strict=True)), guarded=state.guarded, found=state.found
        )
        parsed = parse(again)
        if parsed.condition is None or parsed.condition in seen:
            continue
        seen.add(parsed.condition)
        label = "; ".join(choices[key][index] for key, index in zip(keys, selected, strict=True))
        yield Reading(parsed.condition, label, _notes(again))


def _notes(state: State) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.text for entry in state.trail if isinstance(entry, Note)))


def _untaken(state: State) -> list[tuple[int, int]]:
    taken = {n for entry in state.trail if isinstance(entry, Taken) for n in range(entry.start, entry.end)}
    return [(n, n + 1) for n in range(len(state.tokens)) if n not in taken]


def _spans(request: str, state: State) -> tuple[Span, ...]:
    roles: dict[int, Role] = {}
    for entry in state.trail:
        if isinstance(entry, Taken):
            for n in range(entry.start, entry.end):
                roles[n] = entry.role if roles.get(n) in (None, Role.HARMLESS, Role.CONDITION) else roles[n]
    out: list[Span] = []
    for n, token in enumerate(state.tokens):
        role = roles.get(n, Role.UNPLACED)
        if out and out[-1].role is role and token.start >= out[-1].end:
            out[-1] = Span(out[-1].start, token.end, role, request[out[-1].start : token.end])
        elif not out or token.start >= out[-1].end:
            out.append(Span(token.start, token.end, role, request[token.start : token.end]))
    return tuple(out)


def _refused(unplaced: tuple[Unplaced, ...], request: str, state: State | None = None) -> Understood:
    spans = _spans(request, state) if state is not None else (Span(0, len(request), Role.UNPLACED, request),) if request else ()
    return Understood(Status.REFUSED, (), (), unplaced, spans)
