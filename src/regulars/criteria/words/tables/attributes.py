"""Words for what customers are: consent, age, scores, names of fields, ways of living somewhere."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

CONSENT = table(
    """
yes: subscribed; opted in to marketing emails; opted in to our emails; opted in to receive emails;
    opted in to receive marketing; opted in to our marketing; subscribed to marketing; subscribed to emails;
    subscribed to email; subscribed to our emails; subscribed to the newsletter; subscribed to our newsletter; subscribers;
    subscriber; email subscribers; newsletter subscribers; opted in; opted in to marketing; opted in to emails;
    opted in to email; opted in for marketing; accept marketing; accepts marketing; accepting marketing; accepted marketing;
    marketing subscribers; who can be emailed; can be emailed; can email; accept marketing emails; accepts marketing emails;
    contactable; marketable; mailable; accept emails; agreed to marketing; consented to marketing; marketing consent;
    with marketing consent; email consent; given marketing consent; gave marketing consent; on our mailing list;
    on the mailing list; on our email list; on the email list; on our list; on our newsletter; get our newsletter;
    allow marketing; agree to marketing; subscribed to marketing emails; subscribed to our mailing list;
    subscribed to our marketing; opted into marketing; opted into emails; opted into marketing emails; opted into email;
    subscribed to email marketing; opted in to email marketing; accepted marketing emails; marketing opt in;
    receive marketing; signed up for marketing; signed up for emails; signed up to marketing; consent to marketing;
    currently subscribed; still subscribed; marketing subscriber; email subscriber; reachable by email;
    newsletter subscriber; consented to emails; agreed to receive marketing; agreed to receive emails;
    opted in to our newsletter; opted in to the newsletter; opted into our newsletter; subscribing; subscribed by email;
    want marketing; accept our marketing; signed up for the newsletter; signed up for our newsletter; allowed to email;
    we can email; we may email; we are allowed to email; subscribe to marketing; subscribe to our emails;
    subscribe to our newsletter; subscribe; subscribed to us; subscribes; marketing emails accepted; said yes to marketing;
    subscribed list; accepting marketing emails; on the newsletter list
no: not opted in to marketing; not opted in to marketing emails; not opted in to emails; not opted in to our emails;
    unsubscribed from marketing; not subscribed; non subscribers; non subscriber; unsubscribers; opted out;
    opted out of marketing; opted out of emails; opted out of email; opt outs; unsubscribed customers;
    currently unsubscribed; do not accept marketing; does not accept marketing; not accepting marketing; not opted in;
    unsubscribed; unsubscribed people; unsubscribed from emails; unsubscribed from our emails; not subscribed to marketing;
    not subscribed to emails; no longer subscribed; refuse marketing; decline marketing; declined marketing;
    without marketing consent; no marketing consent; not on the mailing list; not on our mailing list; can not be emailed;
    not contactable; are unsubscribed; is unsubscribed; unsubscribed from marketing emails; have not opted in;
    never opted in; not accept marketing; never subscribed; not subscribed to our newsletter;
    not subscribed to the newsletter; do not want marketing; refused marketing; unsubscribed from email; without consent;
    not consented to marketing; rejected marketing; who said no to marketing; we can not email; marketing refusers;
    not opted into marketing; not reachable by email; not allowed to email; opted out of our emails;
    opted out of email marketing; opted out of our newsletter; opted out of the newsletter
"""
)
GENERATIONS = table(
    """
1981 1996: millennials; millennial; gen y; generation y
1997 2012: gen z; generation z; zoomers; gen zers; gen z customers
1965 1980: gen x; generation x; gen xers
1946 1964: boomers; baby boomers; boomer; baby boomer; boomer generation
1928 1945: silent generation; the silent generation
"""
)
TEENS = table(
    """
13 19: teenagers; teens; teenager; in their teens; teenage
18 999: adults; of legal age; legal adults; adult
0 17: minors; underage; under age
"""
)
# with the ages that they can mean
VAGUE_AGES = table(
    """
old 65 60 55: seniors; senior citizens; pensioners; retirees; senior customers; elderly customers; elderly; elderly people;
    older customers; older shoppers; older people; older adults
young 25 30 35: young customers; young people; young shoppers; young adults; younger customers; younger shoppers;
    younger people; young buyers; youngsters
"""
)
AGE_NOUNS = table(
    """
age: years old; year olds; year old; years of age; yrs old; y o; yo; years; of age; aged; s
"""
)
BEST_WORDS = table(
    """
best: top; best; highest; perfect; maximum; the top; the best; the highest; the maximum
worst: bottom; worst; lowest; minimum; the worst; the lowest; the bottom
"""
)
AXES = table(
    """
r: r; recency; r score; recency score; recency r
f: f; frequency; f score; frequency score; frequency f
m: m; monetary; m score; monetary score; monetary value; monetary m; monetary value score
"""
)
UNKNOWN = table(
    """
unknown: unknown; missing; empty; blank; not known; not given; not on file; not set; unspecified; undefined; null;
    not provided; absent; no known; no; without a known; without; without any; with no; with no known; with unknown;
    with missing; lacking; lack; not recorded
known: known; given; on file; a known; filled in; provided; set; have; with; with a; with a known; has; have a; recorded;
    present; not missing; not empty; not unknown; available; supplied; specified; stated
"""
)
REACHABLE = table(
    """
yes: reachable by phone; contactable by phone; can be reached by phone; can be called; we can call; who can be phoned
no: not reachable by phone; unreachable by phone; can not be reached by phone; we can not call; can not be called
"""
)
FIELDS = table(
    """
birth_date: birthday; birth date; date of birth; birthdate; age; dob; birthdays; year of birth
gender: gender; sex
country: country
region: region; state; province
city: city; town
phone: phone number; phone; telephone number; phone numbers; mobile number; telephone; a phone; number on file;
    a mobile number
last_name: last name; surname; family name
first_name: first name; given name
tags: tags; tag
email: email address; email
created_at: sign up date; signup date; join date
"""
)
LIVING = table(
    """
in: country =; city =; region =; state =; country is; country :; city :; living in; based in; located in; from; in;
    who live in;
    live in; lives in; resident in; residing in; out of;
    coming from; who are in; reside in; residents of; people of; hailing from; across; at; all over; within; around;
    based out of; living anywhere in; anywhere in; somewhere in; lived in; resides in; located within; shipping to; based;
    of; living; city; citizens of; throughout; inhabitants of; who come from; originating from; domiciled in; situated in;
    whose city is; whose country is; whose state is; whose region is; country is; city is; state is; region is; country;
    state; region; country:; located; addresses in; an address in; with an address in; with addresses in;
    have an address in; hail from; come from; country equals; city equals; region equals; state equals; whose country equals;
    whose city equals; whose region equals; whose state equals
"""
)
OUTSIDE = table(
    """
out: outside of; outside; living outside; not living in; based outside; from outside; who live outside; live outside;
    living outside of; based outside of; beyond; anywhere but; outside the; live outside of; located outside; not in;
    not from; from anywhere but; living anywhere but; not based in; not living in the; from outside of; located outside of;
    elsewhere than; anywhere except; from anywhere except; in any country but; in any country except; from any country but;
    from any country except; somewhere other than; from somewhere other than; in a country other than;
    from a country other than; from countries other than; in countries other than; in any country other than;
    from any country other than; countries other than; from anywhere other than; anywhere other than; in cities other than;
    from cities other than; in any city other than; from any city other than; in a city other than; from a city other than;
    in regions other than; from regions other than; from all countries except; in all countries except; in countries besides;
    from countries besides; from countries except; in countries except; from other countries than; in other countries than;
    lives outside; lives outside of; residing outside; who live outside of; country is not; city is not; state is not;
    region is not; whose country is not; whose city is not; whose state is not; whose region is not
"""
)
