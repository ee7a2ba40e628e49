"""What the frame around every page needs: navigation, whose shop this is, how fresh its data are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from regulars.web.access import Permission, may
from regulars.web.navigation import links
from regulars.web.shop import currency, in_force, shop, zone

THEMES = ("light", "dark")
THEME_COOKIE = "regulars_theme"


def shell(request: HttpRequest) -> Mapping[str, Any]:
    """Django's context processor: added to what each template is given. What costs anything is worked out when a template asks."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    user = getattr(request, "user", None)
    is_inside = user is not None and user.is_authenticated
    return {
        "navigation": SimpleLazyObject(lambda: tuple(links(request))),
        "shop_name": SimpleLazyObject(lambda: _name_of(shop(request).folder)),
        "refresh_in_force": SimpleLazyObject(lambda: in_force(request)),
        # plain texts: pages use them in every row
        "zone": zone(request),
        "currency": (currency(request) or "") if is_inside else "",
        "theme": theme if theme in THEMES else "",
        "may": {each.value: is_inside and may(user, each) for each in Permission},
    }


def _name_of(folder: Path) -> str:
    """A workspace is called as its folder is; the one of `regulars demo` as the folder around it."""
    return folder.parent.name if folder.name == "workspace" and folder.parent.name else folder.name
