"""Everything can be reached and done with the keyboard, and it is always to be seen where one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests import pseudo
from tests.browser.conftest import NewContext
from tests.browser.form import book_button, expect_booked, field
from tests.browser.keyboard import FOCUS, STOPS, complaint, stops, tab_to
from tests.browser.situations import show
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [(390, 844), (320, 256), (1280, 800)], ids=str)
@pytest.mark.parametrize(
    "situation",
    ["services", "date", "time", "details-asked-everything", "slot-taken", "lost-at-booking", "booked-two"],
)
def test_the_focus_is_always_to_be_seen(page: Page, sandbox: Sandbox, situation: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    show(page, sandbox, situation)

    passed = list(stops(page))

    assert len(passed) == page.locator(STOPS).filter(visible=True).count()
    assert [stop["order"] for stop in passed] == sorted(stop["order"] for stop in passed)
    assert [complaint(stop) for stop in passed if complaint(stop)] == []
    assert list(back_and_forth(passed)) == []


def back_and_forth(passed: list[dict[str, Any]]) -> Iterator[str]:
    """Stops that stand above, or in their line before, the one that comes before them in the same column. What is a
    column of its own in a wide window comes first, as it does in a narrow one."""
    for before, stop in pairwise(passed):
        if before["column"] != stop["column"] or before["isSkip"]:
            continue
        (left, top, width, height), (next_left, next_top, _, next_height) = before["box"], stop["box"]
        is_beside = next_top < top + height and top < next_top + next_height
        if (next_left < left + width - 1) if is_beside else (next_top < top):
            yield f"{stop['html']} comes after {before['html']}"


@pytest.mark.parametrize("situation", ["services", "time"])
def test_the_focus_is_to_be_seen_on_the_way_back_up_too(page: Page, sandbox: Sandbox, situation: str) -> None:
    show(page, sandbox, situation)
    to_be_seen = page.locator(STOPS).filter(visible=True)
    to_be_seen.last.focus()

    hidden = []
    for _ in range(to_be_seen.count() - 1):
        page.keyboard.press("Shift+Tab")
        stop = page.evaluate(FOCUS)
        hidden += [complaint(stop)] if complaint(stop) else []

    assert hidden == []


def test_the_focus_is_to_be_seen_among_long_words_from_right_to_left(
    languages: None, page: Page, sandbox: Sandbox
) -> None:
    for language in (pseudo.LONG, pseudo.RIGHT_TO_LEFT):
        show(page, sandbox, "services", language=language)
        assert [stop for stop in stops(page) if complaint(stop)] == []


def test_what_is_wrong_is_where_one_is_and_leads_to_its_field(
    site: str, sandbox: Sandbox, new_context: NewContext, has_script: bool
) -> None:
    page = new_context(site, java_script_enabled=has_script).new_page()
    show(page, sandbox, "details")
    field(page, "fullname").press("Enter")
    expect(page.locator("#wrong")).to_be_focused()
    expect(page).to_have_title(re.compile("^Please check: "))

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(field(page, "phone")).to_be_focused()
    expect(field(page, "phone")).to_have_accessible_description("Enter your phone number.")
    expect(field(page, "phone")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("situation", ["code-sent", "code-wrong"])
def test_the_way_from_a_code_to_the_appointment_is_short(page: Page, sandbox: Sandbox, situation: str) -> None:
    show(page, sandbox, situation)
    if situation == "code-sent":
        expect(field(page, "code")).to_be_focused()
    else:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(field(page, "code")).to_be_focused()
        page.keyboard.press("Control+a")

    page.keyboard.type("1234")
    tab_to(page, field(page, "consent"))
    if not field(page, "consent").is_checked():
        page.keyboard.press("Space")
    tab_to(page, book_button(page))
    page.keyboard.press("Enter")

    expect_booked(page)


def test_the_first_stop_skips_to_the_choice(page: Page) -> None:
    page.goto(f"/{BERLIN}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the choice")).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Start with a person")).to_be_focused()
