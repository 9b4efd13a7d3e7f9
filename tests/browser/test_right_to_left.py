"""In Arabic and Hebrew the page is mirrored, and what runs from left to right in every script is not: figures, times,
phone numbers, prices, and the business's own words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from babel.dates import get_day_names
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.looking import OUT_OF_ORDER, TOO_WIDE
from tests.browser.salon import YUSUF
from tests.browser.situations import CROWDED, MAIN, show
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

LANGUAGES = ("ar", "he")
WIDTHS = (280, 360, 1280)
MONDAY, SUNDAY = 0, 6
ALSO = [
    *CROWDED,
    "people",
    "date-without-a-free-day",
    "moving-time",
    "moving-check",
    "cancel-question",
    "booked-in-own-words",
    "snippet-builder",
]
SHOWN = [(name, language) for name in MAIN for language in LANGUAGES] + [
    (name, LANGUAGES[number % 2]) for number, name in enumerate(ALSO)
]
"""The pages of a walk in both languages, others in one of them; all of them are looked at by ``make screenshots``."""

MIRRORED = """() => [...document.querySelectorAll("main .icon, header .icon, footer .icon, aside .icon")]
  .filter(icon => icon.checkVisibility())
  .map(icon => [icon.classList[1], new DOMMatrix(getComputedStyle(icon).transform).a])"""
ARROWS = {"icon-on", "icon-back"}

START_AND_END = """() => {
  const written = document.querySelector(".facts .when time > bdi");
  const texts = document.createTreeWalker(written, NodeFilter.SHOW_TEXT), boxes = [];
  while (texts.nextNode()) for (const {0: text, index} of texts.currentNode.data.matchAll(/\\d+:\\d+/g)) {
    const range = document.createRange();
    range.setStart(texts.currentNode, index);
    range.setEnd(texts.currentNode, index + text.length);
    const {left, top, right} = range.getBoundingClientRect();
    boxes.push({left, top, right});
  }
  return boxes;
}"""


@pytest.mark.parametrize("situation, language", SHOWN)
def test_the_page_is_mirrored_and_figures_are_not(page: Page, sandbox: Sandbox, situation: str, language: str) -> None:
    show(page, sandbox, situation, language=language)
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, "rtl")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})

        assert page.evaluate(TOO_WIDE) == [], f"at {width} px"
        order = page.evaluate(OUT_OF_ORDER)
        assert order["wrong"] == [], f"at {width} px"
        assert order["seen"] or situation == "home"
        wrong = [(icon, scale) for icon, scale in page.evaluate(MIRRORED) if (scale < 0) != (icon in ARROWS)]
        assert wrong == []


def test_what_runs_the_wrong_way_would_be_noticed(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "time-with-a-person", language="he")
    page.evaluate("document.querySelector('.phone bdi').replaceWith(document.querySelector('.phone bdi').textContent)")
    page.evaluate("document.querySelectorAll('.member .name').forEach(name => name.removeAttribute('dir'))")

    wrong = "".join(page.evaluate(OUT_OF_ORDER)["wrong"])

    assert "+49" in wrong
    assert "Yusuf D." in wrong


@pytest.mark.parametrize("language, start_is_left", [("he", True), ("ar", False)])
def test_a_time_ends_where_its_script_goes_on(page: Page, sandbox: Sandbox, language: str, start_is_left: bool) -> None:
    """12:00–12:45 is figures alone; with a word for noon it is read like the words around it. Always in one line."""
    show(page, sandbox, "booked", language=language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})

        start, end = page.evaluate(START_AND_END)

        assert start["top"] == end["top"]
        assert (start["right"] <= end["left"]) == start_is_left
        assert (end["right"] <= start["left"]) != start_is_left


@pytest.mark.parametrize("language, first", [("ar", MONDAY), ("he", SUNDAY)])
def test_a_week_begins_at_the_right(page: Page, sandbox: Sandbox, language: str, first: int) -> None:
    names = get_day_names("wide", "stand-alone", language)
    show(page, sandbox, "date", language=language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})

        columns = page.locator(".calendar th").evaluate_all(
            """columns => columns.map(column => {
              const words = document.createRange();
              words.selectNodeContents(column);
              const {left, right} = words.getBoundingClientRect();
              return {name: column.abbr, left, right, edge: column.getBoundingClientRect().right};
            })"""
        )

        assert [column["name"] for column in columns] == [names[(first + day) % 7] for day in range(7)]
        edges = [column["edge"] for column in columns]
        assert edges == sorted(edges, reverse=True)
        assert all(later["right"] < earlier["left"] for earlier, later in pairwise(columns))


def test_own_words_keep_their_direction_and_stand_at_the_pages_side(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "services", language="ar")

    about = page.locator(".service .about").first
    expect(about).to_have_text("Consultation, wash, cut and finish.")
    style = about.evaluate("element => [getComputedStyle(element).direction, getComputedStyle(element).textAlign]")
    assert style == ["ltr", "right"]


def test_a_name_in_another_script_leaves_the_sentence_in_order(page: Page, sandbox: Sandbox) -> None:
    """In English: the words after an Arabic name, a figure among them, stand at its right."""
    berlin = sandbox.salon.locations[BERLIN]
    yusuf = replace(berlin.members[YUSUF], name="يوسف 2")
    sandbox.salon.locations[BERLIN] = replace(berlin, members={**berlin.members, YUSUF: yusuf})
    show(page, sandbox, "slot-taken")

    heading = page.locator("main .part h2").first

    expect(heading).to_contain_text("With يوسف 2 on")
    name, whole = heading.locator("bdi").bounding_box(), heading.bounding_box()
    assert name
    assert whole
    assert whole["x"] + 20 < name["x"] < whole["x"] + 100


def test_a_phone_number_is_typed_from_left_to_right(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "details", language="ar")

    assert page.locator("[name=phone]").evaluate("field => getComputedStyle(field).direction") == "ltr"
    assert page.locator("[name=fullname]").evaluate("field => getComputedStyle(field).direction") == "rtl"
