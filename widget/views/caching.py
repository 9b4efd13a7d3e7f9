"""What caches between the server and a visitor may keep of a step's page, and for how long."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from widget import language
from widget.gateway import tally_of

STEPS = ("services", "date", "time")
"""Whose page follows from its address and from what Altegio says."""


def is_same_for_all(request: HttpRequest, step: str) -> bool:
    """Whether everybody who asks for this address gets the same page."""
    return _is_read(request, step) and language.is_asked(request) and "refresh" not in request.GET


def let_caches_keep(request: HttpRequest, step: str, response: HttpResponse) -> None:
    """For as long as everything on the page may be shown to others, counted from when Altegio said it: a cache in
    front of ours must not make it older than ours would."""
    if not _is_read(request, step) or response.status_code != 200:
        return
    if step != "services":
        # Links that a pointer rests on; never to the details, whose check would cost a call. The first page has none:
        # its way on is a form, and the rules would be one request more of a first view.
        response.headers["Speculation-Rules"] = f'"{static("widget/steps.speculationrules")}"'
    # A browser asks each time, and mostly hears that nothing has changed.
    directives = ["private", "max-age=0"]
    fresh, stale = map(int, tally_of(request).good_for(time.time()))
    if stale and is_same_for_all(request, step):
        directives = ["public", "max-age=0", f"s-maxage={fresh}", f"stale-while-revalidate={stale - fresh}"]
    response.headers["Cache-Control"] = ", ".join(directives)


def _is_read(request: HttpRequest, step: str) -> bool:
    return step in STEPS and request.method in ("GET", "HEAD")
