"""The pages from the form on, up to where it is known what became of the booking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from playwright.sync_api import Page, expect

from booking_site.locations import CustomField, LocationSettings
from booking_site.sandbox.server import Sandbox
from tests.browser.form import ask_for_code, field, fill, press_book, step_button
from tests.browser.salon import (
    ANNA,
    BLOW_DRY,
    BRIDAL_STYLING,
    GENTLEMANS_CUT,
    HAIRCUT,
    JONAS,
    MARCUS,
    WHOLE_DAY,
    YUSUF,
    at,
    working_day,
)
from tests.browser.situation import GoOn, Situation
from tests.conftest import BERLIN, NEW_YORK
from widget.flow.limits import CHECKS_PER_ADDRESS
from widget.gateway import books
from widget.views.visitor import keyed

US_PHONE = "(212) 555-0147"

CURIOUS = LocationSettings(
    data_controller="Linden on Hudson LLC, 421 Hudson Street, New York, NY 10014",
    privacy_url="https://www.example.com/privacy",
    imprint_url="https://www.example.com/imprint",
    offers_newsletter=True,
    custom_fields=(
        CustomField("hair_length", "How long is your hair?", "select", True, ("Short", "Shoulder-length", "Long")),
        CustomField("birthday", "When is your birthday?", "date"),
        CustomField("occasion", "Is there an occasion we should know of?", "text"),
        CustomField("companions", "How many of you are coming?", "number"),
    ),
)
"""A business that asks all that can be asked."""


def details(sandbox: Sandbox, member_id: int = YUSUF, *, service_id: int = HAIRCUT, finished: str = "") -> str:
    slot = quote(at(sandbox, 12).isoformat())
    return f"/{BERLIN}/details/?service={service_id}&team_member={member_id}&slot={slot}{finished}&lang=en"


def with_anyone(sandbox: Sandbox) -> str:
    return details(sandbox, 0)


def several(sandbox: Sandbox) -> str:
    appointment = quote(f"{BLOW_DRY}~{JONAS}~{at(sandbox, 15).isoformat()}")
    sandbox.salon.set_hours(JONAS, working_day(sandbox), WHOLE_DAY)
    return details(sandbox, finished=f"&appointment={appointment}")


def services_for_another(sandbox: Sandbox) -> str:
    """The menu of a visitor who has chosen one appointment and adds a second."""
    appointment = quote(f"{HAIRCUT}~{YUSUF}~{at(sandbox, 12).isoformat()}")
    return f"/{BERLIN}/?appointment={appointment}&lang=en"


def in_new_york(sandbox: Sandbox) -> str:
    slot = quote(at(sandbox, 12, NEW_YORK).isoformat())
    return f"/{NEW_YORK}/details/?service={GENTLEMANS_CUT}&team_member={MARCUS}&slot={slot}&lang=en"


def asked_everything(sandbox: Sandbox) -> str:
    settings.LOCATIONS = {**settings.LOCATIONS, NEW_YORK: CURIOUS}
    sandbox.salon.set_company(
        NEW_YORK,
        is_surname_field_enabled=True,
        booking_surname_required=True,
        is_patronymic_field_enabled=True,
        booking_notify_text="Please come five minutes early.\nDogs are welcome.",
        booking_comment_input_name="What should we know?",
    )
    return in_new_york(sandbox)


def prepaid(sandbox: Sandbox) -> str:
    settings.LOCATIONS = {
        **settings.LOCATIONS,
        BERLIN: replace(settings.LOCATIONS[BERLIN], hosted_form_url="https://n181564.alteg.io"),
    }
    sandbox.salon.set_hours(ANNA, working_day(sandbox), WHOLE_DAY)
    return details(sandbox, ANNA, service_id=BRIDAL_STYLING)


def booking_disabled(sandbox: Sandbox) -> str:
    settings.BOOKING_ENABLED = False
    return details(sandbox)


def asked_too_often(sandbox: Sandbox) -> str:
    for _ in range(CHECKS_PER_ADDRESS.most):
        books().limits.take(CHECKS_PER_ADDRESS, keyed("address", "127.0.0.1"))
    return details(sandbox)


def sent_empty(page: Page, sandbox: Sandbox) -> None:
    press_book(page)


def code_sent(page: Page, sandbox: Sandbox) -> None:
    fill(page, phone=US_PHONE)
    ask_for_code(page)


def code_wrong(page: Page, sandbox: Sandbox) -> None:
    code_sent(page, sandbox)
    expect(page.locator("[name=code_sent]")).to_be_attached()
    field(page, "consent").check()
    field(page, "code").fill("9999")
    press_book(page)


def back_to_step(number: int) -> GoOn:
    def go_on(page: Page, sandbox: Sandbox) -> None:
        fill(page)
        step_button(page, number).click()

    return go_on


def sent_after(happens: Callable[[Sandbox], Any]) -> GoOn:
    """The form is filled in, something happens in the salon, and the form is sent."""

    def go_on(page: Page, sandbox: Sandbox) -> None:
        fill(page)
        happens(sandbox)
        press_book(page)

    return go_on


def taken_meanwhile(sandbox: Sandbox) -> None:
    sandbox.salon.set_hours(JONAS, working_day(sandbox), WHOLE_DAY)
    sandbox.salon.take(BERLIN, YUSUF, at(sandbox, 12), 45)


def fault(kind: str, endpoint: str = "book_record", **options: Any) -> Callable[[Sandbox], Any]:
    return lambda sandbox: sandbox.faults.add(kind, endpoint, **options)


def checked_again(happens: Callable[[Sandbox], Any]) -> GoOn:
    def go_on(page: Page, sandbox: Sandbox) -> None:
        sent_after(happens)(page, sandbox)
        page.locator("button[value=check]").click()

    return go_on


def booked_in_another_tab(page: Page, sandbox: Sandbox) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    for one in (page, other):
        fill(one)
    press_book(other)
    expect(other.locator("[data-booked]")).to_be_visible()
    other.close()
    press_book(page)


def sent_from_elsewhere(page: Page, sandbox: Sandbox) -> None:
    """By a page that is not ours."""
    action = page.evaluate("document.querySelector('#typed').action")
    page.goto("about:blank")
    page.set_content(f'<form method="post" action="{action}"><button>Win</button></form>')
    page.get_by_role("button").click()


def pages() -> dict[str, Situation]:
    return {
        "services-for-another": Situation(services_for_another, "input[name=appointment] ~ .category"),
        "details-asked-everything": Situation(asked_everything, "#custom_hair_length"),
        "details-with-errors": Situation(details, "#wrong [data-error=invalid-phone]", sent_empty),
        "details-asked-everything-with-errors": Situation(
            asked_everything, "#wrong [data-error=consent-missing]", sent_empty
        ),
        "details-with-several": Situation(several, ".sums"),
        "code-not-sent-yet": Situation(in_new_york, ".code button[value=code]"),
        "code-sent": Situation(in_new_york, ".code [role=status]", code_sent),
        "code-wrong": Situation(in_new_york, "#wrong [data-error=wrong-code]", code_wrong),
        "services-by-post": Situation(details, f"form[method=post] #service-{HAIRCUT}:checked", back_to_step(1)),
        "date-by-post": Situation(details, "td.is-free button[aria-current]", back_to_step(2)),
        "time-by-post": Situation(details, "button.chip[aria-current]", back_to_step(3)),
        "prepaid-only": Situation(prepaid, "[data-error=prepaid-only]"),
        "booking-disabled": Situation(booking_disabled, ".finish .phone"),
        "too-many-requests": Situation(asked_too_often, "[data-error=too-many-requests]"),
        "cross-site": Situation(details, "[data-error=cross-site]", sent_from_elsewhere),
        "lost-at-booking": Situation(
            details, f"[data-error=slot-taken] ~ .members button[formaction*='{JONAS}']", sent_after(taken_meanwhile)
        ),
        "nobody-free-at-booking": Situation(
            with_anyone, "[data-error=nobody-free] ~ .part button.chip", sent_after(fault("refuse", code=436))
        ),
        "overlap-at-booking": Situation(
            several,
            ".summary.is-marked",
            sent_after(fault("refuse", code=437, appointment_id=2)),
        ),
        "not-sent-busy": Situation(details, "[data-error=busy]", sent_after(fault("rate"))),
        "not-sent-unavailable": Situation(
            details, "[data-error=unavailable]", sent_after(fault("error", "book_check"))
        ),
        "outcome-unknown": Situation(details, "[data-error=outcome-unknown]", sent_after(fault("drop", after=True))),
        "outcome-unknown-taken": Situation(
            details, "[data-error=outcome-unknown] ~ .note", checked_again(fault("drop", after=True))
        ),
        "outcome-unknown-free": Situation(
            details, "[data-error=outcome-unknown] ~ .note", checked_again(fault("drop", after=False))
        ),
        "already-booked": Situation(details, "main .good ~ .ways button[value=again]", booked_in_another_tab),
    }
