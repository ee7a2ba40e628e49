"""What customers are, rather than what they did: place, age, gender, tags, segment, scores, consent, sign-up, birthday."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regulars.criteria.terms import Comparator, Dates, Past, Period, TextOperator, Unit
from regulars.criteria.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Constant,
    DaysToAnniversary,
    FieldText,
    FieldTrue,
    FieldValue,
    Known,
    Not,
    PartOf,
    Within,
    YearsSince,
)
from regulars.criteria.terms import DatePart
from regulars.criteria.words.amounts import AmountKind, Cmp, comparison
from regulars.criteria.words.building import compared
from regulars.criteria.words.links import part, stems, whole
from regulars.criteria.words.phrases import table
from regulars.criteria.words.places import place_list
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables import retail
from regulars.criteria.words.tables.calendar import MONTHS
from regulars.criteria.words.tokens import Kind
from regulars.criteria.words.windows import amount_of_time, length, window

_GENDER = table(retail.GENDER_WORDS)
_CONSENT = table(
    """
yes: subscribed; subscribed to marketing; subscribed to emails; subscribed to email; subscribed to our emails; subscribed to the newsletter; subscribed to our newsletter; subscribers; subscriber; email subscribers; newsletter subscribers; opted in; opted in to marketing; opted in to emails; opted in to email; opted in for marketing; accept marketing; accepts marketing; accepting marketing; accepted marketing; marketing subscribers; who can be emailed; can be emailed; can email; accept marketing emails; accepts marketing emails; contactable; marketable; mailable; accept emails; agreed to marketing; consented to marketing; marketing consent; with marketing consent; email consent; given marketing consent; gave marketing consent; on our mailing list; on the mailing list; on our email list; on the email list; on our list; on our newsletter; get our newsletter; allow marketing; agree to marketing; subscribed to marketing emails; subscribed to our mailing list; subscribed to our marketing; opted into marketing; opted into emails; opted into marketing emails; opted into email; subscribed to email marketing; opted in to email marketing; accepted marketing emails; marketing opt in; receive marketing; signed up for marketing; signed up for emails; signed up to marketing; consent to marketing; currently subscribed; still subscribed; marketing subscriber; email subscriber; reachable by email; newsletter subscriber; consented to emails; agreed to receive marketing; agreed to receive emails; opted in to our newsletter; opted in to the newsletter; opted into our newsletter; subscribing; subscribed by email; want marketing; accept our marketing; signed up for the newsletter; signed up for our newsletter; allowed to email; we can email; we may email; we are allowed to email; subscribe to marketing; subscribe to our emails; subscribe to our newsletter; subscribe; subscribed to us; subscribes; marketing emails accepted; said yes to marketing; subscribed list; accepting marketing emails; on the newsletter list
no: unsubscribed from marketing; not subscribed; non subscribers; non subscriber; unsubscribers; opted out; opted out of marketing; opted out of emails; opted out of email; opt outs; unsubscribed customers; currently unsubscribed; do not accept marketing; does not accept marketing; not accepting marketing; not opted in; unsubscribed; unsubscribed people; unsubscribed from emails; unsubscribed from our emails; not subscribed to marketing; not subscribed to emails; no longer subscribed; refuse marketing; decline marketing; declined marketing; without marketing consent; no marketing consent; not on the mailing list; not on our mailing list; can not be emailed; not contactable; are unsubscribed; is unsubscribed; unsubscribed from marketing emails; have not opted in; never opted in; not accept marketing; never subscribed; not subscribed to our newsletter; not subscribed to the newsletter; do not want marketing; refused marketing; unsubscribed from email; without consent; not consented to marketing; rejected marketing; who said no to marketing; we can not email; marketing refusers; not opted into marketing; not reachable by email; not allowed to email; opted out of our emails; opted out of email marketing; opted out of our newsletter; opted out of the newsletter
"""
)
_UNSUBSCRIBED_EVENT = ("unsubscribed",)
_GENERATIONS = table("1981 1996: millennials; millennial; gen y; generation y\n1997 2012: gen z; generation z; zoomers; gen zers; gen z customers\n1965 1980: gen x; generation x; gen xers\n1946 1964: boomers; baby boomers; boomer; baby boomer; boomer generation\n1928 1945: silent generation; the silent generation")
_TEENS = table("13 19: teenagers; teens; teenager; in their teens; teenage\n18 999: adults; of legal age; legal adults; adult\n0 17: minors; underage; under age")
_AGE_NOUNS = table("age: years old; year olds; year old; years of age; yrs old; y o; yo; years; of age; aged; s")
_BEST_WORDS = table("best: top; best; highest; perfect; maximum; the top; the best; the highest; the maximum\nworst: bottom; worst; lowest; minimum; the worst; the lowest; the bottom")
_AXES = table("r: r; recency; r score; recency score; recency r\nf: f; frequency; f score; frequency score; frequency f\nm: m; monetary; m score; monetary score; monetary value; monetary m; monetary value score")
_UNKNOWN = table("unknown: unknown; missing; empty; blank; not known; not given; not on file; not set; unspecified; undefined; null; not provided; absent; no known; no; without a known; without; without any; with no; with no known; with unknown; with missing; lacking; lack; not recorded\nknown: known; given; on file; a known; filled in; provided; set; have; with; with a; with a known; has; have a; recorded; present; not missing; not empty; not unknown; available; supplied; specified; stated")
_FIELDS = table("birth_date: birthday; birth date; date of birth; birthdate; age; dob; birthdays; year of birth\ngender: gender; sex\ncountry: country\nregion: region; state; province\ncity: city; town\nphone: phone number; phone; telephone number; phone numbers; mobile number; telephone; a phone; number on file; a mobile number\nlast_name: last name; surname; family name\nfirst_name: first name; given name\ntags: tags; tag\nemail: email address; email\ncreated_at: sign up date; signup date; join date")


def attribute(p: State, at: int, *, bare: bool = True) -> tuple[Condition, int] | None:
    """The attribute that begins here."""
    for read in (_generation, _segment, _score, _consent, _age, _birthday, _born, _tenure, _email_domain, _name, _known, _tag, _gender, _place, _place_of):
        mark = p.mark()
        found = read(p, at)
        if found is not None:
            return found
        p.back(mark)
    return None


def _need(p: State, field: str, start: int, end: int) -> None:
    if field not in p.index.shape.fields and not p.index.values(field):
        p.object(start, end, f"the data has no {field.replace('_', ' ')} of customers")


def _generation(p: State, at: int) -> tuple[Condition, int] | None:
    found = _GENERATIONS.at(p.tokens, at)
    if found is not None:
        first, last = (int(year) for year in found[0].split())
        p.note(f"{p.text(at, found[1])} are taken as born {first} to {last}")
        _need(p, "birth_date", at, found[1])
        return Within(FieldValue("birth_date"), Dates(date(first, 1, 1), date(last, 12, 31))), p.take(at, found[1], Role.VALUE)
    found = _TEENS.at(p.tokens, at)
    if found is None:
        return None
    low, high = (Decimal(age) for age in found[0].split())
    years = YearsSince(FieldValue("birth_date"))
    _need(p, "birth_date", at, found[1])
    end = p.take(at, found[1], Role.VALUE)
    if high > 900:
        return Compare(years, Comparator.AT_LEAST, Constant(low)), end
    return Between(years, Constant(low), Constant(high)), end


def _segment(p: State, at: int) -> tuple[Condition, int] | None:
    """A segment by its name: Champions; the At Risk segment; lost customers; can't lose them."""
    place = at
    while p.word(place) in ("in", "the", "segment", "segments", "called", "from", "rfm", "of", "our", "named", "group", "labelled", "labeled", "classified", "as", "either", "flagged", "category", "bucket") and not p.done(place + 1):
        if _segment_name(p, place) is not None:
            break
        place += 1
    names: list[str] = []
    end = place
    step = place
    while (one := _segment_name(p, step)) is not None:
        names.extend(one[0])
        end = step = one[1]
        if p.word(end) in ("segment", "segments", "customers", "customer", "group", "category", "people", "bucket", "shoppers", "buyers", "ones"):
            end = step = end + 1
        if p.word(step) in (",", "or", "and", "nor", "/"):
            step += 2 if p.word(step) == "," and p.word(step + 1) in ("or", "and") else 1
            while p.word(step) in ("the", "in", "our", "also"):
                step += 1
    if not names:
        return None
    p.take(at, place, Role.HARMLESS)
    return FieldText("segment", TextOperator.ANY_OF, tuple(dict.fromkeys(names))), p.take(place, end, Role.VALUE)


def _segment_name(p: State, at: int) -> tuple[tuple[str, ...], int] | None:
    found = whole(p, at, ("segment",))
    if found is not None:
        if p.text(at, found[1]) in ("lost", "promising") and p.word(found[1]) not in ("", "customers", "customer", "segment", "segments", "people", "group", ",", "or", "and", "who", "with", "but", "from", "in", "shoppers", "buyers", "that", ".", "ones", "women", "men", "subscribers"):
            return None
        return found[0].values, found[1]
    for end in range(min(len(p.tokens), at + 4), at, -1):
        run = stems(p, at, end)
        for noun in ("customer", "them", "buyer", "loyalist"):
            links = p.index.whole.get((*run, noun), ())
            for link in links:
                if link.column == "segment" and run not in (("new",), ("potential",)) and (len(run) > 1 or run[0] not in ("new", "big", "can")):
                    if p.word(end) in ("ones", "buyers", "shoppers", "clients", "people", "users", "or", "and", "segment", "members"):
                        return link.values, end
        spellings = {("loyalist",): "loyal customers", ("lapsing",): "about to sleep", ("can", "not", "lose"): "can not lose them", ("cannot", "lose"): "can not lose them", ("champion",): "champions"}
        if run in spellings:
            from regulars.criteria.words.index import stems_of

            for link in p.index.whole.get(stems_of(spellings[run]), ()):
                if link.column == "segment":
                    return link.values, end
    return None


def _score(p: State, at: int) -> tuple[Condition, int] | None:
    """R score of 1; a frequency score of at least 3; top monetary score; R=1; scored 1 on recency; RFM 111."""
    start = at
    while p.word(at) in ("with", "a", "an", "the", "have", "has", "having", "whose", "their", "rfm", "scored", "score", "scoring", "in", "on") and not p.done(at + 1):
        if _AXES.at(p.tokens, at) or _BEST_WORDS.at(p.tokens, at):
            break
        if p.word(at) in ("scored", "scoring", "score") and (found := _score_first(p, at + 1)) is not None:
            p.take(start, at + 1, Role.HARMLESS)
            return found
        at += 1
    best = _BEST_WORDS.at(p.tokens, at)
    if best is not None:
        place = best[1] + (1 if p.word(best[1]) in ("possible", "rfm") else 0)
        axes = _axes(p, place)
        if axes is None:
            return None
        names, end = axes
        if p.word(end) in ("score", "scores", "rank", "band", "tier"):
            end += 1
        elif p.word(end - 1) not in ("score", "scores"):
            return None
        value = p.index.best_score if best[0] == "best" else p.index.worst_score
        p.note(f"the {best[0]} score is {value}")
        parts = tuple(Compare(FieldValue(axis), Comparator.EQUAL, Constant(Decimal(value))) for axis in names)
        return (parts[0] if len(parts) == 1 else All(parts)), p.take(start, end, Role.VALUE)
    axes = _axes(p, at)
    if axes is None:
        return None
    names, end = axes
    scored = p.word(end - 1) in ("score", "scores")
    if p.word(end) in ("score", "scores"):
        scored, end = True, end + 1
    if not scored and not (p.word(end - 1) in ("r", "f", "m") and (p.word(end) in ("=", ":", "is", "of", "<", ">", "≥", "≤", ">=", "<=", "at", "equals", "above", "below") or p.kind(end) is Kind.NUMBER)):
        return None
    return _score_value(p, names, start, end)


def _score_first(p: State, at: int) -> tuple[Condition, int] | None:
    """1 on recency; 2 or better for frequency."""
    cmp = comparison(p, at)
    if cmp is None:
        return None
    end = cmp[1]
    while p.word(end) in ("on", "for", "in", "the"):
        end += 1
    axes = _axes(p, end)
    if axes is None:
        return None
    return _with_scores(p, axes[0], cmp[0]), p.take(cmp[1], axes[1], Role.VALUE)


def _axes(p: State, at: int) -> tuple[tuple[str, ...], int] | None:
    names: list[str] = []
    end = at
    while (found := _AXES.at(p.tokens, end)) is not None:
        names.append(found[0])
        end = found[1]
        if p.word(end) in (",", "and", "&", "/") and _AXES.at(p.tokens, end + 1):
            end += 1
        elif p.word(end) == "," and p.word(end + 1) == "and" and _AXES.at(p.tokens, end + 2):
            end += 2
        else:
            break
    return (tuple(names), end) if names and all(name in p.index.shape.fields for name in names) else None


def _score_value(p: State, names: tuple[str, ...], start: int, end: int) -> tuple[Condition, int] | None:
    while p.word(end) in ("of", "is", "are", ":", "equals", "all", "both"):
        end += 1
    cmp = comparison(p, end)
    if cmp is None:
        return None
    p.take(start, end, Role.CONDITION)
    said, end = cmp
    if p.word(end) == "or" and p.kind(end + 1) is Kind.NUMBER:
        second = comparison(p, end + 1)
        if second is not None:
            values = (said.value, second[0].value)
            end = p.take(end, second[1], Role.AMOUNT)
            parts = tuple(
                Any(tuple(Compare(FieldValue(axis), Comparator.EQUAL, Constant(value)) for value in values)) for axis in names
            )
            return (parts[0] if len(parts) == 1 else All(parts)), end
    if p.word(end) == "or" and p.word(end + 1) in ("better", "worse"):
        p.take(end, end + 2, Role.AMOUNT)
        return _better(p, names, said, p.word(end + 1)), end + 2
    if said.said and p.word(end - 1) == "better":
        return _better(p, names, said, "better"), end
    return _with_scores(p, names, said), end


def _better(p: State, names: tuple[str, ...], cmp: Cmp, word: str) -> Condition:
    up = (word == "better") == (p.index.best_score > p.index.worst_score)
    comparator = Comparator.AT_LEAST if up else Comparator.AT_MOST
    p.note(f"score {p.index.best_score} is the best")
    parts = tuple(Compare(FieldValue(axis), comparator, Constant(cmp.value)) for axis in names)
    return parts[0] if len(parts) == 1 else All(parts)


def _with_scores(p: State, names: tuple[str, ...], cmp: Cmp) -> Condition:
    parts = tuple(compared(FieldValue(axis), cmp) for axis in names)
    return parts[0] if len(parts) == 1 else All(parts)


def _consent(p: State, at: int) -> tuple[Condition, int] | None:
    place = at
    while p.word(place) in ("are", "is", "currently", "still", "the", "our", "to", "have", "has", "were"):
        if _CONSENT.at(p.tokens, place):
            break
        place += 1
    found = _CONSENT.at(p.tokens, place)
    if found is None:
        return None
    if found[0] == "no" and p.word(place) in ("unsubscribed", "opted") and not _means_state(p, place, found[1]):
        return None
    if found[0] == "yes" and p.word(place) == "subscribed" and (w := window(p, found[1])) is not None and w[0].window is not None:
        p.object(place, found[1], "the data does not say when people subscribed", "ask for those subscribed now, or for the sign-up date")
    _need(p, "accepts_marketing", place, found[1])
    p.note("subscribed means accepting marketing")
    end = p.take(at, found[1], Role.CONDITION)
    test = FieldTrue("accepts_marketing")
    return (Not(test) if found[0] == "no" else test), end


def _means_state(p: State, start: int, end: int) -> bool:
    """Whether "unsubscribed" is what someone is rather than what they did at some time."""
    if p.word(end) in ("in", "during", "after", "since", "within", "before", "last", "this", "between", "from", "yesterday", "on", "today", "more", "less", "over", "at", "following", "twice", "once"):
        return False
    if p.word(start - 1) in ("have", "has", "ever", "recently", "had", "never", "not") or (p.word(start - 1) in ("who", "that") and p.word(end) not in ("",)):
        return False
    return True


def _age(p: State, at: int) -> tuple[Condition, int] | None:
    """aged 25 to 34; over 60; under-30s; 18-24 year olds; in their thirties; older than 40; age 35+."""
    start = at
    said = False
    while p.word(at) in ("aged", "age", "ages", "are", "is", "of", "the", "between", "with", "an", "whose", "group", "at", "a", "people", "in", "bracket", ":", "range", "currently") and not p.done(at):
        if p.word(at) in ("between", "at") and comparison_here(p, at):
            break
        if p.word(at) in ("aged", "age", "ages"):
            said = True
        at += 1
    decade = _decade(p, start, at)
    if decade is not None:
        return decade
    older = p.word(at) in ("older", "younger") or p.are(at, "no", "older") or p.are(at, "no", "younger") or p.are(at, "not", "older")
    cmp = comparison(p, at)
    if cmp is None:
        return None
    found, end = cmp
    if found.kind is not AmountKind.PLAIN or any(amount.value > 120 for _, amount in found.parts):
        return None
    after = p.word(end)
    nouns = _AGE_NOUNS.at(p.tokens, end)
    if nouns is not None and not (p.word(end) == "years" and not said and nouns[1] == end + 1 and not older):
        said, end = True, nouns[1]
    elif p.kind(end) is Kind.DECADE:
        return None
    more = None
    if not found.said and said:
        from regulars.criteria.words.amounts import after_noun

        found, end = after_noun(p, found, end)
        more = found
    if not (said or older):
        if not _age_shape(p, at, end, found, after):
            return None
    _need(p, "birth_date", start, end)
    p.take(start, end, Role.CONDITION)
    del more
    return compared(YearsSince(FieldValue("birth_date")), found), end


def comparison_here(p: State, at: int) -> bool:
    """Whether a comparison begins here; nothing is taken."""
    mark = p.mark()
    found = comparison(p, at)
    p.back(mark)
    return found is not None


def _age_shape(p: State, at: int, end: int, cmp: Cmp, after: str) -> bool:
    """"over 60" with nothing counted after it: an age when it follows who somebody is, and is no size of anything."""
    if not cmp.said or cmp.value < 10 or cmp.value > 100:
        return False
    if p.word(at) not in ("over", "under", "above", "below", "between", "from") and p.kind(at) is not Kind.NUMBER:
        return False
    if after not in ("", ",", "and", "but", "who", "or", "in", "from", "with", "that", "living", "whose", "'", "s", "."):
        return False
    if p.kind(at) is Kind.NUMBER:
        return p.word(at + 1) == "-" and p.word(at - 1) in ("", "women", "men", "customers", "people", "aged")
    before = p.word(at - 1)
    return before in ("customers", "women", "men", "people", "who", "are", "", "shoppers", "buyers", "anyone", "everyone", "customer", "females", "males", "ladies", "is", "and", "those", "subscribers", ",", "canadians", "americans", "germans", "members", "clients")


_TENS = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80}


def _decade(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    """in their 20s; thirty-somethings; twenties; over-50s; under 30s."""
    years = YearsSince(FieldValue("birth_date"))
    if p.word(at) in ("their", "early", "late", "mid"):
        if p.word(at + 1) in ("early", "late", "mid") or p.word(at) in ("early", "late", "mid"):
            p.object(at, at + 2, "“early”, “mid” and “late” are no exact ages", "say the ages, such as 20 to 24")
        place = at + 2 if p.word(at + 1) in ("early", "late", "mid") else at + 1
        decade = _TENS.get(p.word(place)) or (int(p.tokens[place].value or 0) if p.kind(place) is Kind.DECADE else None)
        if decade is not None and decade <= 100:
            _need(p, "birth_date", start, place + 1)
            return Between(years, Constant(Decimal(decade)), Constant(Decimal(decade + 9))), p.take(start, place + 1, Role.CONDITION)
    from regulars.criteria.words.tables.amounts import BEFORE, TENS

    if p.word(at) in TENS and p.word(at + 1) in ("somethings", "something"):
        low = TENS[p.word(at)]
        return Between(years, Constant(low), Constant(low + 9)), p.take(start, at + 2, Role.CONDITION)
    if p.kind(at) is Kind.NUMBER and p.word(at + 1) in ("somethings", "something"):
        low = p.tokens[at].value or Decimal(0)
        return Between(years, Constant(low), Constant(low + 9)), p.take(start, at + 2, Role.CONDITION)
    before = BEFORE.at(p.tokens, at)
    if before is not None and before[0] in ("above", "below") and p.kind(before[1]) is Kind.DECADE and (p.tokens[before[1]].value or 0) <= 100:
        comparator = Comparator(before[0])
        _need(p, "birth_date", start, before[1] + 1)
        return Compare(years, comparator, Constant(p.tokens[before[1]].value or Decimal(0))), p.take(start, before[1] + 1, Role.CONDITION)
    return None


_BIRTHDAY = frozenset({"birthday", "birthdays", "bday"})


def _birthday(p: State, at: int) -> tuple[Condition, int] | None:
    """Birthday this month; birthdays in May; a birthday in the next 30 days; whose birthday is today."""
    start = at
    while p.word(at) in ("with", "a", "the", "their", "whose", "have", "has", "celebrating", "celebrate", "having", "upcoming", "turn", "it", "is", "celebrates", "celebrated", "had", "his", "her") and not p.done(at + 1):
        at += 1
    if p.word(at) not in _BIRTHDAY and not p.are(at, "birth", "day"):
        return None
    end = at + (2 if p.word(at) == "birth" else 1)
    while p.word(end) in ("is", "are", "in", "on", "falls", "fall", "coming", "up", "within", "during", "happening", "happens", "occurs", "was", "comes"):
        end += 1
    born = FieldValue("birth_date")
    _need(p, "birth_date", start, end)
    ahead = DaysToAnniversary(born)
    if p.word(end) in ("today", "tomorrow"):
        return Compare(ahead, Comparator.EQUAL, Constant(Decimal(0 if p.word(end) == "today" else 1))), p.take(start, end + 1, Role.CONDITION)
    place = end + (1 if p.word(end) == "the" else 0)
    if p.word(place) in MONTHS:
        listed = [MONTHS[p.word(place)]]
        end = place + 1
        while p.word(end) in ("or", "and", ",") and (nxt := end + (2 if p.word(end + 1) in ("or", "and", "in") else 1)) and p.word(nxt) in MONTHS:
            listed.append(MONTHS[p.word(nxt)])
            end = nxt + 1
        tests = tuple(Compare(PartOf(born, DatePart.MONTH), Comparator.EQUAL, Constant(Decimal(month))) for month in listed)
        if p.kind(end) in (Kind.NUMBER, Kind.ORDINAL) and len(tests) == 1 and (p.tokens[end].value or 0) <= 31:
            day = Compare(PartOf(born, DatePart.DAY_OF_MONTH), Comparator.EQUAL, Constant(p.tokens[end].value or Decimal(0)))
            return All((tests[0], day)), p.take(start, end + 1, Role.CONDITION)
        return (tests[0] if len(tests) == 1 else Any(tests)), p.take(start, end, Role.CONDITION)
    return _birthday_window(p, born, start, place)


def _birthday_window(p: State, born: FieldValue, start: int, at: int) -> tuple[Condition, int] | None:
    ahead = DaysToAnniversary(born)
    shift = {"this": 0, "next": 1, "last": -1, "current": 0, "coming": 1, "following": 1, "previous": -1}
    word = p.word(at)
    month = PartOf(born, DatePart.MONTH)
    if word in shift and p.word(at + 1) == "month":
        number = (p.as_of.month - 1 + shift[word]) % 12 + 1
        return Compare(month, Comparator.EQUAL, Constant(Decimal(number))), p.take(start, at + 2, Role.CONDITION)
    if word in shift and p.word(at + 1) == "quarter":
        first = ((p.as_of.month - 1) // 3 + shift[word]) % 4 * 3 + 1
        return Between(month, Constant(Decimal(first)), Constant(Decimal(first + 2))), p.take(start, at + 2, Role.CONDITION)
    if word in shift and p.word(at + 1) == "week" and shift[word] >= 0:
        left = 7 - p.as_of.isoweekday()
        low, high = (0, left) if shift[word] == 0 else (left + 1, left + 7)
        if shift[word] == 0:
            p.note("this week's birthdays still to come, today included")
        return Between(ahead, Constant(Decimal(low)), Constant(Decimal(high))), p.take(start, at + 2, Role.CONDITION)
    if p.word(at) in ("next", "coming", "following", "upcoming"):
        at += 1
    many = length(p, at)
    if many is not None and many[1] in (Unit.DAY, Unit.WEEK, Unit.MONTH):
        days = many[0] * {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30}[many[1]]
        return Between(ahead, Constant(Decimal(0)), Constant(Decimal(days))), p.take(start, many[2], Role.CONDITION)
    return None


def _born(p: State, at: int) -> tuple[Condition, int] | None:
    """born in 1990; born before 1980; born in May; born in the 1990s; born on 3 May 1990."""
    start = at
    while p.word(at) in ("were", "was", "are", "is"):
        at += 1
    if p.word(at) != "born":
        return None
    at += 1
    field = FieldValue("birth_date")
    _need(p, "birth_date", start, at)
    place = at + 1 if p.word(at) in ("in", "on", "during") else at
    place += 1 if p.word(place) == "the" else 0
    if p.kind(place) is Kind.DECADE:
        first = int(p.tokens[place].value or 0)
        first = first if first > 1000 else 1900 + first
        return Within(field, Dates(date(first, 1, 1), date(first + 9, 12, 31))), p.take(start, place + 1, Role.CONDITION)
    if p.word(place) in MONTHS and p.kind(place + 1) is not Kind.NUMBER:
        test = Compare(PartOf(field, DatePart.MONTH), Comparator.EQUAL, Constant(Decimal(MONTHS[p.word(place)])))
        return test, p.take(start, place + 1, Role.CONDITION)
    years = _years(p, at)
    if years is not None:
        (first_year, last_year), end = years
        first_day = None if first_year is None else date(first_year, 1, 1)
        last_day = None if last_year is None else date(last_year, 12, 31)
        return Within(field, Dates(first_day, last_day)), p.take(start, end, Role.CONDITION)
    found = window(p, at, bare=True)
    if found is None or not isinstance(found[0].window, Dates):
        return None
    return Within(field, found[0].window), p.take(start, found[1], Role.CONDITION)


def _years(p: State, at: int) -> tuple[tuple[int | None, int | None], int] | None:
    """Years of birth, which the windows of orders do not reach: in 1990, before 1980, between 1980 and 1990."""
    word = p.word(at)

    def year(place: int) -> int | None:
        token = p.tokens[place] if not p.done(place) else None
        if token is None or token.kind is not Kind.NUMBER or not token.word.isdigit() or not 1900 <= int(token.word) <= 2030:
            return None
        return int(token.word)

    ways = {"in": (0, 0), "during": (0, 0), "before": (None, -1), "after": (1, None), "since": (0, None), "from": (0, None), "until": (None, 0)}
    if word in ("between", "from") and year(at + 1) and p.word(at + 2) in ("and", "to", "-") and year(at + 3):
        return (year(at + 1), year(at + 3)), at + 4
    if word in ways and (said := year(at + 1)) is not None:
        low, high = ways[word]
        end = at + 2
        if word == "in" and p.word(end) in ("or", "and") and p.word(end + 1) in ("later", "after", "earlier", "before"):
            later = p.word(end + 1) in ("later", "after")
            return ((said, None) if later else (None, said)), end + 2
        return (None if low is None else said + low, None if high is None else said + high), end
    return None


def _tenure(p: State, at: int) -> tuple[Condition, int] | None:
    """customers for over 2 years; been with us for more than a year; members for at least 6 months."""
    start = at
    while p.word(at) in ("have", "has", "been", "a", "customer", "customers", "with", "us", "our", "on", "the", "books", "known", "shopping", "member", "members", "around", "as", "account", "holders", "an", "being", "were", "are", "is", "existed", "had", "tenure", "of", "our"):
        at += 1
    lead = p.text(start, at)
    sure = any(words in lead for words in ("with us", "been a customer", "been customers", "customers", "customer", "members", "member", "been around", "shopping", "on the books", "tenure", "had an account", "account"))
    if p.word(at) != "for" and "tenure" not in lead:
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


def _since_sign_up(cmp: Cmp, unit: Unit, size: int) -> Condition:
    created = FieldValue("created_at")
    if len(cmp.parts) == 2:
        low, high = sorted(int(amount.value) * size for _, amount in cmp.parts)
        return Within(created, Past(high, low, unit))
    many = int(cmp.value) * size
    if cmp.comparator in (Comparator.ABOVE, Comparator.AT_LEAST):
        return Within(created, Past(None, many, unit))
    return Within(created, Past(many, 0, unit))


_DOMAINS = {"gmail": "gmail.com", "yahoo": "yahoo.com", "outlook": "outlook.com", "hotmail": "hotmail.com", "icloud": "icloud.com", "aol": "aol.com", "googlemail": "googlemail.com", "protonmail": "protonmail.com"}


def _email_domain(p: State, at: int) -> tuple[Condition, int] | None:
    """Gmail users; with a yahoo address; an @acme.com email; email ends with .edu; email contains "smith"."""
    start = at
    lead = frozenset("with a an the using use have has on their email emails address addresses ends end ending in is at from whose having containing contains domain of who use email's are @ work under".split())
    while p.word(at) in lead and not p.done(at + 1):
        at += 1
    text = _domain_text(p, at)
    if text is None:
        return None
    domain, end, dotted = text
    tail = at
    while p.word(end) in ("email", "emails", "address", "addresses", "users", "user", "account", "accounts", "domain", "inbox", "customers", "domains", "mailboxes", "mailbox", "subscribers"):
        if p.word(end) in ("customers", "subscribers"):
            break
        end += 1
        tail = end
    said = p.text(start, at)
    if not (dotted or tail > at or "email" in said or "address" in said):
        return None
    _need(p, "email", start, end)
    return FieldText("email", TextOperator.ENDS_WITH, (domain,)), p.take(start, end, Role.CONDITION)


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
        while not p.done(end) and p.tokens[end].start == p.tokens[end - 1].end and p.word(end) not in (",",):
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
    while not p.done(place + 1) and p.tokens[place + 1].start == p.tokens[place].end or (not p.done(place + 1) and p.tokens[place + 1].glued):
        place += 1
        if p.word(place) == "." and not p.done(place + 1) and p.tokens[place + 1].start == p.tokens[place].end and p.kind(place + 1) is Kind.WORD:
            return True
    return False


def _name(p: State, at: int) -> tuple[Condition, int] | None:
    """named Anna; called John; first name is Maria; last name Smith; whose surname starts with B."""
    start = at
    while p.word(at) in ("with", "whose", "the", "a", "have", "has", "are", "is"):
        at += 1
    field = ""
    if p.word(at) in ("named", "called"):
        field, at = "first_name", at + 1
    elif p.word(at) in ("first", "given") and p.word(at + 1) in ("name", "names"):
        field, at = "first_name", at + 2
    elif (p.word(at) in ("last", "family") and p.word(at + 1) in ("name", "names")) or p.word(at) == "surname":
        field, at = "last_name", at + (1 if p.word(at) == "surname" else 2)
    elif p.word(at) == "name" and start != at:
        field, at = "first_name", at + 1
    if not field:
        return None
    operator = TextOperator.ANY_OF
    while p.word(at) in ("is", "of", "either", "are", ":", "="):
        at += 1
    for words, how in ((("starts", "with"), TextOperator.STARTS_WITH), (("starting", "with"), TextOperator.STARTS_WITH), (("begins", "with"), TextOperator.STARTS_WITH), (("beginning", "with"), TextOperator.STARTS_WITH), (("contains",), TextOperator.CONTAINS), (("containing",), TextOperator.CONTAINS), (("ends", "with"), TextOperator.ENDS_WITH), (("ending", "with"), TextOperator.ENDS_WITH), (("ends", "in"), TextOperator.ENDS_WITH), (("ending", "in"), TextOperator.ENDS_WITH)):
        if p.are(at, *words):
            operator, at = how, at + len(words)
    if p.word(at) in ("the", "letter") and p.word(at + 1) in ("letter",):
        at += 2
    if p.kind(at) is not Kind.WORD or p.word(at) in ("who", "and", "or", "but", "unknown", "missing", "known"):
        return None
    names = [p.word(at)]
    end = at + 1
    while p.word(end) in ("or", ",") and p.kind(end + 1) is Kind.WORD and p.word(end + 1) not in ("who", "with", "have", "from", "and", "but", "ordered", "bought", "spent"):
        names.append(p.word(end + 1))
        end += 2
    _need(p, field, start, end)
    return FieldText(field, operator, tuple(names)), p.take(start, end, Role.CONDITION)


def _known(p: State, at: int) -> tuple[Condition, int] | None:
    """without a phone number; unknown city; birthday missing; with a known birth date; no birthday on file."""
    start = at
    lead = _UNKNOWN.at(p.tokens, at)
    if lead is None and p.word(at) in ("whose", "where", "the", "their", "a"):
        return _known_after(p, start, at + 1)
    if lead is None:
        return _known_after(p, start, at)
    state, place = lead
    if state == "unknown" and p.word(at) == "with":
        pass
    while p.word(place) in ("a", "an", "any", "their", "the", "known", "valid"):
        place += 1
    field = _FIELDS.at(p.tokens, place)
    if field is None:
        return None
    end = field[1]
    tail = end
    for words in (("on", "file"), ("on", "record"), ("in", "our", "records"), ("known",), ("given",), ("set",), ("recorded",), ("in", "the", "data")):
        if p.are(end, *words):
            tail = end + len(words)
    if field[0] in ("tags", "email") and state == "known" and tail == end and p.word(at) in ("with", "have", "has") and field[0] == "email":
        return None
    if field[0] == "tags" and p.word(tail) not in ("", ",", "and", "but", "or", "who"):
        return None
    if state == "known" and tail == end and p.word(end) not in ("", ",", "and", "but", "or", "who", "with", "in", "from") and field[0] != "phone":
        return None
    if p.word(tail) in ("is", "starts", "ends", "in", "this", "next", "on", "score", "of", "today") and field[0] in ("birth_date", "email", "first_name", "last_name"):
        return None
    _need(p, field[0], start, tail)
    test = Known(FieldValue(field[0]))
    return (test if state == "known" else Not(test)), p.take(start, tail, Role.CONDITION)


def _known_after(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    field = _FIELDS.at(p.tokens, at)
    if field is None:
        return None
    place = field[1]
    while p.word(place) in ("is", "are", "was"):
        place += 1
    state = _UNKNOWN.at(p.tokens, place)
    if state is None or p.word(place) in ("with", "no", "have", "has", "without"):
        return None
    _need(p, field[0], start, state[1])
    test = Known(FieldValue(field[0]))
    return (test if state[0] == "known" else Not(test)), p.take(start, state[1], Role.CONDITION)


def _tag(p: State, at: int) -> tuple[Condition, int] | None:
    """tagged VIP; with the wholesale tag; VIPs; influencers."""
    start = at
    said = False
    while p.word(at) in ("tagged", "tag", "tags", "with", "the", "as", "a", "an", "labelled", "labeled", "have", "has", "having", "carrying", "carry", "marked", "our", "of", "bearing", "either", "both", "are", "is", ":", "who're", "carries", "whose", "include", "includes", "contain", "contains", "flagged") and not p.done(at + 1):
        said = said or p.word(at) in ("tagged", "tag", "tags", "labelled", "labeled", "marked", "flagged")
        at += 1
    every = "both" in p.text(start, at)
    groups: list[tuple[str, ...]] = []
    end = step = at
    joined = ""
    while (one := _one_tag(p, step, said=said)) is not None:
        groups.append(one[0])
        end = step = one[1]
        if p.word(end) in ("tag", "tags", "tagged"):
            said = True
            end = step = end + 1
        if p.word(step) in (",", "or", "and", "nor"):
            conjunction = p.word(step + 1) if p.word(step) == "," and p.word(step + 1) in ("or", "and") else p.word(step)
            step += 2 if p.word(step) == "," and p.word(step + 1) in ("or", "and") else 1
            if p.word(step) in ("tagged", "a", "the"):
                step += 1
            if _one_tag(p, step, said=said) is not None and conjunction != ",":
                joined = conjunction
    if not groups:
        return None
    if p.word(end) in ("members", "member", "tier", "customers", "accounts"):
        end += 1 if p.word(end) != "customers" else 0
    tests = tuple(FieldText("tags", TextOperator.TAGGED, values) for values in groups)
    p.take(start, end, Role.VALUE)
    if len(tests) == 1:
        return tests[0], end
    if joined == "and" and (said or every):
        return All(tests), end
    return FieldText("tags", TextOperator.TAGGED, tuple(value for group in groups for value in group)), end


def _one_tag(p: State, at: int, *, said: bool) -> tuple[tuple[str, ...], int] | None:
    found = whole(p, at, ("tags",))
    if found is not None:
        campaign = whole(p, at, ("campaign",))
        if campaign is not None and campaign[1] > found[1]:
            return None
        return found[0].values, found[1]
    for end in range(min(len(p.tokens), at + 3), at, -1):
        said_words = " ".join(stems(p, at, end))
        for value in p.index.values("tags"):
            from regulars.criteria.words.index import stems_of

            words = stems_of(value)
            if end - at >= 1 and len(words) > 1 and stems(p, at, end) == words[-(end - at) :] and (said or p.word(end) in ("members", "member", "tier", "customers")) and said_words not in ("customer",):
                p.note(f"“{said_words}” is taken as the tag {value}")
                return (value,), end
        if said_words in ("loyalty", "loyalty member", "loyalty program member", "loyalty tag"):
            held = tuple(value for value in p.index.values("tags") if value.lower().startswith("loyalty"))
            if held and (said or "member" in said_words):
                p.note(f"“{said_words}” is taken as the tags {', '.join(held)}")
                return held, end
        if said_words in ("employee", "staff member", "wholesaler", "wholesale customer", "wholesale buyer", "wholesale account"):
            wanted = "staff" if "staff" in said_words or "employee" in said_words else "wholesale"
            held = tuple(value for value in p.index.values("tags") if value.lower() == wanted)
            if held:
                return held, end
    return None


def _gender(p: State, at: int) -> tuple[Condition, int] | None:
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


_LIVING = table("in: living in; based in; located in; from; in; who live in; live in; lives in; resident in; residing in; out of; coming from; who are in; reside in; residents of; people of; hailing from; across; at; all over; within; around; based out of; living anywhere in; anywhere in; somewhere in; lived in; resides in; located within; shipping to; based; of; living; city; citizens of; throughout; inhabitants of; who come from; originating from; domiciled in; situated in; whose city is; whose country is; whose state is; whose region is; country is; city is; state is; region is; country; state; region; country:; located; addresses in; an address in; with an address in; with addresses in; have an address in; hail from; come from")


def _place(p: State, at: int) -> tuple[Condition, int] | None:
    """A place with its preposition, or a people: from Canada; Germans; Canadian."""
    outside = _OUTSIDE.at(p.tokens, at)
    if outside is not None:
        found = place_list(p, outside[1], bare=True)
        if found is not None:
            p.take(at, outside[1], Role.CONDITION)
            p.note("outside a place means in another, known one")
            return Not(found[0]), found[1]
    lead = _LIVING.at(p.tokens, at)
    if lead is not None:
        step = lead[1]
        while p.word(step) in ("either", "both", "the"):
            if p.word(step) == "the" and p.index.place_names.get(("the",)) is None:
                break
            step += 1
        found = place_list(p, step, bare=True)
        if found is not None:
            p.take(at, step, Role.CONDITION)
            return found
    return place_list(p, at, bare=True)


_OUTSIDE = table("out: outside of; outside; living outside; not living in; based outside; from outside; who live outside; live outside; living outside of; based outside of; beyond; anywhere but; outside the; live outside of; located outside; not in; not from; from anywhere but; living anywhere but; not based in; not living in the; from outside of; located outside of; elsewhere than; anywhere except; from anywhere except; in any country but; in any country except; from any country but; from any country except; somewhere other than; from somewhere other than; in a country other than; from a country other than; lives outside; lives outside of; residing outside; who live outside of")


def _place_of(p: State, at: int) -> tuple[Condition, int] | None:
    return None


__all__ = ["Period", "attribute", "part"]
