"""What readers of files say to people at a shell, as pages say it: options are inputs, and an uploaded file has no folder."""

from __future__ import annotations

import re

from regulars.web.data.orders_found import CURRENCY_SETTING

_UPLOADED = re.compile(r"(?:(?<=[\s'\"“(])|^)(?:/|[A-Za-z]:)[^\n]*?[/\\]uploads[/\\][A-Za-z0-9_-]{20,60}[/\\]")
_COLUMNS = "“Which column is which”"
_SAID = (
    (
        re.compile(r"Give --rates \([^)]*\), or --currency (\w+) to score one of them\."),
        rf"Choose the one to count, such as \1: {CURRENCY_SETTING}.",
    ),
    (
        re.compile(r"Give --currency (\w+) to count one of them, or --rates\."),
        rf"Choose the one to count, such as \1: {CURRENCY_SETTING}.",
    ),
    (re.compile(r"say so: regulars config set currency=(\w+)"), rf"choose \1: {CURRENCY_SETTING}"),
    (re.compile(r"--map-columns (\w+)=COLUMN"), rf"\1 under {_COLUMNS}"),
    (re.compile(r"--map-columns (\w+=[^\s,;)]+?)(?=[\s,;).]|$)"), rf"\1 under {_COLUMNS}"),
    (re.compile(r"--map-columns"), _COLUMNS),
    (re.compile(r"--date-order dmy or --date-order mdy"), "“03/04/2024 is”"),
    (re.compile(r"--date-order( [dmy]{3})?"), "“03/04/2024 is”"),
    (re.compile(r"--decimal comma or --decimal point"), "“1,234 is”"),
    (re.compile(r"--decimal( comma| point)?"), "“1,234 is”"),
    (re.compile(r"--file-timezone"), "“Time zone of the file”,"),
    (re.compile(r"--table NAME"), "“Sheet or table”"),
    (re.compile(r"--table"), "“Sheet or table”"),
)


def for_page(words: str) -> str:
    """A problem or remedy with the names of inputs in place of options."""
    for pattern, label in _SAID:
        words = pattern.sub(label, words)
    return _UPLOADED.sub("", words)
