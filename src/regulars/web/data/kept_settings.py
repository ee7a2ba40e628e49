"""Settings that these pages change, each change in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from regulars.web.shop import shop
from regulars.work.settings_file import change_settings
from regulars.work.workspace_settings import NEWEST_ORDER, NOW


def keep_settings(request: HttpRequest, action: str, changes: Mapping[str, Any]) -> None:
    """Change settings in the name of who asks.

    Raises:
        DefinitionError, OutputError: as `change_settings`.
    """
    workspace = shop(request)
    change_settings(workspace.folder, changes)
    workspace.ledger.audit(datetime.now(UTC), request.user.actor, action, dict(changes))


def keep_where_to_look_from(request: HttpRequest) -> None:
    """Keep what `data/look_from.html` asked about a shop whose orders have ended, where it did."""
    chosen = request.POST.get("look_from", "")
    if chosen in {NOW, NEWEST_ORDER} and chosen != shop(request).settings.values["look_from"]:
        keep_settings(request, "change schedule", {"look_from": chosen})
