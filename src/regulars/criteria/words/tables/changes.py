"""Words for changes and rhythms."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

LONGER = table(
    """
longer: in longer than; for longer than; in more than; for more than; longer than; in over; for over; in; for; more than
"""
)
CHANGED = table(
    """
up: up; is up; increased; grew; grown; went up; rose; risen; has increased; has grown; is growing; has risen; is rising;
    has gone up; increasing; is increasing; growing; gone up; have increased
double: doubled; has doubled; more than doubled; at least doubled
triple: tripled; has tripled; at least tripled
half: halved; has halved; was halved
down: down; is down; decreased; dropped; fell; declined; fallen; shrank; went down; has dropped; has decreased;
    has declined; has fallen;
    is declining; is falling; is dropping; dropping; declining; falling; decreasing; gone down; has gone down;
    have decreased; is decreasing; have dropped; have declined
"""
)
