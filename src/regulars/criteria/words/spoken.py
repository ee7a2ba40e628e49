"""Words as people type them: without accents."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Without accents: Île is Ile, rosé is rose."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
