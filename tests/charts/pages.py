"""A page as the tests see it: parsed strictly, with its text, tags and attributes."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset({"meta", "link", "br", "hr", "wbr", "col"})
_BLOCKS = frozenset(
    {"p", "b", "td", "th", "li", "dd", "dt", "h1", "h2", "h3", "caption", "summary", "small", "div", "text", "title", "desc"}
)


class Page(HTMLParser):
    """Parses on construction; raises AssertionError where tags are not balanced."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self._said: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> inside {self._open[-1]}"
        self._open.pop()
        if tag in _BLOCKS:
            self._said.append("\n")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.styles.append(data)
        else:
            self._said.append(data)

    @property
    def text(self) -> str:
        """What is said, block by block, without styles."""
        return "".join(self._said)

    def values(self, name: str) -> list[str]:
        """Every value of the attribute."""
        return [value for _, attribute, value in self.attributes if attribute == name]
