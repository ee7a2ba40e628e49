"""The upload page speaks of its inputs, not of options of a command."""

from __future__ import annotations

import pytest

from regulars.web.data.wording import for_page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Give it: --map-columns customer_id=COLUMN.", "Give it: customer_id under “Which column is which”."),
        ("Say which: --map-columns total=Brutto.", "Say which: total=Brutto under “Which column is which”."),
        ("Say --date-order dmy or --date-order mdy.", "Say “03/04/2024 is”."),
        ("Give --decimal comma or --decimal point.", "Give “1,234 is”."),
        ("Give --table NAME.", "Give “Sheet or table”."),
        ("Nothing to change here.", "Nothing to change here."),
    ],
)
def test_options_are_the_inputs_of_the_page(said: str, shown: str) -> None:
    assert for_page(said) == shown
