"""The pages of a booking that was made."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from playwright.sync_api import Page

from booking_site.locations import LocationSettings
from booking_site.sandbox.records import Record
from booking_site.sandbox.server import Sandbox
from tests.browser.form import cancel
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
        "cancel-question": Situation(booked, ".cancel[open] button", asked),
        "cancelled": Situation(booked, "[data-cancelled] ~ .is-cancelled", cancelled),
        "cancelled-one-of-two": Situation(booked_two, "[data-cancelled] ~ [data-booked]", cancelled),
        "cancel-refused": Situation(hardly_to_be_cancelled, "[data-error=cancel-refused]", cancelled),
        "cancel-in-doubt": Situation(cancel_in_doubt, "[data-error=outcome-unknown]", cancelled),
        "already-cancelled": Situation(booked, "[data-error=already-cancelled]", cancelled_elsewhere),
    }
