"""What each kind of page says to those who hear it: names, roles, states and descriptions, kept in ``aria/``.

    RENEW_ARIA=1 python -m pytest tests/browser/test_aria.py -n 2

writes the files anew; what has changed in them is to be read before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.accessible import shortcomings
from tests.browser.conftest import NewContext
from tests.browser.situations import ALL, show

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("one_day")]

KEPT = Path(__file__).parent / "aria"
WITHOUT_BUSINESS = {"home", "snippet-builder", "not-found", "cross-site"}
"""Pages of no business, or made without asking who it is."""
ORDER = ['link "Skip', "banner", 'navigation "Steps', "complementary", "main", 'navigation "Lang']
# Addresses are none of a listener's business, and some hold keys.
ADDRESS = re.compile(r"^ +- /url: .*\n", re.M)
REWRITTEN = (
    (ADDRESS, ""),
    # A row's name is those of its cells.
    (re.compile(r"^( +- row) .*:$", re.M), r"\1:"),
    (re.compile(r"\b\d{9}\b"), "<number>"),
    (re.compile(r"(Reference:\"\n +- code: ).*"), r"\1<reference>"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "<site>"),
    (re.compile(r"(again) \(\d+\)"), r"\1 (<seconds>)"),
)

ALSO_SAID = """() => [...document.querySelectorAll(
  "main :is([required], [aria-invalid], [aria-describedby], [aria-current], :focus), .steps [aria-current]")]
  .filter(element => element.checkVisibility())
  .map(element => {
    const words = of => of.innerText.trim().replace(/\\s+/g, " ");
    const said = [element.labels?.length ? words(element.labels[0]) : words(element)];
    if (element === document.activeElement) said.push("has the focus");
    if (element.required) said.push("required");
    if (element.ariaInvalid) said.push("wrong");
    if (element.ariaCurrent) said.push("current: " + element.ariaCurrent);
    for (const id of (element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean))
      said.push(words(document.getElementById(id)));
    return said.join(" | ");
  })"""
"""What Playwright's snapshot leaves out."""


@pytest.fixture
def page(site: str, new_context: NewContext) -> Page:
    """Of a visitor who is where one of the businesses is."""
    return new_context(site, timezone_id="Europe/Berlin").new_page()


@pytest.mark.parametrize("situation", ALL)
def test_a_page_says_what_it_is_known_to_say(page: Page, sandbox: Sandbox, situation: str) -> None:
    show(page, sandbox, situation)
    page.wait_for_load_state()
    if page.locator("[autofocus]").count():
        expect(page.locator("[autofocus]")).to_be_focused()

    said = heard(page)

    file = KEPT / f"{situation}.txt"
    if os.environ.get("RENEW_ARIA"):
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")
    assert shortcomings(BeautifulSoup(page.content(), "html.parser")) == []


def test_nothing_is_kept_of_pages_that_are_no_more() -> None:
    assert {file.stem for file in KEPT.iterdir()} == set(ALL)


def heard(page: Page) -> str:
    snapshot = page.locator("body").aria_snapshot() + "\n"
    for pattern, constant in REWRITTEN:
        snapshot = pattern.sub(constant, snapshot)
    besides = "\n".join(page.evaluate(ALSO_SAID))
    return f"# {page.title()}\n\n{snapshot}\n# Also\n\n{besides}\n"


def test_a_day_is_named_in_full_with_its_state() -> None:
    days = re.findall(r'- cell "(.*)"', (KEPT / "date.txt").read_text(encoding="utf-8"))
    weekday = r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

    assert len(days) == 31
    for number, day in enumerate(days, start=1):
        assert re.fullmatch(rf"{weekday}, {number} December 2026(, today)?(, (your choice|fully booked|closed))?", day)
    assert [day for day in days if "today" in day] == ["Tuesday, 1 December 2026, today"]
    assert [day for day in days if "choice" in day] == ["Monday, 21 December 2026, your choice"]


@pytest.mark.parametrize("situation", sorted(set(ALL) - WITHOUT_BUSINESS))
def test_help_and_the_steps_stand_where_they_always_do(situation: str) -> None:
    """By WCAG 3.2.3 and 3.2.6."""
    said = (KEPT / f"{situation}.txt").read_text(encoding="utf-8")
    parts = re.findall(
        r'^- (link "Skip|banner|navigation "Steps|complementary|main|navigation "Lang)', said, flags=re.M
    )

    assert parts == [part for part in ORDER if part in parts]
    assert re.search(r'^- banner "[^"]+":\n  - paragraph: .+\n  - link "Call \+\d+"', said, flags=re.M)
