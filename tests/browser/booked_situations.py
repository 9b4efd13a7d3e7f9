"""The pages of a booking that was made."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from playwright.sync_api import Page

from booking_site.locations import LocationSettings
from booking_site.sandbox.records import Record
from booking_site.sandbox.server import Sandbox
from tests.browser.form import cancel, step_button
from tests.browser.salon import book
from tests.browser.situation import Situation
from tests.conftest import BERLIN, NEW_YORK

OWN_WORDS = LocationSettings(
    booked_title="Request received",
    booked_text="We call you to confirm the time.\nSee you soon!",
    thank_you_url="https://www.example.com/thanks",
)


def page_of(*records: Record) -> str:
    keys = ".".join(f"{record.id}-{record.hash}" for record in records)
    return f"/{records[0].location_id}/booking/{keys}/?lang=en"


def booked(sandbox: Sandbox) -> str:
    return page_of(book(sandbox))


def booked_two(sandbox: Sandbox) -> str:
    return page_of(book(sandbox, 12), book(sandbox, 15))


def booked_in_own_words(sandbox: Sandbox) -> str:
    settings.LOCATIONS = {**settings.LOCATIONS, NEW_YORK: OWN_WORDS}
    return page_of(book(sandbox, location_id=NEW_YORK))


def long_ago(sandbox: Sandbox) -> str:
    record = book(sandbox)
    record.starts_at -= timedelta(days=60)
    return page_of(record)


def not_to_be_cancelled(sandbox: Sandbox) -> str:
    sandbox.salon.set_company(BERLIN, allow_delete_record=False)
    return booked(sandbox)


def hardly_to_be_cancelled(sandbox: Sandbox) -> str:
    sandbox.faults.add("refuse", "user", status=403, code=0, shape="G")
    return booked(sandbox)


def cancel_in_doubt(sandbox: Sandbox) -> str:
    sandbox.faults.add("drop", "user")
    return booked(sandbox)


def movable(sandbox: Sandbox) -> str:
    """Only with a user's token may appointments be moved."""
    settings.ALTEGIO_USER_TOKEN = "user"
    return booked(sandbox)


def not_to_be_moved_in_time(sandbox: Sandbox) -> str:
    url = movable(sandbox)
    sandbox.faults.add("drop", "PUT book_record")
    return url


def moving(page: Page, sandbox: Sandbox) -> None:
    page.locator(".move button").click()


def moving_to_a_day(page: Page, sandbox: Sandbox) -> None:
    moving(page, sandbox)
    step_button(page, 2).click()


def moving_to_a_time(page: Page, sandbox: Sandbox) -> None:
    moving(page, sandbox)
    page.locator("button.chip:has(time[datetime*='T16:15'])").click()


def moved(page: Page, sandbox: Sandbox) -> None:
    moving_to_a_time(page, sandbox)
    page.locator("[data-move]").click()


def asked(page: Page, sandbox: Sandbox) -> None:
    page.locator(".cancel summary").first.click()


def cancelled(page: Page, sandbox: Sandbox) -> None:
    cancel(page)


def cancelled_elsewhere(page: Page, sandbox: Sandbox) -> None:
    asked(page, sandbox)
    sandbox.salon.cancel(sandbox.salon.records[-1])
    page.locator(".cancel[open] button").click()


def pages() -> dict[str, Situation]:
    return {
        "booked-two": Situation(booked_two, "[data-booked] ~ [data-booked]"),
        "booked-in-own-words": Situation(booked_in_own_words, ".lead"),
        "booked-long-ago": Situation(long_ago, ".appointment:not(:has(.cancel))"),
        "not-to-be-cancelled": Situation(not_to_be_cancelled, ".appointment .aside"),
        "movable": Situation(movable, ".move button"),
        "moving-time": Situation(movable, "[data-moving] ~ .times button.chip", moving),
        "moving-date": Situation(movable, "[data-moving] ~ .calendar", moving_to_a_day),
        "moving-check": Situation(movable, "[data-move]", moving_to_a_time),
        "moved": Situation(movable, "[data-moved]", moved),
        "perhaps-moved": Situation(not_to_be_moved_in_time, ".ways button[value=check] >> visible=true", moved),
        "cancel-question": Situation(booked, ".cancel[open] button", asked),
        "cancelled": Situation(booked, "[data-cancelled] ~ .is-cancelled", cancelled),
        "cancelled-one-of-two": Situation(booked_two, "[data-cancelled] ~ [data-booked]", cancelled),
        "cancel-refused": Situation(hardly_to_be_cancelled, "[data-error=cancel-refused]", cancelled),
        "cancel-in-doubt": Situation(cancel_in_doubt, "[data-error=outcome-unknown]", cancelled),
        "already-cancelled": Situation(booked, "[data-error=already-cancelled]", cancelled_elsewhere),
    }
