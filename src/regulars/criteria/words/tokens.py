"""A request as tokens: words in lower case, numbers with their value, signs; each knows where it stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from regulars.criteria.words.tables.spellings import CONTRACTED, ENDINGS, MONTH_NAMES, SINGULARS, SPELLED


class Kind(StrEnum):
    """WORD, NUMBER (value), ORDINAL (1st), DATE (year, month, day digits), CLOCK (18:00, 6pm), DECADE (20s), SIGN."""

    WORD = "word"
    NUMBER = "number"
    ORDINAL = "ordinal"
    DATE = "date"
    CLOCK = "clock"
    DECADE = "decade"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is the normal form. `glued`: a hyphen joins it to the one before. `quote`: the number of the quotation it is in."""

    kind: Kind
    word: str
    start: int
    end: int
    value: Decimal | None = None
    glued: bool = False
    quote: int = 0
    upper: bool = False


_CHARACTERS = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "`": "'",
        "\u00b4": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "\u2013": "-",
        "—": "-",
        "\u2212": "-",
        "\u2011": "-",
        "…": ".",
    }
)
_PATTERN = re.compile(
    r"""
    (?P<year>(?<![^\W_])(?<!')'\d{2}(?![\w']))
  | (?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}/\d{1,2}/\d{2}(?![\d/]))
  | (?P<clock>\d{1,2}:\d{2}(?:\s?(?:am|pm|a\.m\.|p\.m\.))?|\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)(?![a-z]))
  | (?P<ordinal>\d+(?:st|nd|rd|th)(?![a-z]))
  | (?P<decade>(?:19|20)?\d0'?s(?![a-z]))
  | (?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<scale>k(?![a-z])|mm?(?![a-z]))?
  | (?P<short>b/w(?![a-z])|w/out(?![a-z])|w/o?(?![a-z])|b4(?![a-z0-9]))
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)?|_)
  | (?P<sign>>=|<=|=>|=<|!=|<>|[^\s\w])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SCALE = {"k": Decimal(1000), "m": Decimal(1_000_000), "mm": Decimal(1_000_000)}
MONTH_UNIT = {"m"}


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a request, in order. Positions are those of `text` itself."""
    plain = _plain(text)
    tokens: list[Token] = []
    quote = opened = 0
    previous_end = -1
    hyphen = False
    for match in _PATTERN.finditer(plain):
        group = match.lastgroup or "sign"
        if match.group("scale"):
            group = "number"
        piece = match.group(0)
        start, end = match.start(), match.end()
        if piece in ("'", '"'):
            if opened:
                opened = 0
            elif piece == '"' or not plain[max(start - 1, 0)].isalnum():
                opened = quote = quote + 1
            continue
        if piece == "-" and _joins(plain, start):
            hyphen = True
            previous_end = end
            continue
        glued = hyphen and start == previous_end
        hyphen = False
        tokens.extend(_made(group, match, start, end, glued, opened))
        previous_end = end
    return tuple(_joined(tokens, plain))


def words_of(text: str) -> tuple[str, ...]:
    """The normal forms of a value's words, as the request's own are made; quotes and signs are left out."""
    simple = text.lower().split()
    if all(word.isalpha() and word.isascii() and word not in CONTRACTED and word not in _IN_PIECES for word in simple):
        return tuple(SPELLED.get(word, word) for word in simple)
    return tuple(t.word for t in tokenize(text.replace('"', " ")) if t.kind is not Kind.SIGN or t.word in "$€£")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its plural ending: shoes, shoe; accessories, accessory; dresses, dress."""
    irregular = SINGULARS.get(word)
    if irregular is not None:
        return irregular
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _plain(text: str) -> str:
    """The same length as `text`, so that positions stay: accents and case are kept, look-alike signs are made one."""
    out = []
    for character in text.translate(_CHARACTERS):
        normal = unicodedata.normalize("NFKC", character)
        out.append(normal if len(normal) == 1 else character)
    return "".join(out)


def _joins(text: str, at: int) -> bool:
    """Whether a hyphen joins two words ("in-store", "30-day"), rather than standing between numbers or on its own."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    months = _month(text[:at].rsplit(None, 1)[-1:]) and _month(text[at + 1 :].split(None, 1)[:1])
    thousands = before in "kK" and text[at - 2 : at - 1].isdigit() and after.isdigit()
    return before.isalnum() and after.isalnum() and not thousands and not (before.isdigit() and after.isdigit()) and not months


def _month(words: list[str]) -> bool:
    """Whether a word is the name of a month: "Jan-Mar" is from one to the other."""
    return bool(words) and words[0].lower().strip(".,") in MONTH_NAMES


def _made(group: str, match: re.Match[str], start: int, end: int, glued: bool, quote: int) -> list[Token]:
    piece = match.group(0)
    if group == "year":
        # '26 is a year, never the day of a month
        return [Token(Kind.NUMBER, f"20{piece[1:]}", start, end, Decimal(2000 + int(piece[1:])), glued, quote)]
    if group == "number":
        value = Decimal(match.group("number").replace(",", ""))
        scale = (match.group("scale") or "").lower()
        if scale in MONTH_UNIT and value <= 36:
            number_end = start + len(match.group("number"))
            return [
                Token(Kind.NUMBER, match.group("number"), start, number_end, value, glued, quote),
                Token(Kind.WORD, "m", number_end, end, None, False, quote),
            ]
        return [Token(Kind.NUMBER, piece.lower(), start, end, value * _SCALE.get(scale, Decimal(1)), glued, quote)]
    if group == "ordinal":
        return [Token(Kind.ORDINAL, piece.lower(), start, end, Decimal(piece[:-2]), glued, quote)]
    if group == "decade":
        return [Token(Kind.DECADE, piece.lower(), start, end, Decimal(re.sub(r"\D", "", piece)), glued, quote)]
    if group in ("date", "clock"):
        return [Token(Kind(group), piece.lower(), start, end, None, glued, quote)]
    if piece == "&" or (piece == "+" and _between_words(match.string, start, end)):
        return [Token(Kind.WORD, "and", start, end, None, glued, quote)]
    if group == "short":
        said = {"w/o": "without", "w/out": "without", "b/w": "between", "b4": "before"}.get(piece.lower(), "with")
        return [Token(Kind.WORD, said, start, end, None, glued, quote)]
    if piece == "#" and re.match(r"\s*of\b", match.string[end:], re.IGNORECASE):
        return [Token(Kind.WORD, "number", start, end, None, glued, quote)]
    if group == "sign":
        return [Token(Kind.SIGN, piece, start, end, None, glued, quote)]
    return _words(piece, start, end, glued, quote)


def _between_words(text: str, start: int, end: int) -> bool:
    """Whether a sign stands between two words, as in "Toronto + Montreal", with nothing counted before it."""
    before, after = text[:start].rstrip(), _NEXT.match(text[end:])
    if text[start - 1 : start] != " " or after is None:
        return False
    word = after.group(1)
    # "3 + orders" counts, and "spent $100+ in 2026 + first order in store" goes on
    counted = before[-1:].isdigit() and (not word.isalpha() or word.lower() in _COUNTED)
    return (before[-1:].isalnum() or before[-1:] == "+") and not counted


_NEXT = re.compile(r"\s([^\W\d_]+|[$€£\d])")
_COUNTED = frozenset(
    {"orders", "order", "purchases", "times", "items", "opens", "clicks", "visits", "refunds", "units", "days", "years"}
)


def _words(piece: str, start: int, end: int, glued: bool, quote: int) -> list[Token]:
    lower = piece.lower()
    upper = piece.isupper() and len(piece) > 1
    expanded = CONTRACTED.get(lower)
    if expanded is None:
        for ending, said in ENDINGS:
            if lower.endswith(ending) and len(lower) > len(ending):
                expanded = lower[: -len(ending)] + said
                break
        else:
            expanded = lower.removesuffix("'s") if lower.endswith("'s") else lower
    return [
        Token(Kind.WORD, SPELLED.get(part, part), start, end, None, glued and index == 0, quote, upper)
        for index, part in enumerate(expanded.split())
    ]


def _joined(tokens: list[Token], plain: str) -> list[Token]:
    """Spellings in several pieces as one: e-mail, on-line, S.M.S, L.A., U.S."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if out and plain[token.start : token.end] == "&" == plain[out[-1].start : out[-1].end] and out[-1].end == token.start:
            out[-1] = replace(out[-1], end=token.end)
            index += 1
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is not None and following.glued and (token.word, following.word) in _GLUED:
            out.append(
                Token(Kind.WORD, _GLUED[token.word, following.word], token.start, following.end, None, token.glued, token.quote)
            )
            index += 2
            continue
        if token.word == "btw" and following is not None and (following.kind is Kind.NUMBER or following.word in "$€£"):
            token = replace(token, word="between")
        after = tokens[index + 2] if index + 2 < len(tokens) else None
        if following is not None and after is not None and _month_cut_short(token, following, after):
            out.append(token)
            index += 2
            continue
        letters = _initials(tokens, index)
        if letters > 1:
            last = tokens[index + 2 * letters - 1]
            # the letters as they stand: a lone "u" is otherwise read as "you"
            word = "".join(plain[tokens[index + 2 * n].start] for n in range(letters)).lower()
            out.append(Token(Kind.WORD, word, token.start, last.end, None, token.glued, token.quote, True))
            index += 2 * letters
            continue
        out.append(token)
        index += 1
    return out


def _month_cut_short(token: Token, dot: Token, after: Token) -> bool:
    """ "Sept. 10": the full stop is of the word, and ends no sentence."""
    short = token.word in MONTH_NAMES and token.end - token.start <= _SHORT_MONTH
    return short and dot.word == "." and dot.start == token.end and after.kind in (Kind.NUMBER, Kind.ORDINAL)


_SHORT_MONTH = 4
_GLUED = {
    ("e", "email"): "email",
    ("e", "emails"): "emails",
    ("e", "mail"): "email",
    ("on", "line"): "online",
    ("off", "line"): "offline",
    ("e", "commerce"): "web",
}


def _initials(tokens: list[Token], index: int) -> int:
    count = 0
    while index + 2 * count + 1 < len(tokens):
        letter, dot = tokens[index + 2 * count], tokens[index + 2 * count + 1]
        if letter.kind is not Kind.WORD or letter.end - letter.start != 1 or dot.word != "." or dot.start != letter.end:
            break
        if count and letter.start != tokens[index + 2 * count - 1].end:
            break
        count += 1
    return count


_IN_PIECES = frozenset(word for pair in _GLUED for word in pair)


def each_word(tokens: tuple[Token, ...]) -> list[str]:
    """The words of tokens."""
    return [token.word for token in tokens]


def put(token: Token, *words: str) -> tuple[Token, ...]:
    """Words that stand where one token stood."""
    return tuple(replace(token, word=word, kind=Kind.WORD, value=None, glued=False) for word in words)
