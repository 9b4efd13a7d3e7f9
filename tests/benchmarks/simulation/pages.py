"""What each page asks of Altegio, and in which order: as widget/views does. A test holds the two together."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.benchmarks.simulation.agenda import Wait
from tests.benchmarks.simulation.process import Process
from tests.benchmarks.simulation.upstream import TODAY, day, written
from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError, BookingError, Busy, MalformedAnswer, Unreachable
from widget.domain.appointment import Appointment
from widget.domain.contact import Contact
from widget.domain.team import ANYONE
from widget.flow.booking import MOST_FURTHER_TRIES
from widget.flow.calendar import first_of_month, next_month
from widget.views.date import LONGEST_WAIT_FOR_TIMES

ADA = Contact("Ada", "+4930901820")
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Address:
    """Of a page. ``campaign`` is what ``utm_*`` and the like make of it; ``click`` is what no link carries on."""

    step: str
    location: int
    language: str = ""
    service: int = 0
    person: int | None = None
    day: int = 0
    start: int = 0
    is_next_month: bool = False
    campaign: int = 0
    click: int = 0


@dataclass(slots=True)
class Page:
    """``times_at`` is when Altegio was asked for the times on it. ``kept`` is for how many seconds caches may hold it,
    and for how many more while they renew it. ``looked_up`` is how many answers it is made of that are kept at all,
    ``at_hand`` how many of them were there."""

    address: Address
    outcome: str = "made"
    times_at: float | None = None
    is_marked: bool = False
    free: tuple[int, ...] = ()
    kept: tuple[int, int] = (0, 0)
    looked_up: int = 0
    at_hand: int = 0


Made = Generator["float | Wait", None, Any]


def page(process: Process, address: Address, rng: Random) -> Made:
    return PageView(process, address, rng).made()


class PageView:
    def __init__(self, process: Process, address: Address, rng: Random) -> None:
        self._process, self._address, self._rng = process, address, rng
        self._altegio = process.altegio()
        if address.step in ("details", "book"):
            # As widget/views/step.py does.
            self._altegio = self._altegio.for_booking()
        self._page = Page(address)

    def made(self) -> Made:
        try:
            yield from getattr(self, f"_{self._address.step}")()
        except (Busy, Unreachable):
            self._page.outcome = "busy"
        except BookingError:
            self._page.outcome = "lost"
        self._note()
        return self._page

    def _note(self) -> None:
        """As ``widget.views.caching`` does."""
        page, tally, now = self._page, self._altegio.tally, self._process.agenda.now
        kept = [asked for asked in tally.asked if asked.state != "direct"]
        page.looked_up, page.at_hand = len(kept), sum(asked.state in ("hit", "stale") for asked in kept)
        times = [asked.at for asked in kept if asked.endpoint == "book_times"]
        if times and page.outcome == "made":
            page.times_at, page.is_marked = min(at for at in times if at), tally.has_old("book_times")
        if page.outcome == "made" and page.address.step in ("services", "date", "time"):
            fresh, stale = map(int, tally.good_for(now))
            page.kept = fresh, stale - fresh

    def _wait(self, question: Any) -> Made:
        return (yield from self._process.wait_for(self._altegio.tally, question))

    def _arrive(self) -> Made:
        self._altegio.ahead(self._ask_location, self._ask_menu)
        yield from self._wait(lambda: self._ask_location(self._altegio))

    def _services(self) -> Made:
        yield from self._arrive()
        yield from self._wait(lambda: self._ask_menu(self._altegio))

    def _date(self) -> Made:
        yield from self._arrive()
        with_somebody = [self._ask_team] if self._address.person else []
        self._altegio.ahead(self._ask_days, *with_somebody)
        yield from self._wait(lambda: self._ask_menu(self._altegio))
        if with_somebody:
            yield from self._wait(lambda: self._ask_team(self._altegio))
        yield from self._wait(lambda: self._ask_days(self._altegio))
        if not self._address.is_next_month:
            hurried = self._altegio.within(LONGEST_WAIT_FOR_TIMES).in_passing()
            with suppress(AltegioError):
                yield from self._wait(lambda: self._ask_times(hurried, 0))

    def _time(self) -> Made:
        yield from self._arrive()
        self._altegio.ahead(lambda ahead: self._ask_times(ahead, self._address.day), self._ask_team_in_passing)
        yield from self._wait(lambda: self._ask_menu(self._altegio))
        try:
            yield from self._wait(lambda: self._ask_team_in_passing(self._altegio))
        except (Busy, Unreachable, MalformedAnswer):
            if self._address.person:
                raise
        yield from self._see_times()

    def _details(self) -> Made:
        yield from self._arrive()
        yield from self._choice()
        if self._address.start not in self._page.free:
            self._page.outcome = "lost"
            return
        yield from self._check(self._address.person or ANYONE)

    def _book(self) -> Made:
        """With another person where it may be anyone and the first was taken meanwhile."""
        yield from self._arrive()
        yield from self._choice()
        tried: set[int] = set()
        while True:
            person = self._address.person or (yield from self._somebody_free(tried))
            try:
                yield from self._check(person)
                yield from self._wait(lambda: self._altegio.book(
                    self._address.location, ADA, [self._appointment(person)], reference=1  # noqa: B023
                ))  # fmt: skip
                return
            except BookingError:
                tried.add(person)
                if self._address.person or len(tried) > MOST_FURTHER_TRIES:
                    raise

    def _choice(self) -> Made:
        person = self._address.person
        ask_team = [self._ask_team] if person else []
        self._altegio.ahead(lambda ahead: self._ask_times(ahead, self._address.day), *ask_team)
        if person:
            yield from self._wait(lambda: self._ask_team(self._altegio))
        yield from self._wait(lambda: self._ask_menu(self._altegio))
        yield from self._see_times()

    def _see_times(self) -> Made:
        found = yield from self._wait(lambda: self._ask_times(self._altegio, self._address.day))
        self._page.free = tuple(found["free"])

    def _check(self, person: int) -> Made:
        yield from self._wait(lambda: self._altegio.check(self._address.location, [self._appointment(person)]))

    def _somebody_free(self, tried: set[int]) -> Made:
        found = yield from self._wait(lambda: self._altegio.team(
            self._address.location, service_ids=[self._address.service], is_newest=True,
            starting=written(self._address.day, self._address.start),
        ))  # fmt: skip
        free = [person for person in found["free"] if person not in tried]
        if not free:
            raise BookingError(422, 436)
        return self._rng.choice(free)

    def _appointment(self, person: int) -> Appointment:
        return Appointment(1, (self._address.service,), person, written(self._address.day, self._address.start))

    def _ask_location(self, altegio: Altegio) -> Any:
        return altegio.location(self._address.location)

    def _ask_menu(self, altegio: Altegio) -> Any:
        return altegio.menu(self._address.location)

    def _ask_team(self, altegio: Altegio) -> Any:
        return altegio.team(self._address.location, service_ids=[self._address.service])

    def _ask_team_in_passing(self, altegio: Altegio) -> Any:
        return self._ask_team(altegio if self._address.person else altegio.in_passing())

    def _ask_days(self, altegio: Altegio) -> Any:
        first_day = day(0)
        month = next_month(first_of_month(TODAY)) if self._address.is_next_month else first_day
        return altegio.open_days(
            self._address.location, max(month, first_day), service_ids=[self._address.service],
            team_member_id=self._address.person or ANYONE,
        )  # fmt: skip

    def _ask_times(self, altegio: Altegio, on: int) -> Any:
        return altegio.slots(
            self._address.location, day(on), zone=BERLIN, service_ids=[self._address.service],
            team_member_id=self._address.person or ANYONE,
        )  # fmt: skip
