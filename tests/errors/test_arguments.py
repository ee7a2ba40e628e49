"""What a refusal says: options to the person at the command line, arguments to the caller of the library."""

from __future__ import annotations

from pathlib import Path

import pytest

import regulars
from regulars.cli.main import main
from regulars.errors import UndecidedError, in_arguments

SAID = {
    "Say which with --date-order dmy or --date-order mdy.": 'Say which with date_order="dmy" or date_order="mdy".',
    "What is it: --decimal comma or --decimal point?": 'What is it: decimal="," or decimal="."?',
    "Say it with --map-columns total=Net amount or total=Gross.": (
        'Say it with columns={"total": "Net amount"} or columns={"total": "Gross"}.'
    ),
    "It was left out (--map-columns total=x).": 'It was left out (columns={"total": "x"}).',
    "Add --rates EUR=1,USD=0.92, or --currency EUR.": 'Add rates={"EUR": 1, "USD": 0.92}, or currency="EUR".',
    "Raise --memory-limit, or free space.": "Raise memory_limit, or free space.",
    "Give a longer --window or an earlier --as-of.": "Give a longer window_days or an earlier as_of.",
    "Take --file-timezone Asia/Kolkata.": 'Take file_timezone="Asia/Kolkata".',
    "Neither --currency nor --rates have anything to go by.": "Neither currency nor rates have anything to go by.",
    "Two dashes -- like these -- are no option.": "Two dashes -- like these -- are no option.",
}


@pytest.mark.parametrize("message", SAID)
def test_options_become_the_librarys_arguments(message: str) -> None:
    assert in_arguments(message) == SAID[message]


def test_each_face_names_what_answers_in_its_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,customer_id,order_date,total\n" + "".join(f"{n},c{n % 3},0{n}/02/2024,5.00\n" for n in range(1, 9)))
    with pytest.raises(UndecidedError) as refused:
        regulars.score(path)
    assert 'date_order="dmy"' in str(refused.value)
    assert "--" not in str(refused.value)
    assert main(["score", str(path)]) == 1
    assert "--date-order dmy" in capsys.readouterr().err


def test_a_table_is_not_chosen_where_there_is_none_to_choose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,customer_id,order_date,total\n1,a,2024-01-05,5.00\n2,b,2024-01-06,5.00\n")
    assert main(["score", str(path), "--table", "Sheet1"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert "no sheets or tables" in said[0]
    assert said[1].strip() == "Leave out --table Sheet1."
    with pytest.raises(regulars.RegularsError, match="in memory"):
        regulars.score({"a": [1]}, table="x")
