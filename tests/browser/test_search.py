"""The search answers while one types; without JavaScript the server gives the same answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.conftest import NewContext
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

QUERIES = [
    "manicure",
    "MÄNICURE gel",
    "nails",
    "nail",
    "  scissors ",
    "blow dry",
    "colour toner",
    "children's",
    "astrology",
]


@pytest.fixture
def page(page: Page) -> Page:
    page.goto(f"/{BERLIN}/?lang=en")
    return page


@pytest.fixture
def plain_page(site: str, new_context: NewContext) -> Page:
    """Of a visitor without JavaScript."""
    page = new_context(site, java_script_enabled=False).new_page()
    page.goto(f"/{BERLIN}/?lang=en")
    return page


def titles(page: Page) -> list[str]:
    """Those that can be seen."""
    return page.locator(".service:visible .title").all_inner_texts()


def headings(page: Page) -> list[str]:
    return page.locator(".category:visible h2").all_inner_texts()


def found(page: Page) -> tuple[list[str], list[str], str]:
    return headings(page), titles(page), page.locator(".found").inner_text()


def test_the_list_follows_every_letter(page: Page) -> None:
    everything = titles(page)

    page.get_by_role("searchbox").press_sequentially("manic")
    assert titles(page) == ["Gel manicure", "Classic manicure"]
    assert headings(page) == ["Nails"]
    page.get_by_role("searchbox").fill("")

    assert titles(page) == everything


def test_script_and_server_find_the_same(page: Page, plain_page: Page) -> None:
    by_script, by_server = {}, {}
    for query in QUERIES:
        page.get_by_role("searchbox").fill(query)
        by_script[query] = found(page)
        plain_page.get_by_role("searchbox").fill(query)
        plain_page.get_by_role("button", name="Find").click()
        expect(plain_page).to_have_url(re.compile(r"[?&]q="))
        by_server[query] = found(plain_page)

    assert by_script == by_server


def test_letters_that_are_written_in_two_ways_are_one(
    page: Page, plain_page: Page, sandbox: Sandbox, cold: Callable[[], None]
) -> None:
    titles = ["Fußpflege", "Κόμμωση γάμος", *(f"Haircut {number}" for number in range(9))]
    rows = [{"id": number, "title": title, "category_id": 1} for number, title in enumerate(titles, start=1)]
    menu = {"services": rows, "category": [{"id": 1, "title": "Menu"}]}
    sandbox.faults.add("answer", "book_services", status=200, body={"success": True, "data": menu, "meta": []})
    cold()
    page.reload()

    for query, title in (("fusspf", "Fußpflege"), ("FUẞ", "Fußpflege"), ("γαμοσ", titles[1]), ("ΓΆΜΟΣ", titles[1])):
        page.get_by_role("searchbox").fill(query)
        assert found(page)[1] == [title], query
        plain_page.goto(f"/{BERLIN}/?lang=en&q={query}")
        assert found(plain_page)[1] == [title], query


def test_accents_are_not_needed_and_do_no_harm(page: Page) -> None:
    page.get_by_role("searchbox").fill("mánïcûre")

    assert titles(page) == ["Gel manicure", "Classic manicure"]


def test_what_is_ticked_stays_in_sight(page: Page) -> None:
    page.get_by_label(SERVICE).check()

    page.get_by_role("searchbox").fill("pedicure")

    assert titles(page) == [SERVICE, "Classic pedicure"]
    expect(page.get_by_label(SERVICE)).to_be_checked()


def test_a_search_that_finds_nothing_says_so_and_takes_it_back(page: Page) -> None:
    page.get_by_role("searchbox").fill("astrology")
    expect(page.get_by_role("status")).to_have_text("Nothing found. Try a shorter word.")
    assert titles(page) == []

    page.get_by_role("searchbox").fill("hair")

    expect(page.get_by_role("status")).to_have_text(f"Services found: {len(titles(page))}")
    assert "Short haircut" in titles(page)
    page.get_by_role("searchbox").fill(" ")

    expect(page.get_by_role("status")).to_be_empty()


def test_enter_in_the_search_keeps_the_ticks_and_the_page(page: Page) -> None:
    page.get_by_label(SERVICE).check()
    before = page.url

    page.get_by_role("searchbox").fill("pedicure")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_label("Classic pedicure").check()

    assert page.url == before
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".summary")).to_contain_text(f"{SERVICE}, Classic pedicure")


def test_without_javascript_enter_asks_the_server_and_keeps_the_ticks(plain_page: Page) -> None:
    plain_page.get_by_label(SERVICE).check()

    plain_page.get_by_role("searchbox").fill("pedicure")
    plain_page.get_by_role("searchbox").press("Enter")

    expect(plain_page.get_by_label(SERVICE)).to_be_checked()
    assert titles(plain_page) == [SERVICE, "Classic pedicure"]
    plain_page.get_by_label("Classic pedicure").check()
    plain_page.get_by_role("button", name="Continue").click()
    expect(plain_page.locator(".summary")).to_contain_text(f"{SERVICE}, Classic pedicure")


def test_from_a_list_the_server_has_filtered_another_search_reaches_the_rest(page: Page) -> None:
    page.goto(f"/{BERLIN}/?q=manicure&service=3302&lang=en")
    assert titles(page) == [SERVICE, "Gel manicure", "Classic manicure"]

    page.get_by_role("searchbox").fill("balayage")
    page.get_by_role("searchbox").press("Enter")

    expect(page.get_by_label("Balayage")).to_be_visible()
    expect(page.get_by_label(SERVICE)).to_be_checked()
    page.get_by_role("link", name="Show all services").click()
    assert len(titles(page)) > 20
    expect(page.get_by_label(SERVICE)).to_be_checked()


def test_a_search_does_not_travel_to_the_next_step(page: Page) -> None:
    page.get_by_role("searchbox").fill("haircut")
    page.get_by_label(SERVICE).check()
    page.get_by_role("button", name="Continue").click()
    page.locator("td.is-free a").first.click()

    assert "q=" not in page.url
