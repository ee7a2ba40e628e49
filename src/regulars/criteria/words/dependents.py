"""What may follow a verb or a measure in a clause, in any order, until something else begins."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Dates, Past, Period, Unit, Window
from regulars.criteria.tree import Constant, Position
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison, times_noun
from regulars.criteria.words.comparisons import relative, than
from regulars.criteria.words.filters import COUPON_PHRASES, PREPOSITIONS, campaign, discount, filter_list, gift_card, goods_list
from regulars.criteria.words.frames import EMAIL_HEADS, Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.sequences import sequel
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import UNITS
from regulars.criteria.words.tables.lexicon import AUXILIARIES, MEASURES, ORDER_NOUNS, UNIT_NOUNS
from regulars.criteria.words.windows import all_time, window

_GLUE = frozenset("a an the any some their our your of us with been from have something anything once-again at all by them his her its those these any-of what for in on to that have was were is are had has each".split())
_ONLY = table("only: only; exclusively; solely; just; purely; nothing but; and nothing else; and nowhere else; alone; only ever; only from; always; entirely; strictly; never anything but; all; every time; each time; without exception; and only; no other; to the exclusion of everything else; and never anything else; nothing except; nothing other than; and nothing but")
_EACH = table("each: every; each; at least once every; at least once each; at least once a; at least once per; once a; once every; once per; at least one order every; at least one a; at least one order per; at least one order a; at least one per; in every; in each; during every; during each; every single; in every single; in each and every; each and every; in all of the; a; per; an; for every; at least once in every; at least once in each; in each of the; in every one of the; across every; every one of the; each of the; all; in all")
_EMAIL_OBJECTS = table(
    "email: an email; emails; email; any email; any emails; our emails; our email; one of our emails; any of our emails; an email from us; emails from us; the email; the emails; a marketing email; marketing emails; "
    "at least one email; messages; a message; anything we sent; anything we sent them; any of our messages; a campaign; any campaign; campaigns; a newsletter; newsletters; any newsletter; a link; links; a link in an email; any link; on a link; "
    "on an email; on emails; in an email; in emails; in our emails; on our emails; through an email; an email campaign; email campaigns; any email campaign; our campaigns; our newsletters; with an email; with our emails; with emails; with any email; "
    "with email; any email from us; a single email; one email; of our emails; on any email; a single message; any marketing email; our marketing emails; marketing; a link in one of our emails; a link in any email; on a link in an email; email from us; the link; through; "
    "on a link in our emails; email links; an email link; link in an email; any link in an email; in any email; a campaign email; campaign emails; in any of our emails; one or more emails; one; any; a promotional email; promotional emails; any mail; from any email; through any email; to an email; to emails; to our emails; links in our emails; links in emails; links in an email; emails of ours; any of the emails; one of the emails; any of the emails we sent"
)
_SITE_OBJECTS = table(
    "site: the site; our site; the website; our website; site; website; the web site; the online store; our online store; the web shop; the webshop; our webshop; us online; us; the site again; the homepage; online; our web site; the page; our page; our pages; pages; on site; on the site; on our site; on the website; on our website; our online shop; the online shop; to the site; to our site; to the website; to our website; at the site; the web; website or app; back"
)
_PRODUCT_OBJECTS = table("view: a product; products; product; any product; any products; a product page; product pages; any product page; our products; items; an item; any item; something; anything; some products; at products; at a product; at any product; at any products; one product; at items; at something; the products; at our products; at anything; at an item; at any item; any of our products; single product; pages; at product pages; at a product page; a single product; a product online; the catalog; our catalog; product detail pages")
_CART_OBJECTS = table("cart: a cart; their cart; carts; cart; any cart; a shopping cart; their shopping cart; a basket; their basket; baskets; basket; the cart; the checkout; checkout; a checkout; items in their cart; items in the cart; something in their cart; something in the cart; items in a cart; things in their cart; products in their cart; an item in their cart; at least one cart; shopping carts; an order at check out; check out; a check out; their check out; something in the basket; one cart; something in their basket; items in their basket; an online cart; any carts; the basket; a full cart; their carts; products in the cart; stuff in their cart; something in a cart; items behind in their cart; their online cart")
_UNSUBSCRIBE_OBJECTS = table("unsub: from emails; from our emails; from the newsletter; from our newsletter; from email; from marketing; from marketing emails; from us; from our list; from the list; of emails; of marketing; of our emails; of email; of our newsletter; of marketing emails; the newsletter; from newsletters; from the mailing list; from our mailing list; from email marketing; from an email; from any email; of email marketing; after an email; from our marketing; out of emails")
_RETURN_OBJECTS = table("return: something; anything; an order; any order; orders; an item; items; a product; products; any item; a purchase; purchases; any product; any products; some of their orders; one of their orders; any of their orders; any orders; any of their purchases; any purchase; any purchases; any items; things; at least one order; a refund; refunds; any refund; any refunds; a return; returns; any return; any returns; money back; their money back; one; for an order; at least one item; at least one refund; at least one return; something back; something we sold; it; part of an order; an entire order; some money back; at least part of an order; on an order; on any order; for any order; of any kind; for a purchase; a single order; anything back; a thing; a single item; a partial or full refund; a full or partial refund; some kind of refund; any kind of refund")
_OBJECTS = {
    "open": _EMAIL_OBJECTS, "click": _EMAIL_OBJECTS, "engage": _EMAIL_OBJECTS, "send": _EMAIL_OBJECTS, "visit": _SITE_OBJECTS, "view": _PRODUCT_OBJECTS,
    "cart": _CART_OBJECTS, "unsubscribe": _UNSUBSCRIBE_OBJECTS, "return": _RETURN_OBJECTS, "cancel": _RETURN_OBJECTS,
}  # fmt: skip
_BUY_OBJECTS = table("buy: an order; any order; any orders; a purchase; any purchase; any purchases; orders; purchases; an online order; something; anything; from us; with us; a product; products; a thing; any products; any product; items; things; a single thing; an item; any item; goods; stuff; their order; their orders; order; purchase; any items; anything from us; something from us; at our store; here; from our store; from our shop; from the store; from the shop; from our brand; a transaction; some orders; an order with us; at least one order; one or more orders; some; a sale; back; the product; this product; it; them; one; and paid; one item; a single item; at least one product; at least one item; a completed order; a successful purchase; a successful order; a completed purchase; anything at all; anything else; something else; again; any transaction; another order; another purchase; an additional order; another; a new order; a new purchase; one or more times; a repeat purchase; a repeat order; basket; a basket; new order; other order; any other order; any more; a further order; a follow up order; a subsequent order; a subsequent purchase; at all")
_SIGN_UP_OBJECTS = table("sign: for an account; an account; with us; us; for the newsletter; to the newsletter; our list; for our list; up; to us; the store; our store; our community; our shop; the shop; the club; as customers; as a customer; to our list; here; the mailing list; our mailing list; for emails; accounts; their account; their accounts; to the list; the list; to the store; new accounts; as new customers; on the site; on our site; on the website; online; as members")
_SINGLE_ORDER = table("single: in a single order; in one order; on a single order; on one order; in one go; in a single purchase; on a single purchase; in one purchase; in a single transaction; in one transaction; per order; per purchase; in any single order; at once; in a single basket; in any one order; on any single order; on any one order; in an order; on an order; in a single checkout; in one checkout; at one time; in a single shop; in one basket; for one order; for a single order; in one single order; on one purchase; each order; an order; a transaction; per transaction; in any order; each time; in the same order; within one order; within a single order; in a single visit; on a single transaction; in one sitting; on any order; a single order; every order; in one shop; per basket; in just one order; in a single day's order")
_PER_ORDER = frozenset({"per order", "per purchase", "each order", "an order", "a transaction", "per transaction", "each time", "per basket", "every order"})
_AVERAGE = table("average: on average; average; an average; an average of; averaging; in average; on avg; typically; an average order of; averages; averaged")


def dependents(p: State, f: Frame, at: int) -> int:
    """Everything that belongs to the frame from the place on; gives the place where it ends."""
    f.rest = at
    while not p.done(at):
        mark = p.mark()
        end = _one(p, f, at)
        if end is None or end == at:
            p.back(mark)
            return at
        at = end
    return at


def _one(p: State, f: Frame, at: int) -> int | None:
    for step in (_than, _denied, _objects, _single_order, _only, _share, _each, _again, _sequel, _relative, _window, _amount, _campaign, _filter, _same_order, _goods, _order_noun, _glue):
        mark = p.mark()
        end = step(p, f, at)
        if end is not None:
            return end
        p.back(mark)
    return None


def _denied(p: State, f: Frame, at: int) -> int | None:
    """bought no shoes; bought neither shoes nor bags; placed zero orders; used no coupon; opened none of our emails."""
    if f.denied or not f.plain or at != f.rest:
        return None
    found = _NONE.at(p.tokens, at)
    if found is None or comparison(p, at) is not None and p.word(at) not in ("zero", "0", "not"):
        return None
    if p.word(at) == "no" and f.head not in ("use",) and filter_list(p, at) is not None:
        return None
    f.denied = True
    f.rest = found[1]
    return p.take(at, found[1], Role.CONDITION)


_NONE = table("none: no; zero; neither; none of; nothing from; nothing in; not a single; nothing; none; 0; not any; no single; not one; nothing at all; nothing of")


def _than(p: State, f: Frame, at: int) -> int | None:
    if f.relative is None or f.against is not None:
        return None
    return than(p, f, at)


def _relative(p: State, f: Frame, at: int) -> int | None:
    if f.relative is not None or f.negated and False:
        return None
    found = relative(p, at)
    if found is None:
        return None
    said, end = found
    noun = _comparable_noun(p, f, end)
    end = noun if noun is not None else end
    probe = f.copy()
    probe.relative = said
    if not _reaches_than(p, f, end):
        return None
    f.relative = said
    return end


def _comparable_noun(p: State, f: Frame, at: int) -> int | None:
    found = UNIT_NOUNS.at(p.tokens, at)
    if found is not None and f.head not in ("measure",):
        f.noun = f.noun or ("unit" if found[0] == "unit" else {"products": "products"}.get(found[0], found[0]))
        return p.take(at, found[1], Role.CONDITION)
    if p.word(at) in ("money", "often", "frequently", "times", "in", "value"):
        return p.take(at, at + 1, Role.CONDITION) if p.word(at) != "in" else None
    return None


def _reaches_than(p: State, f: Frame, at: int) -> bool:
    """Whether a "than" or "as" follows in this clause."""
    for place in range(at, min(len(p.tokens), at + 16)):
        if p.word(place) in ("than", "as", "compared", "versus", "of", "what") and p.word(place) in ("than", "as", "compared", "versus"):
            return True
        if p.word(place) in ("who", "but", "whose"):
            return False
    return p.word(at - 1) in ("double", "triple")


def _objects(p: State, f: Frame, at: int) -> int | None:
    if f.head == "sign_up":
        found = _SIGN_UP_OBJECTS.at(p.tokens, at)
        return None if found is None else p.take(at, found[1], Role.CONDITION)
    tables = _OBJECTS.get(f.head) or (_BUY_OBJECTS if f.head in ("buy", "use") else None)
    if tables is None:
        return None
    found = tables.at(p.tokens, at)
    if found is None:
        return _pronoun(p, f, at)
    end = found[1]
    if f.head in EMAIL_HEADS and (kept := _campaign(p, f, at)) is not None and kept > end:
        return kept
    if f.head in ("return", "cancel", "buy", "use") and (p.word(end) in ("from", "in", "of") or p.word(end) == ""):
        lead = goods_list(p, at)
        if lead is not None:
            f.goods.append(lead[0])
            return lead[1]
    if p.word(end - 1) in ("any", "one", "some") and p.word(end) in ("of", "or"):
        return None
    if f.head in ("buy", "use", "return", "cancel") and p.word(at) in ("one", "1") and p.word(end) not in ("", ",", "and", "but"):
        return None
    if f.head == "buy" and end < len(p.tokens) and (p.word(end - 1) in ("product", "order", "purchase", "orders", "purchases")) and p.word(end) in ("category", "categories", "code"):
        return None
    f.objects = True
    return p.take(at, end, Role.CONDITION)


def _pronoun(p: State, f: Frame, at: int) -> int | None:
    if p.word(at) in ("it", "them", "that", "one") and f.is_event:
        f.pronoun = True
        return p.take(at, at + 1, Role.HARMLESS)
    return None


def _single_order(p: State, f: Frame, at: int) -> int | None:
    found = _SINGLE_ORDER.at(p.tokens, at)
    if found is not None and f.head == "spend":
        said = p.text(at, found[1])
        if p.are(at, "an", "order") and f.money is None:
            return None
        f.per_order = True
        if said in _PER_ORDER and said != "each time":
            f.measure = "aov"
        return p.take(at, found[1], Role.CONDITION)
    average = _AVERAGE.at(p.tokens, at)
    if average is not None and f.head == "spend":
        f.measure = "aov"
        f.per_order = True
        return p.take(at, average[1], Role.CONDITION)
    return None


def _only(p: State, f: Frame, at: int) -> int | None:
    found = _ONLY.at(p.tokens, at)
    if found is None:
        return None
    if p.word(at) == "all":
        return None
    if p.word(at) in ("only", "just") and comparison(p, at) is not None:
        return None
    f.only = True
    return p.take(at, found[1], Role.CONDITION)


_SHARE_OF = table(
    "count: their orders; orders; purchases; their purchases; all orders; all their orders; them; all of their orders; those; the orders; transactions; their transactions; the time; all purchases; occasions; all of them; orders placed; times; those orders; all their purchases; what they ordered; orders they placed; what they bought; what they buy; the orders they placed; every order; the orders they made; items; their items; all items; "
    "the emails; emails; our emails; emails received; the emails they received; emails they received; the emails sent; emails sent; the emails they got; emails they got; emails sent to them; the emails sent to them; the emails we sent; emails we sent them; the emails we sent them; emails we sent; the emails they were sent; all emails; all emails received; emails they were sent; all emails sent; their emails; all the emails they received\n"
    "spend: their spend; spend; their spending; their revenue; their money; their total spend; revenue; what they spent; what they spend; their lifetime spend; spending; their budget; their lifetime value; the money they spent; money; their total spending; all their spend; all their spending; their total; all spend; everything they spent; total spend; their lifetime spending"
)


def _share(p: State, f: Frame, at: int) -> int | None:
    """on half of their orders; in at least 30% of orders; half of them or more; most of the time."""
    start = at
    if p.word(at) in ("on", "in", "for", "with", "of", "from"):
        at += 1
    found = share_amount(p, at)
    if found is None:
        return None
    cmp, at = found
    if p.word(at) == "of":
        at += 1
    base = _SHARE_OF.at(p.tokens, at)
    if base is None:
        return None
    cmp, end = after_noun(p, cmp, p.take(start, base[1], Role.CONDITION))
    f.share, f.share_of = said_share(p, cmp), base[0]
    return end


def said_share(p: State, cmp: Cmp) -> Cmp:
    """A bare share ("half of their orders") as at least that share, which is said."""
    if cmp.said:
        return cmp
    p.note(f"“{_percent(cmp)}” is taken as {_percent(cmp)} or more")
    return Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))


def _percent(cmp: Cmp) -> str:
    return f"{(cmp.value * 100).normalize():f}"[:5] + " %"


def share_amount(p: State, at: int) -> tuple[Cmp, int] | None:
    """Half; most; all; at least 30%; more than a third; none; the majority."""
    words = {"most": (Comparator.ABOVE, "0.5"), "majority": (Comparator.ABOVE, "0.5"), "all": (Comparator.AT_LEAST, "1"), "none": (Comparator.AT_MOST, "0"),
             "every": (Comparator.AT_LEAST, "1"), "each": (Comparator.AT_LEAST, "1"), "minority": (Comparator.BELOW, "0.5")}  # fmt: skip
    for lead in (("the", "vast"), ("a",), ("the",), ()):
        if p.are(at, *lead) and p.word(at + len(lead)) in words:
            comparator, value = words[p.word(at + len(lead))]
            end = at + len(lead) + (0 if p.word(at + len(lead)) in ("every", "each") else 1)
            return Cmp(((comparator, Amount(Decimal(value), AmountKind.SHARE)),)), p.take(at, end, Role.AMOUNT)
    mark = p.mark()
    found = comparison(p, at)
    if found is None or found[0].kind is not AmountKind.SHARE:
        p.back(mark)
        return None
    return found


def _each(p: State, f: Frame, at: int) -> int | None:
    """every month; at least once a quarter; 2 orders a month; in each of the last 6 months."""
    if p.word(at) in ("monthly", "weekly", "quarterly", "yearly", "annually", "daily"):
        named = {"annually": Unit.YEAR}.get(p.word(at)) or UNITS[p.word(at)]
        f.each = (named, 1)
        return p.take(at, at + 1, Role.CONDITION)
    found = _EACH.at(p.tokens, at)
    if found is None:
        return None
    end = found[1]
    lead = p.word(at)
    if lead in ("a", "per", "an") and f.count is None:
        return None
    if lead in ("a", "an") and p.word(at + 2) in ("ago", "or", "and"):
        return None
    many = 1
    mark = p.mark()
    group = window(p, end, bare=True)
    if group is not None and isinstance(group[0].window, Past | Period) and p.word(group[1] - 1) in UNITS and ("of" in (p.word(end - 1), p.word(end - 2)) or lead in ("all", "in", "each", "every")):
        if lead in ("all", "in") and "all" in (p.word(at), p.word(at + 1)) and p.word(end - 1) not in ("the", "of"):
            p.back(mark)
            return None
        said = group[0].window
        f.each = (said.unit, many)
        # whole calendar units, so that no part of one is asked for
        count = said.older if isinstance(said, Past) else 0
        f.windows.append(Period(said.unit, -(count or 1), -1) if isinstance(said, Past) else said)
        return p.take(at, group[1], Role.CONDITION)
    p.back(mark)
    word = p.word(end)
    if word == "calendar":
        end += 1
        word = p.word(end)
    if word not in UNITS or len(word) == 1 or lead == "all" or p.are(at, "in", "all"):
        return None
    if f.count is not None and f.noun in ("", "order") and not f.windows and f.count.comparator in (Comparator.AT_LEAST, Comparator.EQUAL, Comparator.ABOVE):
        many = int(f.count.value) + (1 if f.count.comparator is Comparator.ABOVE else 0)
        f.count = None
    f.each = (UNITS[word], many)
    return p.take(at, end + 1, Role.CONDITION)


def _again(p: State, f: Frame, at: int) -> int | None:
    phrases = (("again",), ("anymore",), ("any", "more"), ("any", "longer"), ("for", "the", "first", "time"), ("yet",), ("at", "all"), ("more", "than", "once", "before"),
               ("a", "second", "time"), ("back", "again"), ("since", "then"), ("already",), ("so", "far"), ("for", "a", "second", "time"))  # fmt: skip
    for words in sorted(phrases, key=len, reverse=True):
        if p.are(at, *words):
            end = p.take(at, at + len(words), Role.CONDITION)
            if words in (("again",), ("a", "second", "time"), ("back", "again"), ("for", "a", "second", "time")):
                f.again = True
            if words == ("for", "the", "first", "time"):
                if f.position is not None or f.head not in ("buy", "use"):
                    return None
                f.position = Position(1)
            if words == ("since", "then"):
                return None
            return end
    return None


def _sequel(p: State, f: Frame, at: int) -> int | None:
    return sequel(p, f, at)


def _amount(p: State, f: Frame, at: int) -> int | None:
    start = at
    if f.relative is not None or _card(p, at):
        return None
    while p.word(at) in ("for", "of", "worth", "a", "the", "in", "on", "totaling", "totalling", "with", "valued", "costing", "is", "was", "at", "came", "to", "by", "total", "an", "have", "had", "were", "are") and not p.done(at + 1):
        if comparison_at(p, at):
            break
        at += 1
    found = comparison(p, at)
    if found is None:
        return None
    cmp, end = found
    if cmp.kind is AmountKind.SHARE or (cmp.kind is AmountKind.PLAIN and p.word(end) in UNITS and len(p.word(end)) > 1):
        return None
    p.take(start, at, Role.HARMLESS)
    return place_amount(p, f, cmp, end)


def _card(p: State, at: int) -> bool:
    """Whether an amount here is part of a product's name: a $50 gift card."""
    while p.word(at) in ("a", "the", "an", "our", "one"):
        at += 1
    return gift_card(p, at) is not None


_ENDINGS = frozenset({"", ",", "and", "or", "but", "in", "on", "with", "from", "who", "since", "during", "through", "via", "that", "at", "for", "within", "using", ".", "before", "after", "between", "over", "last", "this"})


def comparison_at(p: State, at: int) -> bool:
    """Whether a comparison begins here; nothing is taken."""
    mark = p.mark()
    found = comparison(p, at)
    p.back(mark)
    return found is not None


def place_amount(p: State, f: Frame, cmp: Cmp, at: int) -> int | None:
    """Give an amount to the part of the frame that it is about."""
    if cmp.kind is AmountKind.TIMES:
        if f.count is not None:
            return None
        f.count = cmp
        _, end = after_noun(p, cmp, at)
        f.count = after_count(p, cmp, at)
        return end
    times = times_noun(p, at)
    if times is not None and cmp.kind is AmountKind.PLAIN:
        if f.count is not None:
            return None
        f.count, end = after_noun(p, cmp, times)
        return end
    if cmp.kind is AmountKind.MONEY:
        return _money(p, f, cmp, at)
    noun = _count_noun(p, f, cmp, at)
    if noun is not None:
        return noun
    if f.head == "spend" and f.money is None and (p.word(at) in _ENDINGS or p.word(at) in ("or", "total", "on", "per", "an", "a", "each", "more", "through", "as", "+", "every", "ever", "overall", "lifetime", "altogether")):
        cmp, end = after_noun(p, cmp.as_kind(AmountKind.MONEY), at)
        f.money = bare_money(p, cmp)
        return end
    if p.word(at) not in _ENDINGS:
        return None
    if f.position is not None and f.size is None and cmp.said:
        f.size, end = after_noun(p, cmp.as_kind(AmountKind.MONEY), at)
        return end
    if f.noun == "order" and f.size is None and f.head == "buy" and cmp.said:
        p.note(f"“{cmp.value}” is taken as the total of an order")
        f.size, end = after_noun(p, cmp.as_kind(AmountKind.MONEY), at)
        return end
    if f.head in ("open", "click", "visit", "view", "send", "cart") and f.count is None and cmp.said and p.word(at) in ("", ",", "in", "and", "or", "but", "since"):
        f.count = cmp
        return at
    return None


def after_count(p: State, cmp: Cmp, at: int) -> Cmp:
    """A count with the "or more" that follows it."""
    mark = p.mark()
    found, _ = after_noun(p, cmp, at)
    p.back(mark)
    return found


def _money(p: State, f: Frame, cmp: Cmp, at: int) -> int | None:
    if p.word(at) in ("worth", "value", "total", "in") and p.word(at + 1) == "of":
        at = p.take(at, at + 2, Role.HARMLESS)
    elif p.word(at) in ("worth", "total"):
        at = p.take(at, at + 1, Role.HARMLESS)
    nouns = MEASURES.at(p.tokens, at + 1 if p.word(at) in ("in", "of") else at)
    if nouns is not None and nouns[0] == "spend" and f.head in ("spend", "buy"):
        at = p.take(at, nouns[1], Role.CONDITION)
    cmp, at = after_noun(p, cmp, at)
    if f.position is not None or f.head == "cancel":
        if f.size is not None:
            return None
        f.size = exact_size(p, f, cmp)
        return at
    if f.head in ("buy", "use"):
        if _of_one_order(p, f):
            if f.size is not None:
                return None
            f.size = exact_size(p, f, cmp)
            return at
        if f.money is not None:
            return None
        f.money = bare_money(p, cmp)
        return at
    if f.head == "spend" and f.money is None:
        f.money = bare_money(p, cmp)
        return at
    if f.head == "return" and f.money is None:
        f.money = bare_money(p, cmp)
        return at
    if f.head == "measure" and f.measure in ("count", "coupons", "full_price", "max_order") and f.size is None and f.measure != "max_order":
        f.size = cmp
        return at
    return None


def bare_money(p: State, cmp: Cmp) -> Cmp:
    """ "spent $500" as at least that, which is said."""
    if cmp.said:
        return cmp
    p.note(f"{cmp.value} is taken as at least {cmp.value}")
    return Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))


def exact_size(p: State, f: Frame, cmp: Cmp) -> Cmp:
    """ "an order of $80": exactly that, or at least."""
    if cmp.said:
        return cmp
    amount = cmp.parts[0][1]
    return p.choose(
        f.start,
        [
            (f"an order of {amount.value} or more", Cmp(((Comparator.AT_LEAST, amount),))),
            (f"an order of exactly {amount.value}", Cmp(((Comparator.EQUAL, amount),))),
        ],
    )


def _of_one_order(p: State, f: Frame) -> bool:
    """Whether the money is the size of an order ("an order over $80") rather than a sum."""
    return f.noun == "order" or f.objects


def _count_noun(p: State, f: Frame, cmp: Cmp, at: int) -> int | None:
    """3 orders; 5 items; 2 different categories; 4 of our emails; 3 pairs of boots; 2 online orders."""
    place = at
    mark = p.mark()
    groups: list[Group] = []
    while True:
        noun = UNIT_NOUNS.at(p.tokens, place)
        if noun is not None:
            break
        adjective = filter_list(p, place)
        if adjective is not None:
            groups.append(adjective[0])
            place = adjective[1]
            continue
        if p.word(place) in ("of", "our", "or", "a", "total", "such", "or-more", "of-our", "more", "additional", "further", "separate", "distinct", "different", "individual") and UNIT_NOUNS.at(p.tokens, place + 1):
            place = p.take(place, place + 1, Role.HARMLESS)
            continue
        break
    if f.count is not None:
        p.back(mark)
        return None
    if noun is None:
        goods = goods_list(p, place)
        if goods is None or f.head not in ("buy", "use", "measure") or p.kind(at - 1) is None:
            p.back(mark)
            return None
        f.goods.append(goods[0])
        f.filters.extend(groups)
        after = UNIT_NOUNS.at(p.tokens, goods[1])
        f.noun = "order" if after and after[0] == "order" else ("unit" if not after or after[0] in ("unit", "products") else after[0])
        end = p.take(goods[1], after[1], Role.CONDITION) if after else goods[1]
        f.count, end = after_noun(p, cmp, end)
        if f.noun == "unit":
            p.note("the number of goods is taken as units bought")
        return end
    end = p.take(place, noun[1], Role.CONDITION)
    f.filters.extend(groups)
    if not _fits(f, noun[0]):
        p.back(mark)
        return None
    f.noun = noun[0] if noun[0] not in ("email", "open", "click", "visit", "view", "cart", "return", "cancel", "sent") else ("order" if f.head == "buy" else "")
    if noun[0] == "coupon_use":
        from regulars.criteria.words.quantities import COUPON

        f.noun = ""
        if not any(COUPON in g.parts for g in f.filters):
            f.filters.append(Group((COUPON,)))
    f.count, end = after_noun(p, cmp, end)
    f.objects = True
    return end


def _fits(f: Frame, noun: str) -> bool:
    """Whether the noun can be counted in this frame."""
    if f.is_event:
        own = {"open": ("email", "open", "campaign"), "click": ("email", "click", "campaign"), "send": ("email", "campaign", "sent"), "engage": ("email", "campaign"),
               "visit": ("visit",), "view": ("view", "products", "unit"), "cart": ("cart",)}.get(f.head, ())  # fmt: skip
        return noun in own
    if f.head in ("return", "cancel"):
        return noun in ("order", "unit", "products")
    if f.head == "use":
        return noun in ("coupon", "coupon_use", "order")
    return noun in ("order", "unit", "product", "products", "category", "channel", "coupon", "coupon_use")


def _window(p: State, f: Frame, at: int) -> int | None:
    ever = all_time(p, at)
    if ever is not None:
        return ever
    start = at
    every = p.word(at + 1) == "both" or p.word(at) == "both"
    if p.word(at) == "both":
        at = p.take(at, at + 1, Role.HARMLESS)
    found = _when(p, at, every)
    if found is None:
        return None
    said, end, every_found = found
    if f.head == "measure" and f.measure == "age":
        return None
    if f.windows and not (f.each and f.window_text == ""):
        return None
    f.windows = [*said]
    f.every_window = every or every_found
    f.window_text = p.text(start, end)
    return end


def _when(p: State, at: int, every: bool) -> tuple[list[Window], int, bool] | None:
    """A window, or several joined by "or" or "and"."""
    place = at
    if p.word(at + 1) in ("both", "either") and p.word(at) in ("in", "during", "on"):
        p.take(at, at + 2, Role.WINDOW)
        place = at + 2
    found = window(p, place, bare=place != at or p.word(at - 1) == "both" or _year_adjective(p, at))
    if found is None or found[0].window is None:
        return None
    when, end = found
    windows = [when.window]
    while p.word(end) in ("or", "and", "nor", ","):
        mark = p.mark()
        step = end + (2 if p.word(end) == "," and p.word(end + 1) in ("and", "or", "nor") else 1)
        following = window(p, step, bare=True)
        if following is None or following[0].window is None or type(following[0].window) is Past and p.word(step) not in ("in", "the", "during"):
            p.back(mark)
            break
        again = p.word(end if p.word(end) != "," else end + 1)
        if again == "and" and not _same_shape(when.window, following[0].window):
            p.back(mark)
            break
        p.take(end, step, Role.CONNECTION)
        windows.append(following[0].window)
        every = every or again == "and"
        end = following[1]
    if when.lasting:
        windows_note = "“in more than …” is taken as in all of that time"
        p.note(windows_note)
    return [w for w in windows if w is not None], end, every


def _same_shape(one: Window | None, two: Window | None) -> bool:
    if isinstance(one, Dates) and isinstance(two, Dates):
        return not (one.first is None or one.last is None or two.first is None or two.last is None)
    return isinstance(one, Period | Dates) and isinstance(two, Period | Dates)


def _year_adjective(p: State, at: int) -> bool:
    return p.word(at) in ("last", "this", "yesterday", "today", "previous", "past")


def _campaign(p: State, f: Frame, at: int) -> int | None:
    if f.head not in EMAIL_HEADS and f.head != "unsubscribe" and not (f.head == "measure" and f.is_event):
        return None
    place = at
    while p.word(place) in PREPOSITIONS or p.word(place) in ("the", "our", "an", "a", "any", "email", "emails", "link", "links", "either", "both") and not p.done(place + 1):
        mark = p.mark()
        found = campaign(p, place)
        if found is not None:
            break
        p.back(mark)
        place += 1
    both = "both" in (p.word(place - 1), p.word(place))
    found = campaign(p, place)
    if found is None or f.campaign:
        return None
    group, end = found
    p.take(at, place, Role.HARMLESS)
    f.filters.append(Group(group.parts, group.every or both, group.text))
    f.campaign = True
    return end


def _filter(p: State, f: Frame, at: int) -> int | None:
    if f.is_event and f.head not in ("visit", "view", "open", "click", "cart", "send"):
        return None
    found = filter_list(p, at)
    if found is None:
        return None
    group, end = found
    if f.is_event and not all(getattr(part, "column", "") in ("weekday", "hour") or not hasattr(part, "column") for part in group.parts):
        return None
    f.filters.append(group)
    return end


def _same_order(p: State, f: Frame, at: int) -> int | None:
    """with a discount but no coupon: of one and the same order."""
    if p.word(at) not in ("but", "and") or not f.filters or f.head not in ("buy", "use", "position"):
        return None
    found = COUPON_PHRASES.at(p.tokens, at + 1)
    if found is None or found[0] not in ("no_coupon", "no_discount"):
        return None
    test = discount(p, at + 1)
    if test is None or any(test[0] in group.parts for group in f.filters):
        return None
    p.note("both are taken of the same order")
    f.filters.append(Group((test[0],)))
    p.take(at, at + 1, Role.CONNECTION)
    return test[1]


def _goods(p: State, f: Frame, at: int) -> int | None:
    if f.is_event or f.head == "sign_up":
        return None
    place = at
    start_mark = p.mark()
    if p.word(place) in ("on", "of", "in", "from", "for", "with", "includes", "included", "including", "include", "contained", "containing", "contains", "contain", "featuring", "featured", "had", "was", "were", "is", "at", "under", "comprised") and not p.done(place + 1):
        direct = goods_list(p, place)
        if direct is not None and direct[1] > place + 1:
            f.goods.append(direct[0])
            return direct[1]
        p.back(start_mark)
        place += 1
    both = p.word(place) == "both"
    if both or p.word(place) == "either":
        place += 1
    found = goods_list(p, place)
    if found is None:
        return None
    group, end = found
    p.take(at, place, Role.HARMLESS)
    if len(f.goods) >= 1 and p.word(at) not in ("from", "in", "including", "with"):
        return None
    f.goods.append(Group(group.parts, group.every or both, group.text))
    return end


def _order_noun(p: State, f: Frame, at: int) -> int | None:
    """The noun of a light verb: made [an online] purchase."""
    if f.head not in ("buy", "use", "spend", "position", "return", "cancel") and f.measure != "count":
        return None
    found = ORDER_NOUNS.at(p.tokens, at)
    if found is None or p.word(at - 1) in ("and", "or", "but", ",", "who"):
        return None
    f.objects = True
    if f.head == "buy":
        f.noun = f.noun or "order"
    return p.take(at, found[1], Role.CONDITION)


def _glue(p: State, f: Frame, at: int) -> int | None:
    word = p.word(at)
    if word in ("have", "has", "was", "were", "is", "are", "had") and f.head not in ("position", "measure"):
        return None
    if word in _GLUE or (word in AUXILIARIES and f.head == "position"):
        mark = p.mark()
        end = p.take(at, at + 1, Role.HARMLESS)
        following = _one(p, f, end)
        if following is None:
            p.back(mark)
            return None
        return following
    return None


__all__ = ["Constant", "Cmp", "comparison_at", "dependents", "place_amount", "said_share", "share_amount"]
