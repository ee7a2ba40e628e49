"""What many pages ask of a publication, worked out before the first of them does."""

from __future__ import annotations

import threading
from contextlib import suppress

from regulars.errors import RegularsError
from regulars.work.pages.figures import CUSTOM, LIFECYCLE, measured_figures, member_sums, retention
from regulars.work.pages.members import segment_group, use_list
from regulars.work.pages.moves import last_moves
from regulars.work.pages.overview import grid, totals
from regulars.work.pages.places import places
from regulars.work.pages.scoring import Draft, scoring_page
from regulars.work.pages.segment import pattern_shares
from regulars.work.published import Published

# segments whose places are looked up beforehand, those of the most customers first
_MOST_MAPS = 30


def warm(published: Published) -> None:
    """Work out what is remembered of a publication anyway, from its files alone; where nothing is scored, there is nothing. It is
    broken off where the process is about to end."""
    if published.refresh is None:
        return
    for work_out in (measured_figures, totals, grid, last_moves, member_sums, pattern_shares, retention):
        if not threading.main_thread().is_alive():
            return
        work_out(published)
    with published.session() as engine:
        use_list(published, engine)


def warm_further(published: Published) -> None:
    """What single pages ask, once the publication is shown: the scoring page, and where the customers of each segment are.

    What cannot be worked out here says so on its page.
    """
    if published.refresh is None:
        return
    with suppress(RegularsError):
        scoring_page(published.workspace, published, Draft())
    largest = sorted(measured_figures(published), key=lambda each: -(each.customers or 0))[:_MOST_MAPS]
    for each in largest:
        with suppress(RegularsError):
            places(published, segment_group(each.name, CUSTOM if each.is_custom else LIFECYCLE))
