from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pages import Page

from regulars.charts.markup import Markup, clean, data, el, join, listed


def test_text_is_escaped_and_markup_is_not() -> None:
    assert el("p", "<b>", el("b", "x")) == "<p>&lt;b&gt;<b>x</b></p>"


def test_attributes_are_escaped_and_named_as_in_html() -> None:
    made = el("i", class_='a"b', aria_label="x", hidden=True, title=None, draggable=False, x=1.50)
    assert made == '<i class="a&quot;b" aria-label="x" hidden x="1.5"></i>'


def test_joined_strings_are_escaped_once() -> None:
    assert join("a & b ", el("b", "c")) == "a &amp; b <b>c</b>"
    assert isinstance(join("a"), Markup)


def test_lists_read_as_a_sentence() -> None:
    names = tuple(Markup(name) for name in "abc")
    assert listed(names) == "a, b and c"
    assert listed(names[:2]) == "a and b"
    assert listed(names[:1]) == "a"
    assert listed(()) == ""


def test_blank_names_are_made_visible() -> None:
    assert ">(no name)<" in data("  ")
    assert ">nobody<" in data("", "nobody")


@given(st.text())
def test_any_text_survives_a_page(text: str) -> None:
    made = el("p", text)
    made.encode("utf-8")
    assert Page(made).text.removesuffix("\n") == clean(text)


@given(st.text())
def test_any_text_survives_an_attribute(text: str) -> None:
    assert Page(el("p", title=text)).values("title") == [clean(text)]


@given(st.text())
def test_clean_text_has_no_controls(text: str) -> None:
    assert not any((ord(letter) < 32 and letter not in "\t\n") or 127 <= ord(letter) < 160 for letter in clean(text))
