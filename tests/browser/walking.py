"""The walk from the first page to a checked choice, as a visitor does it with a finger."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

SERVICE = "Short haircut"
PERSON = "Yusuf D."


def choose_service(page: Page, title: str = SERVICE) -> None:
    page.get_by_label(title).check()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile(r"/date/\?"))


def turn_month(page: Page) -> None:
    page.locator("a[rel=next]").click()
    expect(page).to_have_url(re.compile(r"[?&]month="))


def choose_day(page: Page) -> None:
    page.locator("td.is-free a").first.click()
    expect(page).to_have_url(re.compile(r"/time/\?"))


def choose_person(page: Page, name: str = PERSON) -> None:
    page.get_by_role("region", name="With").get_by_role("link", name=name).click()
    expect(page.locator(".member[aria-current=true] .name")).to_have_text(name)


def choose_time(page: Page) -> None:
    page.locator("a.chip").first.click()


def expect_checked(page: Page) -> None:
    expect(page.locator("[data-checked=ok]")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


# The month is turned because today may be its last day, in the evening.
STEPS = (choose_service, turn_month, choose_day, choose_person, choose_time)
