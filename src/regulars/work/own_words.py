"""Words of the shop's own: what "regulars" or "our VIPs" means here, kept in the workspace's `words.toml`."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.criteria.tree import Condition
from regulars.criteria.wire import from_wire, to_wire
from regulars.errors import DefinitionError, OutputError, near_names

if TYPE_CHECKING:
    from regulars.work.ask import Asking

WORDS_FILE = "words.toml"
LONGEST_WORD = 60
_HEADING = "# Words of your own. Change them on the page Settings > Words, or here: `criteria` is what counts."


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word (or a few) with its meaning: as it was said, as it is read back, and as criteria on the wire."""

    word: str
    means: str
    sentence: str
    criteria: Mapping[str, Any]

    @property
    def condition(self) -> Condition:
        """The meaning as a condition."""
        return from_wire(dict(self.criteria))


def own_words(folder: Path) -> tuple[OwnWord, ...]:
    """The words of a workspace, in the order of the alphabet; none where there is no file.

    Raises:
        DefinitionError: the file is not valid.
    """
    path = folder / WORDS_FILE
    try:
        top = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path}: {error}.", "Mend the line, or take it out.") from error
    found = []
    for word, entry in top.items():
        try:
            kept = OwnWord(word, str(entry["means"]), str(entry["sentence"]), json.loads(entry["criteria"]))
            from_wire(dict(kept.criteria))
        except (KeyError, TypeError, ValueError) as error:
            raise DefinitionError(f"{path}: {word!r} has no meaning that can be read.", "Take it out, and add it again.") from error
        found.append(kept)
    return tuple(sorted(found, key=lambda each: each.word.casefold()))


def propose_word(asking: Asking, word: str, means: str) -> OwnWord:
    """What a word would mean, from words that have a meaning already.

    Raises:
        DefinitionError: the meaning has none or several readings, or the word is no word.
    """
    plain = " ".join(word.split())
    if not plain or len(plain) > LONGEST_WORD or not any(each.isalpha() for each in plain):
        raise DefinitionError(f"A word has letters, and at most {LONGEST_WORD} characters.", "Give one such as “our VIPs”.")
    if plain.casefold() in {name.casefold() for name in asking.saved}:
        raise DefinitionError(f"“{plain}” means something already.", "Take it out first, or choose another word.")
    answer = asking.ask(means)
    if len(answer.segments) != 1:
        reasons = "; ".join(f"“{part.text}”: {part.reason}" for part in answer.unplaced)
        several = "; or ".join(each.sentence for each in answer.segments)
        problem = f"This has several meanings: {several}" if several else f"This has no meaning here: {reasons or means}"
        raise DefinitionError(f"{problem.rstrip('.')}.", "Say it so that it has one.")
    found = answer.segments[0]
    return OwnWord(plain, " ".join(means.split()), found.sentence, to_wire(found.condition))


def keep_word(folder: Path, word: OwnWord) -> None:
    """Keep a word; a former meaning of it is gone.

    Raises:
        OutputError: the file cannot be written.
    """
    _write(folder, [*(each for each in own_words(folder) if each.word != word.word), word])


def delete_word(folder: Path, word: str) -> None:
    """Take a word out. Segments that were made with it keep their meaning.

    Raises:
        DefinitionError: there is no such word.
    """
    there = own_words(folder)
    if word not in {each.word for each in there}:
        raise DefinitionError(f"“{word}” is no word of your own.", near_names(word, [each.word for each in there]) if there else "")
    _write(folder, [each for each in there if each.word != word])


def _write(folder: Path, words: Sequence[OwnWord]) -> None:
    lines = [_HEADING]
    for each in sorted(words, key=lambda word: word.word.casefold()):
        criteria = json.dumps(each.criteria, ensure_ascii=False)
        lines += ["", f"[{_text(each.word)}]", f"means = {_text(each.means)}", f"sentence = {_text(each.sentence)}"]
        lines.append(f"criteria = {_text(criteria)}")
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=WORDS_FILE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        Path(name).replace(folder / WORDS_FILE)
    except OSError as error:
        raise OutputError(
            f"{folder / WORDS_FILE} cannot be written: {error.strerror or error}.", "Check its permissions."
        ) from error


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
