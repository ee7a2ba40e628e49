"""What readers of files say to people at a shell, as the upload page says it: options are its inputs."""

from __future__ import annotations

import re

_COLUMNS = "“Which column is which”"
_SAID = (
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
    return words
