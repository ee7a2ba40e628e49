"""The upload page speaks of its inputs, not of options of a command."""

from __future__ import annotations

import pytest

from regulars.web.data.orders_found import CURRENCY_SETTING
from regulars.web.data.wording import for_page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Give it: --map-columns customer_id=COLUMN.", "Give it: customer_id under “Which column is which”."),
        ("Say which: --map-columns total=Brutto.", "Say which: total=Brutto under “Which column is which”."),
        ("Say --date-order dmy or --date-order mdy.", "Say “03/04/2024 is”."),
        ("Give --decimal comma or --decimal point.", "Give “1,234 is”."),
        ("Give --table NAME.", "Give “Sheet or table”."),
        (
            "Give --rates (such as --rates EUR=1,USD=1.08), or --currency EUR to score one of them.",
            f"Choose the one to count, such as EUR: {CURRENCY_SETTING}.",
        ),
        ("/srv/my shop/uploads/ELH0123456789abcdefghij/leer.csv is empty.", "leer.csv is empty."),
        ("There is nothing in '/w/uploads/ELH0123456789abcdefghij/a.csv'.", "There is nothing in 'a.csv'."),
        ("Nothing to change here.", "Nothing to change here."),
    ],
)
def test_options_are_the_inputs_of_the_page(said: str, shown: str) -> None:
    assert for_page(said) == shown
