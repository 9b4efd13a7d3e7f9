"""The addresses of the pages that are measured, each answered with bytes that lie ready."""

from __future__ import annotations

import os
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from booking_site.health import alive

PAGES = {file.stem: file.read_bytes() for file in Path(os.environ["BENCH_PAGES"]).glob("*.html")}


def constant(request: HttpRequest, location_id: int) -> HttpResponse:
    assert request.resolver_match
    page = PAGES[str(request.resolver_match.url_name)]
    return HttpResponse(
        page, headers={"Content-Length": str(len(page)), "Cache-Control": "public, max-age=0, s-maxage=15"}
    )


PATHS = [
    path("<int:location_id>/", constant, name="services"),
    path("<int:location_id>/date/", constant, name="date"),
    path("<int:location_id>/time/", constant, name="time"),
]
urlpatterns = [path("", include((PATHS, "widget"))), path("healthz", alive)]
