"""What every step has in common: who is asking, for which location, with which choices so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError, Busy
from widget.domain.availability import OpenDays
from widget.domain.location import Location
from widget.domain.service import Service, ServiceMenu
from widget.domain.team import ANYONE, TeamMember
from widget.flow.notices import NOTICES, Notice
from widget.flow.selection import Selection, read_selection
from widget.flow.steps import STEPS, first_incomplete
from widget.gateway import altegio
from widget.views.addresses import step_url


class StepBack(Exception):
    """Leads the visitor to ``step``, with ``selection``, and tells them why (a key of NOTICES)."""

    def __init__(self, step: str, reason: str, selection: Selection) -> None:
        super().__init__(step, reason)
        self.step = step
        self.reason = reason
        self.selection = selection

    def redirect(self, location_id: int) -> HttpResponse:
        return HttpResponseRedirect(step_url(self.step, location_id, self.selection, notice=self.reason))


@dataclass(frozen=True)
class StepLink:
    """One entry of the list of steps; ``url`` is empty for the current and the later ones."""

    label: str
    url: str
    is_current: bool
    is_done: bool


@dataclass
class Visit:
    """One page view of one step."""

    request: HttpRequest
    step: str
    location: Location
    selection: Selection
    nonsense: tuple[str, ...]
    altegio: Altegio

    @cached_property
    def now(self) -> datetime:
        """By the location's clock, whatever the server's or the visitor's says."""
        return timezone.now().astimezone(self.location.zone)

    @property
    def earliest(self) -> datetime:
        """The moment from which on times can be booked: the operator may want some notice."""
        return self.now + timedelta(minutes=settings.LOCATIONS[self.location.id].lead_minutes)

    @property
    def first_day(self) -> date:
        return self.earliest.date()

    @property
    def day(self) -> date | None:
        return self.selection.chosen_day(self.location.zone)

    @cached_property
    def menu(self) -> ServiceMenu:
        return self.altegio.menu(self.location)

    def services(self, menu: ServiceMenu | None = None) -> tuple[Service, ...]:
        """The chosen services, all of them still offered; otherwise back to where they are chosen."""
        services = (menu or self.menu).pick(self.selection.service_ids)
        if len(services) != len(self.selection.service_ids):
            left = tuple(service.id for service in services)
            raise StepBack("services", "service-gone", replace(self.selection, service_ids=left))
        return services

    @cached_property
    def team(self) -> tuple[TeamMember, ...]:
        """Everybody who does all the chosen services."""
        team = self.altegio.team(self.location.id, service_ids=self.selection.service_ids)
        return tuple(member for member in team if member.is_bookable)

    def team_member(self) -> TeamMember | None:
        """The chosen person; None for anyone, and while nobody is chosen."""
        chosen = self.selection.team_member_id
        if chosen is None or (chosen == ANYONE and self.location.allows_anyone):
            return None
        for member in self.team if chosen != ANYONE else ():
            if member.id == chosen:
                return member
        # A time belongs to the person it was chosen with.
        cleared = replace(self.selection, team_member_id=None, day=self.day, slot="")
        step = "time" if self.day else "date"
        raise StepBack(step, "anyone-gone" if chosen == ANYONE else "team-member-gone", cleared)

    def open_days(self, day: date, team_member_id: int | None) -> OpenDays:
        """The days of the month around ``day`` on which the chosen services can be had."""
        return self.altegio.open_days(
            self.location.id,
            day,
            service_ids=self.selection.service_ids,
            team_member_id=team_member_id or ANYONE,
        )

    def url(self, step: str, selection: Selection | None = None, **extra: str) -> str:
        return step_url(step, self.location.id, selection or self.selection, **extra)

    def render(self, context: Mapping[str, Any], *, notices: tuple[Notice, ...] = ()) -> HttpResponse:
        frame = {
            "location": self.location,
            "steps": self._step_links(),
            "notices": [*notices, *self._notices()],
        }
        return render(self.request, f"widget/{self.step}.html", {**frame, **context})

    def _notices(self) -> list[Notice]:
        reasons = [f"unreadable-{name}" for name in self.nonsense] or [self.request.GET.get("notice", "")]
        return [NOTICES[reason] for reason in reasons if reason in NOTICES]

    def _step_links(self) -> list[StepLink]:
        names = [step.name for step in STEPS]
        here = names.index(self.step)
        return [
            StepLink(
                label=str(step.label),
                url=self.url(step.name) if index < here else "",
                is_current=index == here,
                is_done=index < here,
            )
            for index, step in enumerate(STEPS)
        ]


T = TypeVar("T")
View = Callable[[Visit], HttpResponse]


def step_view(name: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Makes a step's view of a function of the visit: with earlier choices made, or not called at all."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, location_id: int) -> HttpResponse:
            try:
                return view(arrive(request, location_id, name))
            except StepBack as back:
                return back.redirect(location_id)

        return answer

    return decorate


def if_answered(ask: Callable[[], list[T]]) -> list[T]:
    """An offer more or less on a page that tells the main thing without it."""
    try:
        return ask()
    except AltegioError:
        return []


def read_request(request: HttpRequest) -> tuple[Selection, tuple[str, ...]]:
    """The selection in the address, in the page's language, and the parameters that made no sense."""
    selection, nonsense = read_selection(dict(request.GET.lists()))
    return selection.with_language(translation.get_language() or settings.LANGUAGE_CODE), nonsense


def require_steps(selection: Selection, nonsense: tuple[str, ...], *, before: str) -> None:
    """Leads back to the first step ahead of ``before`` whose choice is still to be made."""
    if missing := first_incomplete(selection, before=before):
        raise StepBack(missing.name, f"unreadable-{nonsense[0]}" if nonsense else missing.name, selection)


def arrive(request: HttpRequest, location_id: int, step: str) -> Visit:
    """Raises StepBack where an earlier choice is missing, Http404 for a location that is not ours."""
    if location_id not in settings.LOCATIONS:
        raise Http404
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        raise Busy  # a guess of the browser's is not worth one of everybody's calls
    selection, nonsense = read_request(request)
    require_steps(selection, nonsense, before=step)
    upstream = altegio()
    location = upstream.location(location_id)
    request.location = location  # type: ignore[attr-defined]  # an error page names its phone
    return Visit(request, step, location, selection, nonsense, upstream)
