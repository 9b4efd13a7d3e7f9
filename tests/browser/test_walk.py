"""The whole walk in a browser: with and without JavaScript, with Back, reloads, bookmarks and a time that is lost."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser import situations
from tests.browser.conftest import NewContext
from tests.browser.salon import HAIRCUT, YUSUF, working_day
from tests.browser.situations import show
from tests.browser.walking import (
    PERSON,
    SERVICE,
    STEPS,
    choose_day,
    choose_person,
    choose_service,
    choose_time,
    expect_checked,
)
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


@pytest.fixture
def context(has_script: bool, site: str, new_context: NewContext) -> BrowserContext:
    return new_context(site, java_script_enabled=has_script)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_a_visitor_walks_from_the_first_page_to_a_checked_choice(page: Page) -> None:
    page.goto(f"/{BERLIN}/")
    expect(page).to_have_title("Choose services · Atelier Linden")

    for step in STEPS:
        step(page)

    expect_checked(page)
    expect(page.locator(".facts")).to_contain_text(SERVICE)
    expect(page.locator(".facts")).to_contain_text(PERSON)
    expect(page.locator(".facts")).to_contain_text("45 min")


def test_a_tap_anywhere_in_a_row_chooses_the_service(page: Page) -> None:
    page.goto(f"/{BERLIN}/")
    row = page.locator(".service", has_text=SERVICE)

    row.locator(".about").click(force=True)  # the label lies over it
    expect(page.get_by_label(SERVICE)).to_be_checked()
    row.locator(".price").click(force=True)

    expect(page.get_by_label(SERVICE)).not_to_be_checked()


def test_going_on_without_a_service_says_what_is_missing(page: Page) -> None:
    page.goto(f"/{BERLIN}/")

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_have_text("Choose at least one service to go on.")


def test_each_back_is_one_step_and_keeps_the_choices(page: Page) -> None:
    page.goto(f"/{BERLIN}/")
    passed = []
    for step in STEPS:
        passed.append(page.url)
        step(page)
    expect_checked(page)

    for url in reversed(passed):
        page.go_back()
        assert page.url == url

    expect(page.get_by_label(SERVICE)).to_be_checked()
    for _ in STEPS:
        page.go_forward()
    expect_checked(page)


def test_back_and_on_with_another_choice(page: Page) -> None:
    page.goto(f"/{BERLIN}/")
    choose_service(page)
    choose_day(page)
    page.go_back()
    page.go_back()

    choose_service(page, "Blow-dry & styling")
    choose_day(page)
    choose_time(page)

    expect_checked(page)
    expect(page.locator(".facts")).to_contain_text(SERVICE)
    expect(page.locator(".facts")).to_contain_text("Blow-dry & styling")


def test_a_reload_of_each_step_shows_the_same_page(page: Page) -> None:
    page.goto(f"/{BERLIN}/")
    for step in STEPS:
        step(page)
        before = page.url, page.locator("body").inner_text()
        page.reload()
        assert (page.url, page.locator("body").inner_text()) == before
    expect_checked(page)


def test_a_bookmarked_details_page_opens_for_a_stranger(
    page: Page, site: str, new_context: NewContext, has_script: bool
) -> None:
    page.goto(f"/{BERLIN}/")
    for step in STEPS:
        step(page)
    expect_checked(page)

    stranger = new_context(site, java_script_enabled=has_script).new_page()
    stranger.goto(page.url)

    expect_checked(stranger)
    assert stranger.locator(".facts").inner_text() == page.locator(".facts").inner_text()


def test_a_choice_can_be_changed_from_the_check_and_leads_back_to_it(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "details")

    page.get_by_role("button", name=re.compile("Change.*Service")).click()
    expect(page.get_by_label(SERVICE)).to_be_checked()
    page.get_by_label("Children’s haircut").check()
    page.get_by_role("button", name="Continue").click()

    expect_checked(page)
    expect(page.locator(".facts li")).to_have_text([SERVICE, "Children’s haircut"])


def test_a_time_that_is_taken_meanwhile_is_one_tap_from_another(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "time-with-a-person")
    lost = page.locator("a.chip", has_text="12:00")
    [slot] = parse_qs(urlsplit(lost.get_attribute("href") or "").query)["slot"]
    sandbox.salon.take(BERLIN, YUSUF, datetime.fromisoformat(slot), 45)

    lost.click()
    expect(page.get_by_role("alert")).to_have_attribute("data-error", "slot-taken")
    page.locator("a.chip", has_text="12:45").click()

    expect_checked(page)
    expect(page.locator(".facts")).to_contain_text("12:45")
    expect(page.locator(".facts")).to_contain_text(PERSON)


def test_a_time_that_is_taken_meanwhile_can_be_had_with_somebody_else(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "slot-taken")

    page.get_by_role("link", name="Jonas B.").click()

    expect_checked(page)
    expect(page.locator(".facts")).to_contain_text("12:00")
    expect(page.locator(".facts")).to_contain_text("Jonas B.")


def test_a_deep_link_into_the_walk_keeps_language_and_theme(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"/{BERLIN}/time/?service={HAIRCUT}&date={working_day(sandbox)}&lang=en&theme=dark&utm_source=card")
    dark = _ground(page)

    choose_person(page)
    choose_time(page)

    expect_checked(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert _ground(page) == dark
    query = parse_qs(urlsplit(page.url).query)
    assert (query["lang"], query["theme"], query["utm_source"]) == (["en"], ["dark"], ["card"])
    page.goto(situations.services(sandbox))
    assert _ground(page) != dark


def test_the_first_page_leads_to_the_chosen_location(page: Page) -> None:
    page.goto("/")

    page.get_by_role("link", name="Linden on Hudson").click()

    expect(page).to_have_title("Choose services · Linden on Hudson")


@pytest.mark.parametrize("path", ["/nowhere/", f"/{BERLIN}/nowhere/"])
def test_an_address_that_leads_nowhere_leads_on(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("main a").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("What would|Where would"))


def _ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
