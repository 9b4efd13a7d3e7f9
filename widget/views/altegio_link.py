from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from widget.embed.altegio_links import read_chosen
from widget.flow.selection import Selection
from widget.flow.steps import first_incomplete
from widget.views.addresses import step_url
from widget.views.detour import read_request


@require_safe
def altegio_link(request: HttpRequest, location_id: int, tail: str = "") -> HttpResponse:
    """A link made for Altegio's own widget, with our host in place of theirs: on to the step where it leads here."""
    if location_id not in settings.LOCATIONS:
        raise Http404
    ours, _ = read_request(request)
    chosen = read_chosen(request.GET.getlist("o"), timezone.now().astimezone(UTC).date())
    return HttpResponseRedirect(_address(location_id, tail, replace(chosen, kept=ours.kept)))


def _address(location_id: int, tail: str, chosen: Selection) -> str:
    page = tail.rstrip("/").rpartition("/")[2]
    if page == "select-services":
        return step_url("services", location_id, chosen)
    if page == "select-master" and not chosen.service_ids and chosen.team_member_id is None:
        return step_url("services", location_id, chosen, people="1")
    missing = first_incomplete(chosen, before="details")
    return step_url(missing.name if missing else "details", location_id, chosen)
