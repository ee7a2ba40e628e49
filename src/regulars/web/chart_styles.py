"""The style sheet of the charts: the one that the report carries, served to the pages."""

from __future__ import annotations

from functools import cache
from gzip import compress
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

from regulars.charts.style import CHART_SHEET
from regulars.web.access import open_to_all

_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def sheet() -> tuple[bytes, bytes, str]:
    """The sheet as it is, compressed, and the hash that its address has. Its rules yield to those of the pages."""
    plain = f"@layer reset,base,charts,tokens;@layer charts{{{CHART_SHEET}}}".encode()
    return plain, compress(plain, mtime=0), sha256(plain).hexdigest()[:12]


@open_to_all()
def chart_styles(request: HttpRequest, version: str) -> HttpResponse:
    """The sheet; whatever its address says, it is the present one."""
    del version
    plain, compressed, _ = sheet()
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(compressed, content_type="text/css", headers=headers | {"Content-Encoding": "gzip"})
    return HttpResponse(plain, content_type="text/css", headers=headers)
