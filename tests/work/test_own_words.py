"""Words of the shop's own: kept in a file that people can read, and refused where they mean nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from regulars.criteria.tree import FieldText, TextOperator
from regulars.criteria.wire import to_wire
from regulars.errors import DefinitionError
from regulars.work.own_words import WORDS_FILE, OwnWord, delete_word, keep_word, own_words

CONDITION = FieldText("country", TextOperator.ANY_OF, ("Côte d’Ivoire", 'a "quoted" one\\'))


def a_word(word: str) -> OwnWord:
    return OwnWord(word, 'customers in “Côte d’Ivoire”\n"or" elsewhere\\', "Customers in Côte d’Ivoire.", to_wire(CONDITION))


def test_words_come_back_as_they_were_kept_whatever_is_in_them(tmp_path: Path) -> None:
    words = ["our VIPs", "Ünsere [besten]", "a.b = c", 'with "quotes"', "العملاء"]
    for word in words:
        keep_word(tmp_path, a_word(word))
    assert {each.word for each in own_words(tmp_path)} == set(words)
    assert all(each == a_word(each.word) and each.condition == CONDITION for each in own_words(tmp_path))
    assert set(tomllib.loads((tmp_path / WORDS_FILE).read_text())) == set(words)
    for word in words:
        delete_word(tmp_path, word)
    assert own_words(tmp_path) == ()


def test_a_word_that_is_kept_again_has_its_new_meaning_only(tmp_path: Path) -> None:
    keep_word(tmp_path, a_word("VIPs"))
    fresh = OwnWord("VIPs", "other", "Others.", to_wire(FieldText("city", TextOperator.ANY_OF, ("Lyon",))))
    keep_word(tmp_path, fresh)
    assert own_words(tmp_path) == (fresh,)


def test_a_file_that_cannot_be_read_says_which_word(tmp_path: Path) -> None:
    assert own_words(tmp_path) == ()
    for text, says in (
        ("[vip", "words.toml"),
        ('["vip"]\nmeans = "x"\n', "'vip'"),
        ('["vip"]\nmeans = "x"\nsentence = "X"\ncriteria = "{}"\n', "criteria"),
        ('vip = "x"\n', "'vip'"),
    ):
        (tmp_path / WORDS_FILE).write_text(text)
        with pytest.raises(DefinitionError, match=says):
            own_words(tmp_path)


def test_a_word_that_is_not_there_cannot_be_taken_out(tmp_path: Path) -> None:
    keep_word(tmp_path, a_word("our VIPs"))
    with pytest.raises(DefinitionError, match="our VIPs"):
        delete_word(tmp_path, "our VIP")
