"""Rules on which the vendors' own documents and tools disagree, to be chosen. The defaults follow the newest document of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from regulars.errors import DefinitionError, near_names


@dataclass(frozen=True, slots=True)
class Choices:
    """The disputed rules; `docs/exports.md` says who says what. True is the newest document's word."""

    google_gmail_dots: bool = True  # dots in the local part of Gmail addresses are taken out
    google_gmail_tags: bool = True  # and so is a plus sign with what follows it
    google_inner_space: bool = True  # white space inside an e-mail address is taken out; else the address is dropped
    google_name_punctuation: bool = True  # punctuation inside names is kept; else taken out
    google_name_spaces: bool = True  # spaces inside names are kept; else taken out
    meta_name_spaces: bool = False  # spaces inside names are kept; else taken out
    meta_city_accents: bool = True  # accents in cities are kept; else the plain letter is sent


CHOICES = {field.name.replace("_", "-"): field.name for field in fields(Choices)}
_WORDS = {"yes": True, "no": False, "true": True, "false": False}


def choices_from(given: Mapping[str, str]) -> Choices:
    """The choices a person made, by name: `{"meta-name-spaces": "yes"}`.

    Raises:
        DefinitionError: there is no such rule, or its value is neither yes nor no.
    """
    made: dict[str, bool] = {}
    for name, word in given.items():
        if name not in CHOICES:
            raise DefinitionError(f"There is no rule called {name!r}.", near_names(name, CHOICES))
        if word.lower() not in _WORDS:
            raise DefinitionError(f"The rule {name} is {word!r}.", "Give yes or no.")
        made[CHOICES[name]] = _WORDS[word.lower()]
    return replace(Choices(), **made)
