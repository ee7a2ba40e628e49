"""Which code page of another script than the Latin one a text is in, told by which bytes stand together."""

from __future__ import annotations

import codecs
import re

CODE_PAGES = {
    "cp932": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "cp949": "EUC-KR (Korean)",
    "cp1251": "Windows-1251 (Cyrillic)",
}

# words of another script are runs of bytes beyond ASCII; in Latin text such bytes stand alone
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_BEYOND = re.compile(rb"[\x80-\xff]")
_MOST = 0.7
# Shift JIS writes kana and kanji with a first byte that no Chinese, Korean or Cyrillic text has
_SHIFT_JIS = re.compile(rb"[\x81-\x9f\xe0-\xea][\x40-\x7e\x80-\xfc]")


def code_page(sample: bytes) -> str | None:
    """The Python name of the code page, or None where the text is in Latin letters."""
    beyond = len(_BEYOND.findall(sample))
    if beyond and _is_shift_jis(sample, beyond):
        return "cp932"
    runs = _RUN.findall(sample)
    if sum(map(len, runs)) < beyond * _MOST or not runs:
        return None
    return _of_pairs(sample, runs) or ("cp1251" if _is_cyrillic(b"".join(runs)) else None)


def _is_shift_jis(sample: bytes, beyond: int) -> bool:
    pairs = _SHIFT_JIS.findall(sample)
    low = sum(pair[0] <= 0x9F for pair in pairs)
    return low * 3 > beyond * 0.6 and _decodes(sample, "cp932")


def _of_pairs(sample: bytes, runs: list[bytes]) -> str | None:
    """The code page of two-byte characters that begin in A1 to FE, by their first bytes."""
    if any(len(run) % 2 for run in runs[:-1]) or any(byte < 0xA1 for run in runs for byte in run):
        return None
    first = b"".join(run[0::2] for run in runs)

    def share(low: int, high: int) -> float:
        return sum(low <= byte <= high for byte in first) / len(first)

    if share(0xA4, 0xA5) > 0.3 and _decodes(sample, "euc_jp"):
        return "euc_jp"
    # all Hangul syllables begin in B0 to C8, Chinese characters of daily use in B0 to D7
    if share(0xB0, 0xC8) > 0.95 and _decodes(sample, "cp949"):
        return "cp949"
    return "gb18030" if share(0xB0, 0xD7) + share(0xA1, 0xA9) > 0.8 and _decodes(sample, "gb18030") else None


def _is_cyrillic(letters: bytes) -> bool:
    """Whether bytes are Russian letters and not Greek ones, of which E0 (the Russian a) is the rarest."""
    cyrillic = sum(byte >= 0xC0 or byte in (0xA8, 0xB8, 0xB2, 0xB3, 0xAA, 0xBA, 0xAF, 0xBF) for byte in letters)
    return cyrillic > len(letters) * 0.95 and letters.count(0xE0) > len(letters) * 0.02


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        # the last character may be cut in two
        codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True
