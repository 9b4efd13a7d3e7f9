"""Every kind of page there is, each as what has to happen in the salon before and the address that then shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN

HAIRCUT, YUSUF, JONAS = 3302, 6542, 6548

NO = {"success": False, "data": None, "meta": []}

Prepare = Callable[[Sandbox], str]


def working_day(sandbox: Sandbox) -> date:
    """A day that is neither near nor a holiday, and that Yusuf has wholly to himself."""
    zone = sandbox.salon.locations[BERLIN].zone
    day = (datetime.now(zone) + timedelta(days=20)).date()
    while day.weekday() == 6 or (day.month, day.day) in ((12, 25), (12, 26), (1, 1)):
        day += timedelta(days=1)
    sandbox.salon.set_hours(YUSUF, day, [(time(9), time(18))])
    return day


def keep_free(sandbox: Sandbox) -> None:
    """Yusuf has all days but Sundays to himself for months, whatever day it is on which the tests run."""
    today = datetime.now(sandbox.salon.locations[BERLIN].zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(100)):
        sandbox.salon.set_hours(YUSUF, day, [(time(9), time(18))] if day.weekday() != 6 else [])


def noon(sandbox: Sandbox) -> datetime:
    return datetime.combine(working_day(sandbox), time(12), sandbox.salon.locations[BERLIN].zone)


def home(sandbox: Sandbox) -> str:
    return "/?lang=en"


def services(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/?service={HAIRCUT}&lang=en"


def search_without_result(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/?q=astrology&lang=en"


def services_with_notice(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/date/?lang=en"


def days(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/date/?service={HAIRCUT}&date={working_day(sandbox)}&lang=en"


def days_without_a_free_one(sandbox: Sandbox) -> str:
    empty = {"booking_days": [], "booking_dates": [], "working_days": [], "working_dates": []}
    sandbox.faults.add("answer", "book_dates", status=200, body={"success": True, "data": empty, "meta": []})
    return f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}&lang=en"


def times(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/time/?service={HAIRCUT}&date={working_day(sandbox)}&lang=en"


def times_with_a_person(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/time/?service={HAIRCUT}&date={working_day(sandbox)}&team_member={YUSUF}&lang=en"


def full_day(sandbox: Sandbox) -> str:
    day = working_day(sandbox)
    sandbox.salon.take_day(BERLIN, YUSUF, day)
    return f"/{BERLIN}/time/?service={HAIRCUT}&date={day}&team_member={YUSUF}&lang=en"


def checked(sandbox: Sandbox) -> str:
    slot = quote(noon(sandbox).isoformat())
    return f"/{BERLIN}/details/?service={HAIRCUT}&team_member={YUSUF}&slot={slot}&lang=en"


def taken(sandbox: Sandbox) -> str:
    """The one refusal with every way out: other times, another person, other days."""
    url = checked(sandbox)
    sandbox.salon.set_hours(JONAS, noon(sandbox).date(), [(time(9), time(18))])
    sandbox.salon.take(BERLIN, YUSUF, noon(sandbox), 45)
    return url


def refused(code: int, shape: str = "B") -> Prepare:
    def prepare(sandbox: Sandbox) -> str:
        status = 403 if code == 434 else 422
        sandbox.faults.add("refuse", "book_check", status=status, code=code, shape=shape, appointment_id=1)
        return checked(sandbox)

    return prepare


def closed(sandbox: Sandbox) -> str:
    sandbox.salon.close(BERLIN)
    return f"/{BERLIN}/?lang=en"


def not_found(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/nowhere/?lang=en"


def failing(kind: str, **options: Any) -> Prepare:
    def prepare(sandbox: Sandbox) -> str:
        sandbox.faults.add(kind, "book_dates", **options)
        return days(sandbox)

    return prepare


@dataclass(frozen=True)
class Situation:
    """``prepare`` gives the address; ``shows`` is what is on the page, so that no test looks at another one."""

    prepare: Prepare
    shows: str


def refusal(key: str, code: int, shape: str = "B") -> Situation:
    return Situation(refused(code, shape), f"[data-error={key}]")


MAIN = {
    "home": Situation(home, ".locations"),
    "services": Situation(services, f"#service-{HAIRCUT}:checked"),
    "date": Situation(days, "td.is-free a[aria-current]"),
    "time": Situation(times, "a.chip"),
    "details": Situation(checked, "[data-checked=ok]"),
}
"""The pages of a walk on which nothing goes wrong."""

OTHERS = {
    "search-without-result": Situation(search_without_result, ".found:not(:empty)"),
    "services-with-notice": Situation(services_with_notice, "[data-error=choice-changed]"),
    "date-without-a-free-day": Situation(days_without_a_free_one, ".note"),
    "time-with-a-person": Situation(times_with_a_person, f"a.member[aria-current][href*='{YUSUF}']"),
    "full-day": Situation(full_day, ".times .note"),
    "slot-taken": Situation(taken, f"[data-error=slot-taken] ~ .members a[href*='{JONAS}']"),
    "time-unavailable": refusal("time-unavailable", 0, "A"),
    "nobody-free": refusal("nobody-free", 436),
    "appointments-overlap": refusal("appointments-overlap", 437),
    "service-withdrawn": refusal("service-withdrawn", 438),
    "no-service": refusal("no-service", 422),
    "invalid-phone": refusal("invalid-phone", 431),
    "wrong-code": refusal("wrong-code", 432),
    "blocked": refusal("blocked", 434),
    "name-missing": refusal("name-missing", 435),
    "request-invalid": refusal("request-invalid", 0, "E"),
    "closed": Situation(closed, "[data-error=location-closed]"),
    "not-found": Situation(not_found, "[data-error=not-found]"),
    "busy": Situation(failing("rate"), "[data-error=busy]"),
    "unavailable": Situation(failing("error"), "[data-error=unavailable]"),
    "misconfigured": Situation(failing("answer", status=401, body=NO), "[data-error=misconfigured]"),
}

ALL = MAIN | OTHERS


def show(page: Page, sandbox: Sandbox, name: str, language: str = "en", query: str = "") -> None:
    """Brings the situation about and opens its page."""
    url = ALL[name].prepare(sandbox).replace("lang=en", f"lang={language}")
    page.goto(url + query)
    expect(page.locator(ALL[name].shows).first).to_be_visible()
