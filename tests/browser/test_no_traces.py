"""A walk leaves nothing behind in the browser and speaks to nobody but the widget's own server."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import NewContext
from tests.browser.form import cancel, expect_booked, fill, press_book, step_button
from tests.browser.walking import STEPS, expect_checked
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event => console.error("violated:", event.violatedDirective))
"""
STORED = """async () => [
  document.cookie,
  ...Object.keys(localStorage),
  ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(database => database.name),
  ...await caches.keys(),
  ...await navigator.serviceWorker.getRegistrations(),
].filter(Boolean)"""


class Watched:
    """A page, everything it asked for and everything that it complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda thrown: self.complaints.append(str(thrown.error)))
        context.add_init_script(REPORT_VIOLATIONS)
        self.page: Page = context.new_page()


@pytest.fixture
def context(site: str, new_context: NewContext) -> BrowserContext:
    return new_context(site, service_workers="allow")


@pytest.fixture
def watched(context: BrowserContext) -> Watched:
    return Watched(context)


def walk(page: Page) -> None:
    """To an appointment and out of it again."""
    page.goto("/")
    page.get_by_role("link", name="Atelier Linden").click()
    page.get_by_role("searchbox").fill("hair")
    for step in STEPS:
        step(page)
        page.wait_for_load_state()
    expect_checked(page)
    press_book(page)
    expect(page.locator("#wrong")).to_be_visible()
    fill(page, email="ada@example.com")
    step_button(page, 3).click()
    page.locator("button.chip").last.click()
    press_book(page)
    expect_booked(page)
    cancel(page)
    expect(page.locator("[data-cancelled]")).to_be_attached()


def test_a_walk_stores_nothing_in_the_browser(watched: Watched, context: BrowserContext) -> None:
    walk(watched.page)

    assert context.cookies() == []
    assert context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
    assert watched.page.evaluate(STORED) == []


def test_a_walk_asks_no_other_server_for_anything(watched: Watched, site: str) -> None:
    walk(watched.page)

    assert any(url.endswith("/frame.js") for url in watched.requests)
    assert any("/photo/" in url for url in watched.requests)
    assert [url for url in watched.requests if not url.startswith(f"{site}/")] == []


def test_a_walk_breaks_no_rule_and_no_script(watched: Watched) -> None:
    walk(watched.page)

    # That something in the form was wrong is no fault of the page, but Chromium notes it.
    assert [complaint for complaint in watched.complaints if "a status of 422" not in complaint] == []


def test_the_policy_holds_against_whatever_gets_into_a_page(watched: Watched, site: str) -> None:
    watched.page.goto(f"/{BERLIN}/")
    watched.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.test/x.png'}))")
    watched.page.evaluate("document.body.append(Object.assign(document.createElement('style'), {textContent: '*{}'}))")

    expect(watched.page.locator("body > style")).to_have_count(1)
    assert any("violated: img-src" in complaint for complaint in watched.complaints)
    assert any("violated: style-src" in complaint for complaint in watched.complaints)


def test_text_cannot_become_script(watched: Watched) -> None:
    watched.page.goto(f"/{BERLIN}/")

    refusal = watched.page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>' } catch (thrown) { return thrown.name } }"
    )

    assert refusal == "TypeError"
