from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from widget.altegio.client import Altegio
from widget.altegio.errors import NotFound
from widget.flow.notices import NOT_MOVED
from widget.flow.selection import Selection
from widget.gateway import altegio
from widget.typed import MOVING, Pairs, carry, typed_in
from widget.views.caching import let_caches_keep
from widget.views.detour import StepBack, arrive_at, read_request, require_steps
from widget.views.guard import guarded
from widget.views.limited import within_share
from widget.views.movable import find_moving, stands, stands_as
from widget.views.shelf import kept_or_made
from widget.views.visit import Visit, menu_for

View = Callable[[Visit], HttpResponse]


def step_view(name: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Makes a step's view of a function of the visit: with earlier choices made, or not called at all.

    A POST is the same step for a visitor who has typed something already, on a detour from the details.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @guarded
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest, location_id: int) -> HttpResponse:
            def make() -> HttpResponse:
                return visited(request, location_id, name, lambda visit: stands(visit) or view(visit))

            return within_share(request, lambda: kept_or_made(request, name, make))

        return answer

    return decorate


def visited(request: HttpRequest, location_id: int, name: str, view: View, *, also: Pairs = ()) -> HttpResponse:
    """What ``view`` answers at that step; or the way back to where a choice is missing. ``also`` goes along with what
    was typed."""
    if request.method == "POST":
        carry(request, (*typed_in(request), *also))
    try:
        visit = _arrive(request, location_id, name)
        response = _show(view, visit) if visit.location.is_active else closed(visit)
        let_caches_keep(request, name, response)
    except StepBack as back:
        response = back.redirect(request, location_id)
    if request.method == "POST":
        # The page holds what a visitor has typed, or what opens an appointment.
        add_never_cache_headers(response)
    return response


def closed(visit: Visit) -> HttpResponse:
    """Nothing can be booked online here at the moment."""
    return visit.render({}, template="closed")


def _arrive(request: HttpRequest, location_id: int, name: str) -> Visit:
    """Raises StepBack where an earlier choice is missing, Http404 for a location that is not ours."""
    if location_id not in settings.LOCATIONS:
        raise Http404
    selection, nonsense = read_request(request)
    if MOVING not in request.POST:
        require_steps(selection, nonsense, before=name)
    upstream = altegio(request).for_booking() if name == "details" else altegio(request)
    upstream.ahead(lambda ahead: ahead.location(location_id), lambda ahead: _menu(ahead, location_id, name, selection))
    location = upstream.location(location_id)
    selection = arrive_at(request, location, selection)
    moving = find_moving(request, location, upstream)
    if moving and not moving.refusal:
        selection = moving.chosen(selection)
        require_steps(selection, nonsense, before=name)
        if name == "services":
            raise StepBack("date", "", selection)
    return Visit(request, name, location, selection, nonsense, upstream, moving)


def _menu(ahead: Altegio, location_id: int, step: str, selection: Selection) -> None:
    """What the step will want to know of the services."""
    if step == "services" and selection.team_member_id:
        ahead.menu(location_id, team_member_id=selection.team_member_id)
    else:
        menu_for(ahead, location_id, selection)


def _show(view: View, visit: Visit) -> HttpResponse:
    """Where an appointment is moved, only its time can be chosen again."""
    try:
        return _shown(view, visit)
    except StepBack as back:
        if visit.moving is None or not visit.moving.is_lost_in(back.selection):
            raise
        return stands_as(visit, visit.moving, NOT_MOVED["refused"])


def _shown(view: View, visit: Visit) -> HttpResponse:
    """What Altegio does not find any more is most likely the person: without them the visitor can go on."""
    try:
        return view(visit)
    except NotFound:
        if not visit.selection.team_member_id:
            raise
        raise visit.without_team_member("team-member-gone") from None
