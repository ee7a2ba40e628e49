"""The readers of clauses, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable

from regulars.criteria.words.clause import Clause
from regulars.criteria.words.clause_all_but import read_all_but
from regulars.criteria.words.clause_amounts import read_amount_first, read_some_orders
from regulars.criteria.words.clause_averages import read_average_of
from regulars.criteria.words.clause_changes import read_adjective_average, read_changed, read_changed_own
from regulars.criteria.words.clause_elliptic import read_back, read_elliptic, read_no_other, read_not_together, read_nothing_else
from regulars.criteria.words.clause_gaps import read_between_orders, read_took, read_two_orders
from regulars.criteria.words.clause_given_back import read_given_back
from regulars.criteria.words.clause_groups import (
    read_attribute,
    read_buyers_when,
    read_plain,
    read_rank,
    read_saved,
    read_segment_first,
    read_vague,
)
from regulars.criteria.words.clause_later import read_every_later, read_more_on, read_order_unlike
from regulars.criteria.words.clause_measures import read_measure
from regulars.criteria.words.clause_more_orders import read_orders_of_size
from regulars.criteria.words.clause_named_gaps import (
    read_after_the_one_before,
    read_again_within,
    read_apart,
    read_days_since,
    read_gap_named,
    read_time_between,
    read_without_ordering,
)
from regulars.criteria.words.clause_nouns import read_order_phrase, read_priced
from regulars.criteria.words.clause_orders import read_position
from regulars.criteria.words.clause_positions import read_positions
from regulars.criteria.words.clause_predictions import read_prediction
from regulars.criteria.words.clause_rhythms import (
    read_absent,
    read_came_back,
    read_every_so_often,
    read_longer_since,
    read_own_rhythm,
)
from regulars.criteria.words.clause_shares import (
    read_did_before,
    read_had_offer,
    read_no_filter,
    read_only_adjective,
    read_saved_money,
    read_share_first,
    read_skipped,
)
from regulars.criteria.words.clause_starts import read_last_was, read_on_site, read_only_order, read_started
from regulars.criteria.words.clause_those import read_share_of_those
from regulars.criteria.words.clause_universal import read_every
from regulars.criteria.words.clause_verbs import read_verb
from regulars.criteria.words.state import State

Reader = Callable[[State, int], Clause | None]

# the first that fits reads the clause
READERS: tuple[Reader, ...] = (
    read_every,
    read_orders_of_size,
    read_all_but,
    read_given_back,
    read_nothing_else,
    read_not_together,
    read_no_other,
    read_some_orders,
    read_share_of_those,
    read_every_later,
    read_order_unlike,
    read_more_on,
    read_average_of,
    read_saved,
    read_prediction,
    read_did_before,
    read_skipped,
    read_own_rhythm,
    read_absent,
    read_between_orders,
    read_days_since,
    read_gap_named,
    read_time_between,
    read_apart,
    read_after_the_one_before,
    read_again_within,
    read_without_ordering,
    read_came_back,
    read_took,
    read_two_orders,
    read_started,
    read_only_order,
    read_last_was,
    read_on_site,
    read_every_so_often,
    read_longer_since,
    read_saved_money,
    read_segment_first,
    read_plain,
    read_rank,
    read_changed,
    read_changed_own,
    read_adjective_average,
    read_only_adjective,
    read_share_first,
    read_positions,
    read_position,
    read_attribute,
    read_vague,
    read_buyers_when,
    read_no_filter,
    read_had_offer,
    read_priced,
    read_amount_first,
    read_measure,
    read_verb,
    read_order_phrase,
    read_back,
    read_elliptic,
)

# where a name of goods or of a channel begins
NAMED_READERS: tuple[Reader, ...] = (read_saved, read_only_adjective, read_order_phrase, read_elliptic)
