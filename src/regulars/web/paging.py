"""Which part of a long table a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PER_PAGE = 25
_NEIGHBOURS = 1


@dataclass(frozen=True, slots=True)
class Paging:
    """Page `page` (from 1) of `total` rows, `size` at a time. A page beyond the last one is the last one. `is_more`: there are more
    rows than these, which are not counted."""

    page: int
    total: int
    size: int = PER_PAGE
    is_more: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are; one, where there are no rows."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows come before the first that is shown."""
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        """The number of the first row that is shown; 0 where there are none."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last row that is shown."""
        return min(self.offset + self.size, self.total)

    @property
    def shown(self) -> tuple[int | None, ...]:
        """The pages to link to; None is a gap."""
        near = {1, self.pages, *range(self.page - _NEIGHBOURS, self.page + _NEIGHBOURS + 1)}
        found: list[int | None] = []
        for number in sorted(each for each in near if 1 <= each <= self.pages):
            if found and found[-1] is not None and number - found[-1] > 1:
                found.append(None)
            found.append(number)
        return tuple(found)


def paging(request: Any, total: int, size: int = PER_PAGE) -> Paging:
    """The page that an address asks for (`?page=2`), kept within what there is."""
    text = request.GET.get("page", "1")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    most = max(1, -(-total // size))
    return Paging(min(max(wanted, 1), most), total, size)
