from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse

from widget.altegio.errors import NotFound
from widget.calendar_file import map_link
from widget.domain.service import Service, ServiceMenu
from widget.flow.limits import SEARCHES_PER_ADDRESS
from widget.flow.notices import NOTICES, Notice
from widget.flow.steps import first_incomplete
from widget.hosted_form import hosted_form_url
from widget.typed import carries
from widget.views.detour import StepBack, asked
from widget.views.limited import require_room_if_known
from widget.views.preview import location_preview
from widget.views.step import closed, step_view
from widget.views.time import MemberChoice
from widget.views.visit import Visit
from widget.views.visitor import visitor_key

LONG_LIST = 8
"""From how many services on a search helps more than it distracts."""
LONGEST_SEARCH = 100


@step_view("services")
def services(visit: Visit) -> HttpResponse:
    """Choose one or more services; or first a person, and then of what they do."""
    if "people" in asked(visit.request):
        return _people(visit)
    menu = _menu(visit)
    if not menu.services:
        return closed(visit)
    chosen = {service.id for service in menu.pick(visit.selection.service_ids)}
    search = asked(visit.request).get("q", [""])[-1].strip()[:LONGEST_SEARCH]
    if search:
        require_room_if_known((SEARCHES_PER_ADDRESS, visitor_key(visit.request)))
    found = _found(menu, search)
    # What is ticked stays: a search must not lose it.
    kept = found | chosen
    shown = tuple(service for service in menu.services if service.id in kept)
    context: dict[str, Any] = {
        "groups": list(replace(menu, services=shown).groups()),
        "chosen": chosen,
        "search": search,
        "has_search": bool(search) or len(menu.services) > LONG_LIST,
        "found": len(found),
        "everybody_url": _everybody_url(visit),
        "people_url": "" if visit.selection.team_member_id else visit.url("services", people="1"),
        "has_events": menu.has_events,
        "events_url": hosted_form_url(visit.location.id) if menu.has_events else "",
        "all_url": visit.url("services"),
        "preview": location_preview(visit.request, visit.location),
        "map_url": map_link(visit.location),
        **_onward(visit),
    }
    return visit.render(context, notices=_gone(visit, chosen))


def _people(visit: Visit) -> HttpResponse:
    """Everybody who can be booked, each with the way to what they do."""
    team = visit.altegio.team(visit.location.id)
    choices = [
        MemberChoice(
            member,
            visit.url("services", replace(visit.selection, team_member_id=member.id, slot="", day=visit.day)),
            is_chosen=False,
        )
        for member in team
        if member.is_bookable
    ]
    context = {"member_choices": choices, "services_url": visit.url("services")}
    return visit.render(context, template="people")


def _menu(visit: Visit) -> ServiceMenu:
    """With a person chosen: what they do, at their prices."""
    everything = partial(visit.altegio.menu, visit.location.id)
    if not visit.selection.team_member_id:
        return everything()
    try:
        menu = everything(team_member_id=visit.selection.team_member_id)
    except NotFound:
        menu = ServiceMenu()
    wanted = visit.selection.service_ids
    if not menu.services or (len(menu.pick(wanted)) < len(wanted) == len(everything().pick(wanted))):
        # A wish for services that others do weighs more than the person: they are chosen again in a moment.
        raise StepBack("services", "team-member-gone", replace(visit.selection, team_member_id=None, slot=""))
    return menu


def _gone(visit: Visit, chosen: set[int]) -> tuple[Notice, ...]:
    is_told = visit.request.GET.get("notice") == "service-gone"
    return (NOTICES["service-gone"],) if len(chosen) < len(visit.selection.service_ids) and not is_told else ()


def _next_step(visit: Visit) -> str:
    """Past the steps whose choice is made already: whoever came back to add a service keeps day and time."""
    with_any_service = replace(visit.selection, service_ids=visit.selection.service_ids or (0,))
    missing = first_incomplete(with_any_service, before="details")
    return missing.name if missing else "details"


def _onward(visit: Visit) -> dict[str, Any]:
    """Where the form leads, and what it sends besides the services. An address that a form is fetched from loses its
    query; one that it is posted to keeps it, and with it the language and the looks."""
    others = replace(visit.selection, service_ids=())
    if carries(visit.request):
        return {"next_url": visit.url(_next_step(visit), others), "here_url": visit.url("services", others), "kept": ()}
    return {
        "next_url": visit.url(_next_step(visit)).split("?")[0],
        "here_url": visit.request.path,
        "kept": others.pairs(),
    }


def _everybody_url(visit: Visit) -> str:
    """The whole menu again, where it is narrowed to what the chosen person does."""
    everybody = replace(visit.selection, team_member_id=None, day=visit.day, slot="")
    return visit.url("services", everybody) if visit.selection.team_member_id else ""


def _found(menu: ServiceMenu, search: str) -> set[int]:
    """The ids of services that hold every word searched for."""
    words = _plain(search).split()
    if not words:
        return {service.id for service in menu.services}
    category_titles = {category.id: category.title for category in menu.categories}

    def matches(service: Service) -> bool:
        text = _plain(f"{service.title} {service.description} {category_titles.get(service.category_id, '')}")
        return all(word in text for word in words)

    return {service.id for service in menu.services if matches(service)}


def _plain(text: str) -> str:
    """Without case and accents: nobody types them into a search."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
