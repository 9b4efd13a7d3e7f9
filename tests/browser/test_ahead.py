"""The next page is fetched while somebody points at the way to it: never the details, and never from Altegio."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, Locator, Page, Request, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.conftest import NewContext
from tests.browser.embedding import Visit, snippet
from tests.browser.framed import frame_of, inside
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN
from tests.journeys.wishes import HAIRCUT

pytestmark = pytest.mark.browser

FETCHED = """() => performance.getEntriesByType("resource")
  .filter(({ initiatorType }) => initiatorType === "link").map(({ name }) => name)"""
DESKTOP = {"width": 1200, "height": 900}


def fetched_ahead(frame: Frame) -> list[str]:
    return [url for url in frame.evaluate(FETCHED) if "/static/" not in url and "/theme/" not in url]


def expect_fetched(page: Page, frame: Frame, part: str) -> str:
    frame.wait_for_function(f"part => ({FETCHED})().some((url) => url.includes(part))", arg=part)
    return next(url for url in fetched_ahead(frame) if part in url)


@pytest.mark.parametrize("how", ["hover", "focus", "touch"])
def test_in_a_frame_the_script_fetches_what_is_pointed_at(
    embedded: str, open_business: OpenBusiness, visit: Visit, sandbox: Sandbox, how: str
) -> None:
    page = visit(open_business(snippet(embedded, f'location="{BERLIN}" lang="en"')), has_touch=how == "touch")
    frame_of(page).get_by_label(SERVICE).check()
    asked_before = len(sandbox.requests)
    _point(frame_of(page).get_by_role("button", name="Continue"), how)

    url = expect_fetched(page, inside(page), "/date/?")

    assert f"service={HAIRCUT}" in url
    assert len(sandbox.requests) == asked_before


def test_the_details_are_not_fetched_ahead(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded, f'location="{BERLIN}" lang="en" service="{HAIRCUT}"')))
    frame = frame_of(page)
    frame.get_by_role("button", name="Continue").click()
    frame.locator("td.is-free a").first.click()
    frame.locator("a.chip").first.hover()
    frame.locator(".member").last.hover()
    expect_fetched(page, inside(page), "/time/?")

    assert not [url for url in fetched_ahead(inside(page)) if "/details/" in url]


def test_on_a_page_of_its_own_the_browser_does_it_by_the_rules(
    site: str, new_context: NewContext, sandbox: Sandbox
) -> None:
    """Speculation rules work on a secure page only; to Chromium localhost is one."""
    page = new_context(site.replace("127.0.0.1", "localhost"), viewport=DESKTOP).new_page()
    page.goto(f"/{BERLIN}/date/?lang=en&service={HAIRCUT}&team_member=0")
    day = page.locator("td.is-free a").first
    asked_before = len(sandbox.requests)

    def is_guess(request: Request) -> bool:
        return "/time/?" in request.url and "prefetch" in request.headers.get("sec-purpose", "")

    with page.expect_request(is_guess) as guess:
        day.hover()

    assert guess.value.url.endswith(str(day.get_attribute("href")))
    assert len(sandbox.requests) == asked_before
    assert not fetched_ahead(page.main_frame)
    day.click()
    expect(page.locator("a.chip").first).to_be_visible()


def _point(way: Locator, how: str) -> None:
    match how:
        case "hover":
            way.hover()
        case "focus":
            way.focus()
        case _:
            way.dispatch_event("touchstart")
