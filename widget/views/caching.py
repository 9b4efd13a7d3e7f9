"""What caches between the server and a visitor may keep of a step's page, and for how long."""

from __future__ import annotations

import time

from django.http import HttpResponse
from django.templatetags.static import static

from widget import language
from widget.views.visit import Visit

SAME_FOR_ALL = ("services", "date", "time")
"""Steps whose page follows from its address and from what Altegio says."""


def let_caches_keep(visit: Visit, response: HttpResponse) -> None:
    """For as long as everything on the page may be shown to others, counted from when Altegio said it: a cache in
    front of ours must not make it older than ours would."""
    if visit.step not in SAME_FOR_ALL or visit.request.method not in ("GET", "HEAD") or response.status_code != 200:
        return
    if visit.step != "services":
        # Links that a pointer rests on; never to the details, whose check would cost a call. The first page has none:
        # its way on is a form, and the rules would be one request more of a first view.
        response.headers["Speculation-Rules"] = f'"{static("widget/steps.speculationrules")}"'
    # A browser asks each time, and mostly hears that nothing has changed.
    directives = ["private", "max-age=0"]
    if language.is_asked(visit.request) and "refresh" not in visit.request.GET:
        fresh, stale = map(int, visit.altegio.tally.good_for(time.time()))
        if stale:
            directives = ["public", "max-age=0", f"s-maxage={fresh}", f"stale-while-revalidate={stale - fresh}"]
    response.headers["Cache-Control"] = ", ".join(directives)
