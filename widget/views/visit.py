"""What every step has in common: who is asking, for which location, with which choices so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError
from widget.domain.availability import OpenDays, Slot, wall_clock, with_offset
from widget.domain.location import Location
from widget.domain.service import Service, ServiceMenu
from widget.domain.team import ANYONE, TeamMember
from widget.flow.notices import NOTICES, Notice
from widget.flow.selection import Selection
from widget.flow.steps import STEPS
from widget.views.addresses import step_url
from widget.views.detour import StepBack
from widget.views.facts import selection_facts
from widget.views.moving import Moving

T = TypeVar("T")

SHOWN = ("month", "q")
"""Parameters that say what a page shows; they are no choices, and links leave them behind."""


@dataclass(frozen=True)
class StepLink:
    """One entry of the list of steps; ``url`` is empty where there is nothing to go back to."""

    label: str
    url: str
    is_current: bool
    is_done: bool


@dataclass(frozen=True)
class AsOf:
    """When the oldest answer on the page was asked for, by the location's clock; ``day`` where that is not today."""

    moment: datetime
    day: date | None
    is_about_times: bool


@dataclass(frozen=True)
class Also:
    appointments: list[tuple[tuple[Service, ...], datetime]]
    back_url: str


@dataclass
class Visit:
    """One page view of one step."""

    request: HttpRequest
    step: str
    location: Location
    selection: Selection
    nonsense: tuple[str, ...]
    altegio: Altegio
    moving: Moving | None = None
    """What is booked already and gets another time, where nothing new is booked."""

    @cached_property
    def now(self) -> datetime:
        """By the location's clock, whatever the server's or the visitor's says."""
        return timezone.now().astimezone(self.location.zone)

    @property
    def earliest(self) -> datetime:
        """The moment from which on times can be booked: the business may want some notice."""
        lead = timedelta(minutes=settings.LOCATIONS[self.location.id].lead_minutes)
        # Added in UTC: by the wall's clock it would be an hour out on the days that clock is changed.
        return with_offset((self.now.astimezone(UTC) + lead).astimezone(self.location.zone))

    @property
    def first_day(self) -> date:
        return self.earliest.date()

    @property
    def day(self) -> date | None:
        return self.selection.chosen_day(self.location.zone)

    @cached_property
    def menu(self) -> ServiceMenu:
        """Everything the location offers; or, where it is at hand, what the chosen person does, at their prices."""
        return menu_for(self.altegio, self.location.id, self.selection)

    def services(self) -> tuple[Service, ...]:
        """The chosen services, all of them still offered; otherwise back to where they are chosen."""
        services = self.menu.pick(self.selection.service_ids)
        if len(services) != len(self.selection.service_ids):
            left = tuple(service.id for service in services)
            raise StepBack("services", "service-gone", replace(self.selection, service_ids=left))
        return services

    @cached_property
    def team(self) -> tuple[TeamMember, ...]:
        """Everybody who does all the chosen services, bookable now or not."""
        return self.ask_team(self.altegio)

    def ask_team(self, altegio: Altegio) -> tuple[TeamMember, ...]:
        """Names are worth less than times where it may be anyone."""
        if self.location.allows_anyone and not self.selection.team_member_id:
            altegio = altegio.in_passing()
        return altegio.team(self.location.id, service_ids=self.selection.service_ids)

    def ask_slots(self, altegio: Altegio, day: date, team_member_id: int) -> tuple[Slot, ...]:
        return altegio.slots(
            self.location.id,
            day,
            zone=self.location.zone,
            service_ids=self.selection.service_ids,
            team_member_id=team_member_id,
            is_newest="refresh" in self.request.GET,
        )

    def team_member(self) -> TeamMember | None:
        """The chosen person; None for anyone, and while nobody is chosen."""
        chosen = self.selection.team_member_id
        if chosen is None or (chosen == ANYONE and self.location.allows_anyone):
            return None
        for member in self.team if chosen != ANYONE else ():
            if member.id == chosen:
                return member
        raise self.without_team_member("anyone-gone" if chosen == ANYONE else "team-member-gone")

    def without_team_member(self, reason: str) -> StepBack:
        """Back to choosing a person; the time goes with them, the day stays."""
        cleared = replace(self.selection, team_member_id=None, day=self.day, slot="")
        return StepBack("time" if self.day else "date", reason, cleared)

    def ask_days(self, altegio: Altegio, day: date, team_member_id: int | None) -> OpenDays:
        """The days of the month around ``day`` on which the chosen services can be had."""
        return altegio.open_days(
            self.location.id,
            day,
            service_ids=self.selection.service_ids,
            team_member_id=team_member_id or ANYONE,
        )

    def url(self, step: str, selection: Selection | None = None, **extra: str) -> str:
        return step_url(step, self.location.id, selection or self.selection, **extra)

    def times_url(self, day: date, team_member_id: int | None) -> str:
        """The times of a day with somebody, or with whoever is still to be chosen."""
        return self.url("time", replace(self.selection, team_member_id=team_member_id, day=day, slot=""))

    def render(
        self, context: Mapping[str, Any], *, template: str = "", notices: tuple[Notice, ...] = (), status: int = 200
    ) -> HttpResponse:
        """The step's own template, or another, inside what all steps show."""
        frame = {
            "location": self.location,
            "as_of": self._as_of(),
            "refresh_url": self._refresh_url,  # called by the templates that show it
            "steps": self._step_links(),
            "notices": [*notices, *self._notices()],
            "also": self._also(),
            "being_moved": self.moving,
            "facts": selection_facts(template or self.step, self.location.id, self.selection),
        }
        return render(self.request, f"widget/{template or self.step}.html", {**frame, **context}, status=status)

    def _also(self) -> Also | None:
        """While another appointment is being chosen: those that are chosen already, and the way back to them."""
        if not self.selection.finished or self.step == "details":
            return None
        appointments = [
            (self.menu.pick(one.service_ids), wall_clock(one.wire_datetime, self.location.zone))
            for one in self.selection.finished
        ]
        return Also(appointments, self.url("details", self.selection.without(self.selection.current.id)))

    def _as_of(self) -> AsOf | None:
        """Where the page had to be made of answers that are not the newest."""
        oldest_at = self.altegio.tally.oldest_at
        if oldest_at is None:
            return None
        moment = datetime.fromtimestamp(oldest_at, self.location.zone)
        day = moment.date() if moment.date() != self.now.date() else None
        return AsOf(moment, day, is_about_times=self.altegio.tally.has_old("book_times"))

    def _refresh_url(self) -> str:
        """The same page made of the newest answers that can be had."""
        shown = {name: value for name in SHOWN if (value := self.request.GET.get(name))}
        return self.url(self.step, None, **shown, refresh="1")

    def _notices(self) -> list[Notice]:
        reasons = [f"unreadable-{name}" for name in self.nonsense] or [self.request.GET.get("notice", "")]
        return [NOTICES[reason] for reason in reasons if reason in NOTICES]

    def _step_links(self) -> list[StepLink]:
        here = [step.name for step in STEPS].index(self.step)
        return [
            StepLink(
                str(step.label),
                self.url(step.name) if index < here and not (self.moving and step.name == "services") else "",
                is_current=index == here,
                is_done=index < here,
            )
            for index, step in enumerate(STEPS)
        ]


def menu_for(altegio: Altegio, location_id: int, selection: Selection) -> ServiceMenu:
    """What is needed to name the chosen services: of the person's own menu only what costs no further call."""
    if member := selection.team_member_id:
        theirs = altegio.at_hand(lambda at_hand: at_hand.menu(location_id, team_member_id=member))
        if theirs and len(theirs.pick(selection.service_ids)) == len(selection.service_ids):
            return theirs
    return altegio.menu(location_id)


def member_id(member: TeamMember | None) -> int:
    """None stands for anyone."""
    return member.id if member else ANYONE


def if_answered(visit: Visit, ask: Callable[[Visit], list[T]]) -> list[T]:
    """An offer more or less on a page that tells the main thing without it."""
    try:
        return ask(replace(visit, altegio=visit.altegio.in_passing()))
    except AltegioError:
        return []
