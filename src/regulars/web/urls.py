"""The addresses of all pages: those of each app, under its prefix."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from regulars.web.chart_styles import chart_styles

urlpatterns = [
    path("charts-<str:version>.css", chart_styles, name="chart-styles"),
    *(path(prefix, include(f"regulars.web.{name}.urls")) for name, prefix in settings.PAGES.items()),
]

handler400 = "regulars.web.problems.bad_request"
handler403 = "regulars.web.problems.refused"
handler404 = "regulars.web.problems.not_found"
handler500 = "regulars.web.problems.failed"
