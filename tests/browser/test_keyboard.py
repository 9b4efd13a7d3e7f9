"""Everything can be reached and done with the keyboard, and it is always to be seen where one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from booking_site.sandbox.server import Sandbox
from tests import pseudo
from tests.browser.conftest import NewContext
from tests.browser.form import NAME, PHONE, book_button, expect_booked, field
from tests.browser.situations import show
from tests.browser.walking import PERSON, SERVICE, expect_checked
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

MOST_STOPS = 150
"""No page has more stops for the Tab key than this."""
STOPS = ":is(a[href], button, input:not([type=hidden]), select, textarea, summary):not([tabindex='-1'])"
FOCUS = """() => {
  const stop = document.activeElement;
  if (stop === document.body) return null;
  const box = stop.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const style = getComputedStyle(stop);
  return {
    html: stop.outerHTML.slice(0, 160),
    order: [...document.querySelectorAll("*")].indexOf(stop),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    hiddenBy: top && (top === stop || stop.contains(top) || top.contains(stop) || [...stop.labels ?? []].includes(top))
      ? "" : top ? top.outerHTML.slice(0, 160) : "the edge of the window",
  };
}"""


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Each element the Tab key leads to, from the page's first to its last."""
    last = None
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            return
        # A field for a day has stops inside, for each of its parts.
        if stop["order"] != last:
            yield stop
        last = stop["order"]
    raise AssertionError("the Tab key goes round in circles")


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus."""
    for _ in range(MOST_STOPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target} with the Tab key")


@pytest.mark.parametrize("size", [(390, 844), (320, 480), (1280, 800)], ids=str)
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
    assert [stop["html"] for stop in passed if stop["outline"] < 2] == []
    assert [(stop["html"], stop["hiddenBy"]) for stop in passed if stop["hiddenBy"]] == []


@pytest.mark.parametrize("situation", ["services", "time"])
def test_the_focus_is_to_be_seen_on_the_way_back_up_too(page: Page, sandbox: Sandbox, situation: str) -> None:
    show(page, sandbox, situation)
    page.locator(STOPS).last.focus()

    hidden = []
    for _ in range(page.locator(STOPS).count() - 1):
        page.keyboard.press("Shift+Tab")
        stop = page.evaluate(FOCUS)
        hidden += [(stop["html"], stop["hiddenBy"])] if stop["hiddenBy"] else []

    assert hidden == []


def test_the_focus_is_to_be_seen_among_long_words_from_right_to_left(
    languages: None, page: Page, sandbox: Sandbox
) -> None:
    for language in (pseudo.LONG, pseudo.RIGHT_TO_LEFT):
        show(page, sandbox, "services", language=language)
        assert [stop for stop in stops(page) if stop["hiddenBy"] or stop["outline"] < 2] == []


def test_the_whole_walk_can_be_done_with_the_keyboard_alone(page: Page) -> None:
    page.goto(f"/{BERLIN}/")
    tab_to(page, page.get_by_label(SERVICE))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    expect(page.locator("#month")).to_be_visible()

    tab_to(page, page.locator("a[rel=next]"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("[?&]month="))
    tab_to(page, page.locator("td.is-free a").first)
    page.keyboard.press("Enter")
    expect(page.locator("a.chip").first).to_be_visible()

    tab_to(page, page.locator(".member", has_text=PERSON))
    page.keyboard.press("Enter")
    expect(page.locator(".member[aria-current=true]")).to_contain_text(PERSON)
    tab_to(page, page.locator("a.chip").first)
    page.keyboard.press("Enter")
    expect_checked(page)

    tab_to(page, field(page, "fullname"))
    page.keyboard.type(NAME)
    tab_to(page, field(page, "phone"))
    page.keyboard.type(PHONE)
    page.keyboard.press("Enter")
    expect_booked(page)

    tab_to(page, page.locator(".cancel summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Yes, cancel it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-cancelled]")).to_be_attached()


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
