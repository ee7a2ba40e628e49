"""What verbs are followed by: their objects, shares, repetitions, states."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

ONLY = table(
    """
only: only; exclusively; solely; just; purely; nothing but; and nothing else; and nowhere else; alone; only ever; only from;
    always; entirely; strictly; never anything but; all; every time; each time; without exception; and only;
    to the exclusion of everything else; and never anything else; nothing except; nothing other than; and nothing but;
    no coupon but; no coupons but; no code but; no codes but; no coupon except; no coupons except; no coupon other than;
    no coupons other than; no code other than; no codes other than; no code except; no coupon code other than;
    no coupon code but; no channel but; no channel other than; no channel except; no other than
"""
)
EACH = table(
    """
each: every; each; in each of; each of; at least once every; at least once each; at least once a;
    at least once per; once a; once every;
    once per; at least one order every; at least one a; at least one order per; at least one order a; at least one per;
    in every; in each; during every; during each; every single; in every single; in each and every; each and every;
    in all of the; a; per; an; for every; at least once in every; at least once in each; in each of the;
    in every one of the; across every; every one of the; each of the; all; in all
"""
)
EMAIL_OBJECTS = table(
    """
email: an email; emails; email; any email; any emails; our emails; our email; one of our emails; any of our emails;
    an email from us; emails from us; the email; the emails; a marketing email; marketing emails; at least one email;
    messages; a message; anything; anything we sent; anything we sent them; any of our messages; a campaign; any campaign;
    campaigns; a newsletter; newsletters; any newsletter; a link; links; a link in an email; any link; on a link;
    on an email; on emails; in an email; in emails; in our emails; on our emails; through an email; an email campaign;
    email campaigns; any email campaign; our campaigns; our newsletters; with an email; with our emails; with emails;
    with any email; with email; any email from us; a single email; one email; of our emails; on any email; a single message;
    any marketing email; our marketing emails; marketing; a link in one of our emails; a link in any email;
    on a link in an email; email from us; the link; through; on a link in our emails; email links; an email link;
    link in an email; any link in an email; in any email; a campaign email; campaign emails; in any of our emails;
    one or more emails; one; any; a promotional email; promotional emails; any mail; from any email; through any email;
    to an email; to emails; to our emails; links in our emails; links in emails; links in an email; emails of ours;
    any of the emails; a single one; any of them; one of them; a single one of them; one of the emails;
    any of the emails we sent
"""
)
SITE_OBJECTS = table(
    """
site: the site; our site; the website; our website; site; website; the web site; the online store; our online store;
    the web shop; the webshop; our webshop; us online; us; the homepage; online; our web site; the page;
    our page; our pages; pages; on site; on the site; on our site; on the website; on our website; our online shop;
    the online shop; to the site; to our site; to the website; to our website; at the site; the web; website or app; back
"""
)
PRODUCT_OBJECTS = table(
    """
view: a product; products; product; any product; any products; a product page; product pages; any product page;
    our products; items; an item; any item; something; anything; some products; at products; at a product; at any product;
    at any products; one product; at items; at something; the products; at our products; at anything; at an item;
    at any item; any of our products; single product; pages; at product pages; at a product page; a single product;
    a product online; the catalog; our catalog; product detail pages
"""
)
CART_OBJECTS = table(
    """
cart: a cart; their cart; carts; cart; any cart; a shopping cart; their shopping cart; a basket; their basket; baskets;
    basket; the cart; the checkout; checkout; a checkout; items in their cart; items in the cart; something in their cart;
    something in the cart; items in a cart; things in their cart; products in their cart; an item in their cart;
    at least one cart; shopping carts; an order at check out; check out; a check out; their check out;
    something in the basket; one cart; something in their basket; items in their basket; an online cart; any carts;
    the basket; a full cart; their carts; products in the cart; stuff in their cart; something in a cart;
    items behind in their cart; their online cart
"""
)
UNSUBSCRIBE_OBJECTS = table(
    """
unsub: from emails; from our emails; from the newsletter; from our newsletter; from email; from marketing;
    from marketing emails; from us; from our list; from the list; of emails; of marketing; of our emails; of email;
    of our newsletter; of marketing emails; the newsletter; from newsletters; from the mailing list; from our mailing list;
    from email marketing; from an email; from any email; of email marketing; after an email; from our marketing;
    out of emails
"""
)
RETURN_OBJECTS = table(
    """
return: something; anything; an order; any order; orders; an item; items; a product; products; any item; a purchase;
    purchases; any product; any products; some of their orders; one of their orders; any of their orders; any orders;
    any of their purchases; any purchase; any purchases; any items; things; at least one order; a refund; refunds;
    any refund; any refunds; a return; returns; any return; any returns; money back; their money back; one; for an order;
    at least one item; at least one refund; at least one return; something back; something we sold; it; part of an order;
    an entire order; some money back; at least part of an order; them; the item; the product; on an order; on any order;
    for any order; of any kind; for a purchase; a single order; anything back; a thing; a single item;
    something they bought; something they ordered; something they purchased; items they bought; anything they bought;
    an order they placed; an order they made; a purchase they made; products they bought; things they bought; what they bought;
    an item they bought; a product they bought; orders they placed; a partial or full refund; a full or partial refund;
    some kind of refund; any kind of refund
"""
)
BUY_OBJECTS = table(
    """
buy: an order; any order; any orders; a purchase; any purchase; any purchases; orders; purchases;
    something; anything; from us; with us; a product; products; a thing; any products; any product; items; things;
    a single thing; an item; any item; goods; stuff; their order; their orders; order; purchase; any items;
    anything from us; something from us; at our store; here; from our store; from our shop; from the store; from the shop;
    from our brand; a transaction; some orders; an order with us; at least one order; one or more orders; some; a sale;
    the product; this product; it; them; one; and paid; one item; a single item; at least one product;
    at least one item; a completed order; a successful purchase; a successful order; a completed purchase; anything at all;
    anything else; something else; any transaction; another order; another purchase; an additional order; another;
    a new order; a new purchase; one or more times; basket; a basket; new order;
    other order; any other order; any more; a further order; a follow up order; a subsequent order; a subsequent purchase;
    at all
"""
)
SIGN_UP_OBJECTS = table(
    """
sign: for an account; an account; with us; us; for the newsletter; to the newsletter; our list; for our list; up; to us;
    the store; our store; our community; our shop; the shop; the club; as customers; as a customer; to our list; here;
    the mailing list; our mailing list; for emails; accounts; their account; their accounts; to the list; the list;
    to the store; new accounts; as new customers; on the site; on our site; on the website; online; as members
"""
)
SINGLE_ORDER = table(
    """
single: in a single order; in one order; on a single order; on one order; in one go; in a single purchase;
    on a single purchase; in one purchase; in a single transaction; in one transaction; per order; per purchase;
    in any single order; at once; in a single basket; in any one order; on any single order; on any one order; in an order;
    on an order; in a single checkout; in one checkout; at one time; in a single shop; in one basket; for one order;
    for a single order; in one single order; on one purchase; each order; an order; a transaction; per transaction;
    in any order; each time; in the same order; within one order; within a single order; in a single visit;
    on a single transaction; in one sitting; on any order; a single order; every order; in one shop; per basket;
    in just one order; in a single day's order; at a time; in one delivery; for an order; for one purchase; for a purchase;
    for any order
"""
)
AVERAGE = table(
    """
average: on average; average; an average; an average of; averaging; in average; on avg; typically; an average order of;
    averages; averaged
"""
)
STATES = table(
    """
refunded: refunded; returned; sent back; was refunded; was returned; were refunded; been refunded; been returned;
    got refunded; is refunded; a refund; a return; given back
full: fully refunded; was fully refunded; refunded in full; was refunded in full; been refunded in full; returned in full;
    were refunded in full; completely refunded; were fully refunded; been fully refunded
partial: partially refunded; partly refunded; was partially refunded; were partially refunded; been partially refunded
discounted: discounted; was discounted; were discounted
cancelled: cancelled; was cancelled; were cancelled; been cancelled; got cancelled
"""
)
NONE = table(
    """
none: no; zero; neither; none of; nothing from; not a single; nothing; none; 0; not any; no single; not one;
    nothing at all; nothing of
"""
)
SHARE_OF = table(
    """
count: their orders; orders; purchases; their purchases; all orders; all their orders; them; all of their orders; those;
    the orders; transactions; their transactions; the time; all purchases; occasions; all of them; orders placed; times;
    those orders; all their purchases; what they ordered; orders they placed; what they bought; what they buy;
    the orders they placed; every order; the orders they made; items; their items; all items; the emails; emails;
    our emails; emails received; the emails they received; emails they received; the emails sent; emails sent;
    the emails they got; emails they got; emails sent to them; the emails sent to them; the emails we sent;
    emails we sent them; the emails we sent them; emails we sent; the emails they were sent; all emails;
    all emails received; emails they were sent; all emails sent; their emails; all the emails they received
spend: their spend; spend; their spending; their revenue; their money; their total spend; revenue; what they spent;
    what they spend; their lifetime spend; spending; their budget; their lifetime value; the money they spent; money;
    their total spending; all their spend; all their spending; their total; all spend; everything they spent; total spend;
    their lifetime spending
"""
)
SAME_TIME = table(
    """
same: in that time; in that period; during that time; during that period; in the same period; in the same time;
    over the same period; over that period; within that time; in that window; in the same window; in that timeframe;
    during the same period; in those days; in the meantime; in that same period; in that month; in that year; that year;
    that month; the same year; the same month; in the same year; in the same month; within that period; over that time;
    within the same period; in it; during it; within it
"""
)
