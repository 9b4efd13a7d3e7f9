from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_safe

from widget.flow.selection import read_selection
from widget.flow.steps import first_incomplete
from widget.views.addresses import step_url


@require_safe
def book(request: HttpRequest, location_id: int) -> HttpResponse:
    """Somebody typed or reloaded the address that bookings are sent to: on to the first incomplete step."""
    if location_id not in settings.LOCATIONS:
        raise Http404
    selection, _ = read_selection(dict(request.GET.lists()))
    selection = selection.with_language(translation.get_language() or settings.LANGUAGE_CODE)
    missing = first_incomplete(selection, before="details")
    return HttpResponseRedirect(step_url(missing.name if missing else "details", location_id, selection))
