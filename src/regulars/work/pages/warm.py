"""What many pages ask of a publication, worked out before the first of them does."""

from __future__ import annotations

from regulars.work.pages.figures import measured_figures, member_sums, retention
from regulars.work.pages.members import use_list
from regulars.work.pages.moves import last_moves
from regulars.work.pages.overview import grid, totals
from regulars.work.pages.segment import pattern_shares
from regulars.work.published import Published


def warm(published: Published) -> None:
    """Work out what is remembered of a publication anyway, from its files alone; where nothing is scored, there is nothing."""
    if published.refresh is None:
        return
    for work_out in (measured_figures, totals, grid, last_moves, member_sums, pattern_shares, retention):
        work_out(published)
    with published.session() as engine:
        use_list(published, engine)
