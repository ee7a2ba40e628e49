"""Verbs of several words and what they stand for."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

EMAIL_SENT = table(
    """
send: sent the; sent an; sent our; sent any; sent emails; sent email; emailed; sent a; sent
"""
)
PHRASES = table(
    """
cart: abandoned a cart; abandoned their cart; cart abandoners; abandoned checkout; abandoned cart; abandoned carts;
    cart abandonment; left a cart; left something in their cart; left items in their cart; left their cart; left a basket;
    left a cart behind; left something in the cart; left something in their basket; left items in the cart; left carts;
    left items in their basket; left without completing check out; cart abandoned; dropped out at check out;
    abandoned check out; abandoned a check out; leave items in their cart; left behind a cart; left things in their cart;
    dropped a cart; walked away from a cart; walked away from their cart; put something in the cart without checking out;
    leaving something in their cart
return: returned; returned an order; returned something; returned something they bought; returned something they ordered;
    returned anything; got a refund; had a refund;
    had an order refunded; received a refund; asked for a refund; requested a refund; got their money back; had a return;
    made a return; got money back; sent something back; sent anything back; sent an order back; been refunded;
    were refunded; was refunded; got refunded; had orders refunded; had refunds; had a purchase refunded; had any refund;
    had something refunded; got refunds; received refunds; asked for their money back; have a refund; has a refund;
    have a refunded order; have refunds; has had a refund; received any refund; gotten a refund; have gotten a refund;
    get a refund; have an order refunded; had an item refunded; had an order returned; has a refunded order;
    received money back; sent items back; sent back; had at least one refund; have had an order refunded;
    had any order refunded; have any refunds; had any refunds; been given a refund; were given a refund; issued a refund;
    been issued a refund; getting a refund; ever refunded
cancel: had an order cancelled; had a cancelled order; have a cancelled order; has a cancelled order;
    have had an order cancelled; had any order cancelled; had orders cancelled; cancelled
sign_up: sign ups; registrations; accounts created; account created; accounts opened; accounts registered; created;
    signed up; sign up; signing up;
    joined; registered; created an account
view: viewed product pages; looked at products; looked at product pages; browsed products; viewed products;
    viewed a product; looked at a product
visit: seen on the site; been seen on the site; seen on our site; been on the site; been on our site; been active on site;
    been active on the site; active on site;
    been on the website; came to the site; came to the website; active on the site; come to the site; been to the site;
    been to our site; been to the website; been to our website; come to our site; came to our site; came back to the site;
    come back to the site; had a session; been active on the website; was active on site; were active on site;
    shopped around the site; active on our site; been online; active on the website
unsubscribe: opted out; opted out of emails; opted out of marketing; unsubscribed
open: read an email; read our emails; read any email; opened
send: were sent; was sent; been sent; got sent; been emailed; were emailed; was emailed; got an email; gotten an email;
    been mailed; received; got emailed; got our emails; got emails; got any email; been sent an email; get our emails;
    got the; contacted by email; got our; get an email; were mailed; receives; receive; were contacted by email;
    been emailed by us
"""
)
