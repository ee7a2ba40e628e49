"""The optional language model of `regulars ask`: which one, and what it proposed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from regulars.errors import DefinitionError, RegularsError

if TYPE_CHECKING:
    from regulars.work.ask import Asking, Segment
    from regulars.work.proposals import ModelEndpoint


def endpoint() -> ModelEndpoint | None:
    """The service of REGULARS_MODEL_URL, REGULARS_MODEL and REGULARS_MODEL_KEY; None where none is configured.

    Raises:
        DefinitionError: an address without a model's name.
    """
    url = os.environ.get("REGULARS_MODEL_URL", "").strip()
    if not url:
        return None
    name = os.environ.get("REGULARS_MODEL", "").strip()
    if not name:
        raise DefinitionError("REGULARS_MODEL_URL is set and REGULARS_MODEL is not.", "Name the model, or unset the address.")
    from regulars.work.proposals import ModelEndpoint

    return ModelEndpoint(url, name, os.environ.get("REGULARS_MODEL_KEY") or None)


def proposal(asking: Asking, request: str) -> dict[str, Any] | None:
    """What a configured model proposes for a refused request: with its sentence and count, or why there is nothing."""
    service = endpoint()
    if service is None:
        return None
    from regulars.criteria.wire import to_wire
    from regulars.work.proposals import propose

    try:
        segment: Segment = asking.segment(propose(request, asking.vocabulary, asking.data.as_of, service))
    except RegularsError as error:
        return {"model": service.model, "refused": error.problem}
    return {
        "model": service.model,
        "sentence": segment.sentence,
        "count": segment.count,
        "sql": segment.sql,
        "criteria": to_wire(segment.condition),
    }


def proposal_text(found: dict[str, Any]) -> str:
    """The proposal for a person, marked as the model's."""
    if "refused" in found:
        return f"The model {found['model']} proposed nothing that can be used: {found['refused']}\n"
    return (
        f"The model {found['model']} proposes, not the grammar of Regulars; read it before you use it:\n"
        f"  {found['sentence']}\n  {found['count']:,} customers\n"
    )
