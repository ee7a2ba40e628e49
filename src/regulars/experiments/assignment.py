"""Who gets what: customers dealt out to the arms of an experiment by a salted hash, alike on every machine and every day.

The hash of a customer is the first 13 hexadecimal digits of SHA-256 over the UTF-8 text `salt`, the character U+001F, `customer`: a
whole number below 2^52, which a double holds exactly. Any language or SQL engine with SHA-256 gets the same one. An arm takes
the hashes from the cumulated share of the arms before it to its own, times 2^52, rounded down.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from regulars.errors import DataError, DefinitionError
from regulars.records import dataclass

HASHES = 2**52
SEPARATOR = "\x1f"
MOST_ARMS = 5


def customer_hash(salt: str, customer: str) -> int:
    """A whole number from 0 to 2^52 - 1, evenly spread over customers and unrelated from salt to salt."""
    return Hasher(salt)(customer)


def check_salt(salt: str) -> None:
    """Raises DefinitionError for an empty salt, or one that could run into a customer's name."""
    if not salt or SEPARATOR in salt:
        raise DefinitionError(f"{salt!r} is no salt.", "Give a text of your own, such as the experiment's name and start.")


def exact_share(share: Decimal | Fraction | str | float) -> Fraction:
    """A share as it is written: 0.1 is a tenth. Raises DefinitionError when it is not between 0 and 1."""
    try:
        exact = share if isinstance(share, Fraction) else Fraction(str(share))
    except (ValueError, ZeroDivisionError):
        raise DefinitionError(f"{share!r} is no share.", "Give a number such as 0.1, or a fraction such as 1/3.") from None
    if not 0 < exact <= 1:
        raise DefinitionError(f"{share} is no share.", "Give a number above 0 and up to 1, such as 0.1.")
    return exact


@dataclass(frozen=True, slots=True)
class Arm:
    """What a part of the customers gets; `share` is its part of all."""

    name: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Design:
    """An experiment's arms, of which the first is the control, and the salt that deals customers out to them."""

    salt: str
    arms: tuple[Arm, ...]

    @property
    def control(self) -> str:
        """The arm that the others are compared with."""
        return self.arms[0].name

    @property
    def shares(self) -> dict[str, float]:
        """The planned share of each arm."""
        return {arm.name: float(arm.share) for arm in self.arms}


def design(salt: str, shares: Mapping[str, Decimal | Fraction | str | float]) -> Design:
    """A design of a control, named first, and up to four treatments.

    Raises DefinitionError when there are fewer than two arms or more than five, or when the shares do not add up to exactly 1.
    """
    check_salt(salt)
    arms = tuple(Arm(name, exact_share(share)) for name, share in shares.items())
    if not 2 <= len(arms) <= MOST_ARMS or not all(arm.name for arm in arms):
        raise DefinitionError(f"{len(arms)} arms were given.", "Give a control and one to four treatments, each with a name.")
    total = sum(arm.share for arm in arms)
    if total != 1:
        raise DefinitionError(
            f"The shares add up to {float(total):.6g}, not 1.", "Give fractions such as 1/3 where decimals cannot say it."
        )
    return Design(salt, arms)


def assign(plan: Design, customer: str) -> str:
    """The arm of one customer: the same at any time, whoever else takes part."""
    return plan.arms[bisect_right(_bounds(plan), customer_hash(plan.salt, customer))].name


def assign_all(plan: Design, customers: Iterable[str]) -> dict[str, str]:
    """The arm of each customer."""
    bounds, names = _bounds(plan), [arm.name for arm in plan.arms]
    hash_of = Hasher(plan.salt)
    return {customer: names[bisect_right(bounds, hash_of(customer))] for customer in customers}


def assign_stratified(plan: Design, strata: Mapping[str, str]) -> dict[str, str]:
    """The arm of each customer, dealt out evenly inside each stratum (such as segment and value level) of `strata`.

    Every arm gets its share of each stratum, rounded up or down to whole customers; which way depends on the salt alone, so that
    everybody has the same chance of each arm. It depends on who takes part: to be stored at the start, never computed again.
    Customers of a stratum are put in the order of their hashes and dealt out by place: systematic sampling with a random start.
    """
    hash_of, starts = Hasher(plan.salt), Hasher(f"{plan.salt} strata")
    members: dict[str, list[tuple[int, str]]] = {}
    for customer, stratum in strata.items():
        members.setdefault(stratum, []).append((hash_of(customer), customer))
    bounds, names = _bounds(plan), [arm.name for arm in plan.arms]
    assigned: dict[str, str] = {}
    for stratum, group in members.items():
        group.sort()
        start = starts(stratum)
        for place, (_, customer) in enumerate(group):
            assigned[customer] = names[bisect_right(bounds, (place * HASHES + start) // len(group))]
    return {customer: assigned[customer] for customer in strata}


def balance(assigned: Mapping[str, str], names: Sequence[str]) -> dict[str, int]:
    """How many customers each arm of `names` got. Raises DataError for an arm that is not among them."""
    counts = dict.fromkeys(names, 0)
    for arm in assigned.values():
        if arm not in counts:
            raise DataError(f"A customer has the arm {arm!r}, which the experiment does not have.", f"Arms: {', '.join(names)}.")
        counts[arm] += 1
    return counts


def _bounds(plan: Design) -> list[int]:
    """Where each arm but the last ends."""
    return [int(end * HASHES) for end in accumulate(arm.share for arm in plan.arms[:-1])]


class Hasher:
    """`customer_hash` of one salt, for many customers."""

    __slots__ = ("_salted",)

    def __init__(self, salt: str) -> None:
        self._salted = f"{salt}{SEPARATOR}".encode()

    def __call__(self, customer: str) -> int:
        """The hash of one customer."""
        # 13 hexadecimal digits are six and a half bytes
        return int.from_bytes(hashlib.sha256(self._salted + customer.encode()).digest()[:7], "big") >> 4
