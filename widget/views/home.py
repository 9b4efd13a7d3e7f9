from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError
from widget.gateway import altegio
from widget.views.addresses import step_url
from widget.views.detour import read_request
from widget.views.facts import page_facts
from widget.views.preview import home_preview


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The only location, or a choice of locations."""
    selection, _ = read_request(request)
    location_ids = list(settings.LOCATIONS)
    if len(location_ids) == 1:
        return HttpResponseRedirect(step_url("services", location_ids[0], selection))
    upstream = altegio(request)
    upstream.ahead(*(partial(Altegio.location, location_id=location_id) for location_id in location_ids))
    choices: list[dict[str, Any]] = [
        {"url": step_url("services", location_id, selection), "id": location_id, **_named(upstream, location_id)}
        for location_id in location_ids
    ]
    preview = home_preview(request, [choice["title"] for choice in choices])
    context = {"choices": choices, "facts": page_facts("locations"), "preview": preview}
    return render(request, "widget/home.html", context)


def _named(upstream: Altegio, location_id: int) -> dict[str, str]:
    """Title and address; a location that does not answer now can still be chosen, by its number."""
    try:
        location = upstream.location(location_id)
    except AltegioError:
        return {"title": "", "address": ""}
    return {"title": location.title, "address": location.address}
