"""Every kind of page there is, each as what has to happen in the salon before and the address that then shows it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser import booked_situations, form_situations
from tests.browser.booked_situations import booked
from tests.browser.form_situations import details
from tests.browser.salon import HAIRCUT, JONAS, WHOLE_DAY, YUSUF, at, working_day
from tests.browser.situation import Prepare, Situation
from tests.conftest import BERLIN

NO = {"success": False, "data": None, "meta": []}


def home(sandbox: Sandbox) -> str:
    return "/?lang=en"


def services(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/?service={HAIRCUT}&lang=en"


def people(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/?people=1&lang=en"


def services_of_a_person(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/?team_member={YUSUF}&lang=en"


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


def taken(sandbox: Sandbox) -> str:
    """The one refusal with every way out: other times, another person, other days."""
    sandbox.salon.set_hours(JONAS, working_day(sandbox), WHOLE_DAY)
    sandbox.salon.take(BERLIN, YUSUF, at(sandbox, 12), 45)
    return details(sandbox)


def refused(code: int, shape: str = "B") -> Prepare:
    def prepare(sandbox: Sandbox) -> str:
        status = 403 if code == 434 else 422
        sandbox.faults.add("refuse", "book_check", status=status, code=code, shape=shape, appointment_id=1)
        return details(sandbox)

    return prepare


def closed(sandbox: Sandbox) -> str:
    sandbox.salon.close(BERLIN)
    return f"/{BERLIN}/?lang=en"


def not_found(sandbox: Sandbox) -> str:
    return f"/{BERLIN}/nowhere/?lang=en"


def builder(sandbox: Sandbox) -> str:
    return f"/embed/?location={BERLIN}&service={HAIRCUT}&mode=popup&site=www.example.com&lang=en"


def failing(kind: str, **options: Any) -> Prepare:
    def prepare(sandbox: Sandbox) -> str:
        sandbox.faults.add(kind, "book_dates", **options)
        return days(sandbox)

    return prepare


def refusal(key: str, code: int, shape: str = "B") -> Situation:
    return Situation(refused(code, shape), f"[data-error={key}]")


MAIN = {
    "home": Situation(home, ".locations"),
    "services": Situation(services, f"#service-{HAIRCUT}:checked"),
    "date": Situation(days, "td.is-free a[aria-current]"),
    "time": Situation(times, "a.chip"),
    "details": Situation(details, "[data-checked=ok]"),
    "booked": Situation(booked, "[data-booked]"),
}
"""The pages of a walk on which nothing goes wrong."""

OTHERS = {
    "search-without-result": Situation(search_without_result, ".found:not(:empty)"),
    "people": Situation(people, "main > .members a.member"),
    "services-of-a-person": Situation(services_of_a_person, ".note .way"),
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
    "snippet-builder": Situation(builder, "[data-error=field-invalid] ~ .snippet"),
    "busy": Situation(failing("rate"), "[data-error=busy]"),
    "unavailable": Situation(failing("error"), "[data-error=unavailable]"),
    "misconfigured": Situation(failing("answer", status=401, body=NO), "[data-error=misconfigured]"),
    **form_situations.pages(),
    **booked_situations.pages(),
}

ALL = MAIN | OTHERS

CROWDED = [
    "search-without-result",
    "full-day",
    "slot-taken",
    "blocked",
    "busy",
    "details-asked-everything-with-errors",
    "details-with-several",
    "code-sent",
    "time-by-post",
    "overlap-at-booking",
    "outcome-unknown-taken",
    "already-booked",
    "prepaid-only",
    "cancelled-one-of-two",
]
"""Pages with much on them."""


def show(page: Page, sandbox: Sandbox, name: str, language: str = "en", query: str = "") -> None:
    """Brings the situation about and opens its page."""
    bring_about(ALL[name], page, sandbox, language, query)


def bring_about(situation: Situation, page: Page, sandbox: Sandbox, language: str = "en", query: str = "") -> None:
    url = situation.prepare(sandbox).replace("lang=en", f"lang={language}")
    page.goto(url + query)
    situation.go_on(page, sandbox)
    expect(page.locator(situation.shows).first).to_be_visible()
