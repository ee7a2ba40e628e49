"""Verbs, nouns and small words of requests."""

from __future__ import annotations

from regulars.criteria.words.phrases import table, word_set

VERBS = table(
    """
buy: buy; buys; bought; buying; purchase; purchases; purchased; purchasing; order; orders; ordered; ordering; shop; shops;
    shopped; shopping; place; places; placed; placing; make; makes; made; making; transact; transacts; transacted;
    transacting; checked out; check out; checking out; checks out; got; picked up; pick up; snapped up; paid for;
    pay for; converted; convert; come back; came back; returned to buy; come back to buy; came back to buy;
    come back and bought; return to buy; have had; submitted; complete; completed; completing; owns; own; taken; took; add;
    tried; try; treated themselves to; bag; grabbed; grab; redeemed; reorder; reorders; reordered; reordering; rebought;
    came through; came via; came in through; came in via; come through; come via; came to us through; came to us via;
    repurchase;
    repurchases; repurchased
use: use; used; uses; using; redeem; redeems; redeemed; redeeming; applied; apply; applies; applying; entered;
    took advantage of; taken advantage of; entering
spend: spend; spends; spent; spending; paid; pay; pays; paying; shelled out; dropped; splurged; has spent; laid out;
    forked out; contributed; generated; brought in; bring in; generate; brought us; generating; splashed out; earned us;
    gave us; given us; gives us; giving us
open: open; opens; opened; opening; read; reads; reading
click: click; clicks; clicked; clicking; clicked on; click on; clicks on; clicking on; clicked through; click through;
    clicking through; clicked through on; clicked a link in; clicked links in; clicked through from; clicked any link in;
    click a link in; clicked on a link in
engage: engage; engaged; engages; engaging; engage with; engaged with; engaging with; interact with; interacted with;
    interacting with; responded to; respond to
send: receive; receives; received; receiving; was sent; were sent; been sent; be sent; sent; got sent; got emailed; emailed;
    been emailed; mailed; been mailed; been contacted by email; was emailed; were emailed; get; getting; gotten
visit: visit; visits; visited; visiting; been on; come to; came to; browsed; browse; browses; browsing; logged on to;
    looked around; dropped by;
    seen on; were seen on; was seen on; been to; active on; landed on; stopped by; been active on; go to; went to; been back to
view: view; views; viewed; viewing; looked at; look at; looking at; looks at; checked; seen; saw; browsed products;
    browsed product pages; browsing products
cart: abandon; abandons; abandoned; abandoning; left; leave; leaving; leaves; cart abandoned
unsubscribe: unsubscribe; unsubscribes; unsubscribed; unsubscribing; opted out; opt out; opts out; opting out
return: return; returns; returned; returning; refunded; refund; get refunded; got refunded; were refunded; been refunded;
    had refunded; sent back; send back; sending back; sends back; was refunded; asked for; requested; request; brought back
cancel: cancel; cancels; cancelled; cancelling; called off
sign_up: sign up; signs up; signed up; signing up; join; joins; joined; joining; register; registers; registered;
    registering; create an account; created an account; creating an account; created their account; creating their account;
    opened an account; create their account; enroll; enrolled; enrolling; been created; was created; were created;
    became members; became a member; signing on; sign up for an account; signed up with us; opened their account;
    were added; was added
"""
)
# verbs that need their noun to mean what they stand for: made a purchase, placed an order, left a cart, asked for a refund
LIGHT = frozenset(
    {
        "place",
        "places",
        "placed",
        "placing",
        "make",
        "makes",
        "made",
        "making",
        "got",
        "have had",
        "submitted",
        "complete",
        "completed",
        "completing",
        "taken",
        "took",
        "add",
        "own",
        "owns",
        "tried",
        "try",
    }
)
NEEDS_OBJECT = {
    "place": "order",
    "places": "order",
    "placed": "order",
    "placing": "order",
    "make": "order",
    "makes": "order",
    "made": "order",
    "making": "order",
    "submitted": "order",
    "complete": "order",
    "completed": "order",
    "completing": "order",
}
ORDER_NOUNS = table(
    """
order: order; orders; purchase; purchases; transaction; transactions; sale; basket; baskets; checkout; checkouts; check out;
    order with us; shopping trip; shopping trips; buys; order history; purchase history; shop
"""
)
UNIT_NOUNS = table(
    """
order: orders; order; purchases; purchase; transactions; transaction; separate orders; different orders; separate purchases;
    purchases or orders; completed orders; completed order; successful order; successful orders; baskets; order on record;
    orders on record;
    completed ones; successful ones; orders to their name; separate occasions; order to their name; buys; total orders;
    lifetime orders; total purchases; basket; past orders; past order; past purchases; past purchase; prior orders; prior order
unit: items; item; units; unit; pieces; piece; things; articles; article; pairs; pair; individual items; total items
product: different products; distinct products; unique products; separate products; different items; distinct items;
    unique items; various products; kinds of product; kinds of products; skus; sku; different product; different things;
    distinct product titles; different skus
products: products; product
category: categories; category; different categories; distinct categories; product categories; different product categories;
    unique categories; departments; different departments; separate categories; distinct product categories; kinds of goods;
    category of product; categories of product; unique product categories; different category; separate product categories;
    types of product; types of products; product types; product category; goods category
channel: channels; channel; different channels; distinct channels; sales channels; different sales channels;
    separate channels; shopping channels
coupon: different coupons; distinct coupons; different coupon codes; unique coupons; distinct coupon codes; different codes;
    unique coupon codes; distinct codes; different promo codes; different discount codes
coupon_use: coupons; coupon code; promo code; discount code; voucher; coupon codes; coupon; promo codes; discount codes;
    vouchers; coupon uses; coupon orders; codes
campaign: different campaigns; campaigns; distinct campaigns; email campaigns; different email campaigns; unique campaigns;
    campaign
email: emails; email; messages; message; newsletters; different emails; of our emails; marketing emails
open: opens; email opens; opened emails; open; email open; open of an email; emails opened; email opened
click: clicks; email clicks; clicked emails; click; email click; emails clicked; email clicked
visit: visits; site visits; visit; sessions; website visits; web visits; site visit; website sessions; visits to the site;
    visits to our site; session; site sessions; visits to the website; store visits
view: product views; views; page views; viewed products; product view; view; pageviews; product page views; products viewed
cart: abandoned carts; carts; abandoned cart; cart abandonments; cart; cart abandonment; abandoned checkouts;
    baskets abandoned; abandoned baskets; carts abandoned; abandoned shopping carts
return: returns; refunds; return; refund; refunded orders; returned orders; orders refunded; orders returned;
    refunded order; returned order; refunded purchases
full_refund: orders refunded in full; orders fully refunded; orders returned in full; order refunded in full;
    order fully refunded; refunds in full; fully refunded orders; full refunds; fully refunded order; full refund; fully refunded
partial_refund: orders partially refunded; orders partly refunded; partially refunded orders; partial refunds;
    partially refunded order; partial refund; partly refunded orders
cancel: cancellations; cancelled orders; cancellation; cancelled order; orders cancelled; cancelled purchases
discounted: discounted orders; orders with a discount; discounted order; discounted purchases; discounted purchase;
    sale purchases; discount orders
day: different days; distinct days; separate days
month: different months; distinct months; separate months
year: different years; calendar years; separate years; distinct years
sent: emails received; emails sent; received emails; email sends; sends; emails sent to them; emails from us;
    emails delivered
unsubscribe: unsubscribes; unsubscriptions; opt outs
"""
)
MEASURES = table(
    """
spend: spend; total spend; spending; total spending; lifetime spend; lifetime spending; revenue; lifetime revenue;
    lifetime value; ltv; customer lifetime value; clv; cltv; total revenue; total sales; sales; net spend; net revenue;
    net sales; amount spent; total amount spent; money spent; purchase value; total purchase value; total value;
    total purchase amount; total purchases amount; historic value; historical value; customer value; total order value;
    total paid; net lifetime spend; purchases total; purchase total; total spent; lifetime total; lifetime purchases value;
    lifetime net spend; monetary value; value; turnover; worth; historic spend; historical spend; overall spend;
    net lifetime value; expenditure; total expenditure; outlay; total net spend; total lifetime spend; total lifetime value;
    cumulative spend; total order amount; order total sum; combined order total; combined spend; order volume in dollars;
    in purchases; all time spend; all time revenue
gross: gross spend; gross revenue; gross sales
count: orders; order count; number of orders; total orders; total number of orders; purchases; number of purchases;
    transactions; number of transactions; purchase count; order frequency; purchase frequency; lifetime orders;
    order number; total purchases; times ordered; lifetime order count; order total count; orders placed;
    number of orders placed; orders made; purchases made; order volume; count of orders; total order count;
    total transactions
aov: aov; average order value; average order; average basket; average basket value; basket size; average basket size;
    average purchase value; average ticket; average order size; average spend per order; spend per order;
    average order total; mean order value; average transaction value; average purchase; average spend; avg order value;
    order value on average; average cart value; average cart size; average transaction; order average; average order amount;
    mean order size; mean order; typical order value; average revenue per order; revenue per order; average value per order;
    average order spend; average spend per purchase; average spend per transaction; atv; average basket spend;
    average per order; average order price; mean spend per order; average value of their orders; average ticket size;
    average amount per order; average order values
order_size: order total; order value; order amount; order size; order totals; order price; purchase amount;
    transaction value; transaction amount; basket value; basket total
units: items bought; units bought; items purchased; total items; number of items; total units; total quantity; quantity;
    number of units; items; units; items ordered; units purchased; pieces; quantity bought; total number of items;
    number of items bought
units_per_order: items per order; units per order; average items per order; average number of items per order;
    units per transaction; upt; average units per order; items per basket; products per order; average basket size in items;
    items an order; items per purchase; average number of units per order; average number of items in an order;
    average items in an order
products: number of different products; different products; distinct products; number of products; product variety;
    number of distinct products; products bought; unique products
categories: number of categories; different categories; distinct categories; number of different categories;
    categories bought; number of distinct categories
max_order: largest single order; biggest single order; highest single order; largest individual order; biggest individual order;
    largest order; biggest order; highest order value; most expensive order; largest purchase; biggest purchase;
    largest order value; maximum order value; highest order; largest single order; biggest single order; largest basket;
    biggest basket; single largest order; highest order total; biggest single purchase; largest order total;
    highest single order; biggest ever order; largest ever order; most expensive purchase; maximum order;
    maximum order total; priciest order; largest single purchase; top order value; max order
max_price: most expensive item; priciest item; most expensive product; priciest product; highest item price; dearest item;
    highest priced item; most expensive item bought; highest unit price; most expensive thing
min_price: cheapest item; cheapest product; lowest item price; least expensive item; lowest priced item; lowest unit price;
    cheapest thing
min_order: smallest order; cheapest order; lowest order value; lowest order; smallest purchase; minimum order value;
    least expensive order; smallest single order; cheapest purchase; minimum order; lowest order total;
    smallest order value; minimum order total; smallest order total; smallest basket
days_since: days since last order; days since last purchase; days since their last order; days since their last purchase;
    time since last order; time since last purchase; recency; time since their last order; days since the last order;
    days since most recent order; days without an order; days since their most recent order; days since ordering;
    time since the last order; days since the last purchase; time since their last purchase
average_gap: average time between orders; average gap between orders; average days between orders;
    average days between purchases; average gap between purchases; average time between purchases;
    average interval between orders; average interval between purchases; average number of days between orders;
    days between orders; gap between orders; time between orders; time between purchases; average gap;
    days between purchases; average order gap; average purchase interval; interval between orders; average purchase gap;
    average purchase cycle; purchase cycle; average order interval; mean gap between orders; mean time between orders;
    average number of days between purchases; average reorder time; average inter purchase time;
    average time between their orders; average gap between their orders; usual gap; usual gap between orders;
    mean days between orders; typical gap between orders; reorder interval; usual order gap; usual interval;
    gap between purchases; average days between their orders; mean gap; typical gap; usual rhythm; normal gap;
    average wait between orders; normal gap between orders; usual time between orders; typical time between orders;
    own average gap between orders; usual buying interval; average days between two orders; average gap between two orders;
    mean interval between orders; typical interval; ordering rhythm; buying rhythm; usual buying rhythm; purchase rhythm;
    usual purchase interval; usual purchase cycle; average buying cycle; usual cycle; usual buying cycle;
    normal buying cycle; normal purchase cycle; own rhythm; usual order cycle; order cycle; normal rhythm; buying cycle;
    normal cycle; usual reorder time; normal interval; usual gap between purchases; average interval; usual pace;
    normal pace
longest_gap: longest gap between orders; longest gap; longest time between orders; biggest gap between orders;
    longest break between orders; longest gap between purchases; longest pause between orders;
    longest gap between two orders; a gap between orders; gap between two orders; gap between consecutive orders;
    longest interval between orders; largest gap between orders; maximum gap between orders; longest stretch between orders;
    longest break; longest gap between consecutive orders; gap between two consecutive orders;
    longest gap between two consecutive orders; gap between any two orders; break between orders; pause between orders;
    longest time between two orders; longest silence between orders; largest gap; longest time between purchases;
    biggest gap; time between two consecutive orders
last_gap: last gap; latest gap; gap before their last order; most recent gap; last gap between orders;
    latest gap between orders; gap between their last two orders; time between their last two orders;
    days between their last two orders; gap between the last two orders; last two orders apart;
    gap between their two most recent orders; days between the last two orders; last interval between orders;
    most recent gap between orders; time between the last two orders; latest interval
discounts: total discounts; total discount; discount amount; discounts received; discount total; total savings; discounts;
    discount value; discounts in total; savings; total discount amount; money saved; total discount received
refund_total: refunded in total; refunded altogether; refunded overall; in refunds; refund amount; total refunds;
    total refunded; refunded amount; refund total; amount refunded;
    total refund amount; money refunded; refunds in total; value of refunds; total amount refunded; refund value;
    total returns value; refunded total; refunds total; money back; refunded value; returned value
refund_rate: refund rate; return rate; returns rate; share of orders returned; percentage of orders returned;
    proportion of orders returned; share of orders refunded; refunded share; order return rate; return ratio; refund share;
    percentage of orders refunded; proportion of orders refunded; share of refunded orders; share of returned orders
refund_money_rate: refund share of spend; refunded share of spend; share of spend refunded; share of revenue refunded
cancel_rate: cancellation rate; cancel rate; share of orders cancelled; percentage of orders cancelled;
    proportion of orders cancelled; share of cancelled orders
open_rate: open rate; email open rate; opening rate; average open rate; share of emails opened; percentage of emails opened;
    open rates; unique open rate; proportion of emails opened; opens rate
click_rate: click rate; email click rate; click through rate; clickthrough rate; ctr; click rates
click_to_open: click to open rate; ctor; click to open
coupon_rate: coupon rate; coupon usage rate; coupon use rate; share of orders with a coupon; coupon share;
    share of coupon orders; percentage of orders with a coupon; proportion of orders with a coupon; coupon usage;
    coupon ratio
discount_rate: discount rate; share of discounted orders; share of orders with a discount; share of orders discounted;
    percentage of orders with a discount; proportion of orders with a discount; percentage of discounted orders
discount_share: average discount rate; average discount percentage; average discount percent; average percentage discount;
    mean discount rate; average discount in percent; discount share of spend
average_discount: average discount; average discount amount; mean discount; discount per order; average discount per order;
    typical discount; average discounts; mean discount per order; average discount value; average order discount;
    discounts per order
opens: opens; email opens; number of opens; total opens; number of email opens; opened emails; emails opened;
    number of emails opened
clicks: clicks; email clicks; number of clicks; total clicks; number of email clicks; emails clicked
sends: emails received; number of emails received; emails sent; email sends; sends; received emails
visits: visits; site visits; website visits; number of visits; sessions; number of site visits; web visits; total visits;
    total site visits; number of sessions; visits to the site; visits to our site; visits to the website
views: product views; number of product views; page views; views; total product views; products viewed
carts: abandoned carts; number of abandoned carts; cart abandonments; carts abandoned; abandoned cart count
returns: returns; refunds; number of refunds; number of returns; refunded orders; returned orders;
    number of returned orders; number of refunded orders; refund count
cancels: cancellations; cancelled orders; number of cancelled orders; number of cancellations
coupons: coupons used; number of coupons used; coupon uses; coupons; coupons redeemed; coupon orders; orders with a coupon;
    number of coupon orders; orders with coupons
full_price: full price orders; orders without a discount; orders at full price;
    undiscounted orders; full price purchases
age: age; their age
"""
)
POSITIONS = table(
    """
1: first; first ever; very first; 1st; initial; maiden; earliest; debut; opening; introductory; original
2: second; 2nd
3: third; 3rd
4: fourth; 4th
5: fifth; 5th
6: sixth; 6th
7: seventh; 7th
8: eighth; 8th
10: tenth; 10th
-1: last; most recent; most recently; latest; newest; final; very last; most recent ever
-2: second to last; second last; penultimate; next to last; last but one; previous to last; second most recent; before last
"""
)
# words that carry no condition by themselves, wherever a clause may begin
SUBJECTS = word_set(
    """
customer customers people person persons shopper shoppers client clients user users anyone anybody everyone everybody
those folk folks member members buyer buyers individuals individual consumer consumers someone somebody contact contacts
account accounts profile profiles purchaser purchasers ones one they them he she residents resident inhabitants
households patrons guest guests humans base clientele
"""
)
# words that may open a request, and carry no condition by themselves
OPENERS = word_set(
    """
show me find list give get fetch pull display please i we want wants need would like to see for of us let can you could
select kindly build there's hello hi hey thanks return target everyone's looking identify in total exist whoever who've
"""
)
# small words that may stand before a clause anywhere
SMALL_WORDS = word_set(
    """
all every each the a an any our who that which whom whose is are was were be been being has have having had did do does
with and also plus then mostly mainly primarily predominantly both either themselves currently actually ever at some
point already there been made ' : ; . , ! ? ( )
"""
)
# words that may end a request, and say nothing about it
CLOSERS = word_set(
    """
please thanks thank you too kindly as well . ! ? ,
"""
)
RELATIVES = frozenset({"who", "that", "which", "whose", "whom", "whove"})
AUXILIARIES = word_set(
    """
is are was were be been being has have having had did do does can also currently actually
"""
)
NEGATIONS = table("""
not: yet to; have yet to; has yet to; not; never; no; without; neither; nor; non; zero; none; never ever; not ever;
    lacking; with no; did not; lack;
    nobody who; not a single; 0; not any; no longer any; hasn not; minus; nowhere; never once; not once; not even once;
    nothing; not yet; none of; neither of; not one of; at no time; at no point; not a; by no means
""")
CONNECTORS = table(
    """
besides: besides
and: and; as well as; along with; plus; and also; together with; in addition to; while also; who also; and then also;
    and additionally; as well; additionally; on top of that; and at the same time; and yet also
or: or; or else; and or; and / or; or even; or alternatively; alternatively; or also; /
but: but; yet; however; although; though; but also; even though; but then; while; whereas; despite having;
    in spite of having; but have; and yet; but yet; despite; in spite of; despite of; notwithstanding
nor: nor; and neither; or neither
except: except; except for; excluding; other than; apart from; aside from; but not; minus; save for; exclude;
    leaving out; not including; except those; excepting; with the exception of; outside of; outside; barring; not counting;
    ignoring; bar; without counting; unless they are; unless they have; unless they; except if they are; leave out;
    with exception of; instead of; rather than; excluding any; omitting; omit; and exclude; and excluding
"""
)
OPENINGS = table(
    """
opening: a segment of; segment of; segment; a list of; list of; list; a segment with; segment with; create a segment of;
    create a segment with; create a segment for; build a segment of; build me a segment of; build me a list of;
    make a segment of; make a list of; make me a list of; i need a segment of; i want a segment of; give me a list of;
    give me a segment of; show me a segment of; show me a list of; get me a list of; the segment of; the group of; group of;
    an audience of; audience of; audience; build an audience of; create an audience of; create a list of; build a list of;
    a group of; find me; show me; give me; get me; a segment for; segment for; segment all; build segment; create segment;
    build a segment; build a segment with; create a segment; make a segment; target; build me a segment;
    build a segment for; build an audience; create an audience; create a segment containing; a segment containing;
    select all; pull a list of; pull up; pull; i am looking for; we are looking for; looking for; looking to find;
    can you find; could you find; can you show me; could you show me; i would like to see; i would like; please find;
    please show me; please list
"""
)
