"""The destinations there are. To add one, write its module and list it here."""

from __future__ import annotations

from regulars.errors import DefinitionError, near_names
from regulars.exports.destinations.base import Destination
from regulars.exports.destinations.google import GOOGLE
from regulars.exports.destinations.klaviyo import KLAVIYO
from regulars.exports.destinations.meta import META
from regulars.exports.destinations.standard import STANDARD

DESTINATIONS: dict[str, Destination] = {made.name: made for made in (STANDARD, GOOGLE, META, KLAVIYO)}


def destination(name: str) -> Destination:
    """The destination called `name`.

    Raises:
        DefinitionError: there is none.
    """
    if name not in DESTINATIONS:
        raise DefinitionError(f"There is no destination called {name!r}.", near_names(name, DESTINATIONS))
    return DESTINATIONS[name]
