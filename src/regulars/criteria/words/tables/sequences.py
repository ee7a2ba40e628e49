"""Words for one thing after another."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

SIGN_UP = table(
    """
sign_up: signing up; sign up; sign ups; joining; registering; registration; creating an account; creating their account;
    account creation; becoming a member; becoming a customer; their sign up; joining us; signing up with us; they signed up;
    they joined; they registered; opening an account; signing on; enrolling; their account creation; their registration;
    registering with us; the sign up; account sign up; signed up; being created; joined; opening their account;
    their sign up date; sign up date; their join date; joining date; registering an account; creating accounts;
    their signing up; having signed up; having joined; becoming members; account opening; signing up for an account;
    they created their account; they created an account; setting up an account
"""
)
LATER = table(
    """
after: afterwards; afterward; later; subsequently; thereafter; after that; later on; since; since then; ever since;
    from then on; after; following that; in the aftermath; then; anymore since; since that time; after this; since that;
    afterwards at all; again afterwards; ever again; again after that; again since; again since then; ever since then;
    from that point on; at any later time; after which; at any point afterwards; in a later order; in a subsequent order;
    in a later purchase; on a later order; with a later order; in another order later; on a later purchase; in a following order;
    in some later order; after it
"""
)
BEFORE = table(
    """
before: beforehand; before that; previously; earlier; prior to that; first
"""
)
