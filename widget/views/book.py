from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from widget.views.addresses import step_url
from widget.views.detour import StepBack, read_request, require_steps


@require_safe
def book(request: HttpRequest, location_id: int) -> HttpResponse:
    """Somebody typed or reloaded the address that bookings are sent to: on to the first incomplete step."""
    if location_id not in settings.LOCATIONS:
        raise Http404
    selection, nonsense = read_request(request)
    try:
        require_steps(selection, nonsense, before="details")
    except StepBack as back:
        return back.redirect(location_id)
    return HttpResponseRedirect(step_url("details", location_id, selection))
