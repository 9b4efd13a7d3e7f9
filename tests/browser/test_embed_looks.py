"""The widget sits in the page as if grown there: its ground shows through, and nothing flashes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.business import OpenBusiness
from tests.browser.conftest import NewContext
from tests.browser.embedding import Visit, expect_told, snippet
from tests.browser.framed import expect_grown, frame_of
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

RED, NIGHT = (200, 30, 40), (16, 24, 48)


def ground(page: Page) -> tuple[int, ...]:
    """The colour of the corner of the frame, where nothing is drawn but its ground."""
    box = page.locator("iframe").bounding_box()
    assert box
    shot = page.screenshot(clip={"x": box["x"] + 2, "y": box["y"] + 2, "width": 4, "height": 4})
    colour = Image.open(BytesIO(shot)).convert("RGB").getpixel((1, 1))
    assert isinstance(colour, tuple)
    return colour


def painted(colour: tuple[int, ...], scheme: str = "") -> str:
    rules = f"margin: 0; background: rgb{colour}"
    return f"<style>:root {{ {f'color-scheme: {scheme};' if scheme else ''} }} body {{ {rules} }}</style>"


@pytest.mark.parametrize(
    ("theme", "colour", "scheme", "system"),
    [
        ("light", RED, "", "light"),
        ("light", RED, "", "dark"),
        ("dark", NIGHT, "", "light"),
        ("dark", NIGHT, "dark", "light"),
        ("auto", RED, "", "light"),
        ("auto", NIGHT, "light dark", "dark"),
        ("auto", NIGHT, "dark", "dark"),
    ],
)
def test_the_pages_ground_shows_through(
    theme: str, colour: Any, scheme: str, system: Any, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    body = snippet(embedded, f'location="{BERLIN}" theme="{theme}"')
    page = visit(open_business(body, head=painted(colour, scheme)), color_scheme=system)
    expect_grown(page)

    assert ground(page) == colour


def test_a_dark_widget_on_a_page_that_knows_no_dark_brings_its_ground(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    """The visitor's system is dark and the page is not: light text on its light ground could not be read."""
    page = visit(open_business(snippet(embedded), head=painted((255, 255, 255))), color_scheme="dark")
    expect_grown(page)

    assert max(ground(page)) < 40


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_painted_before_it_is_right(
    theme: str, embedded: str, open_business: OpenBusiness, visit: Visit, new_context: NewContext
) -> None:
    body = snippet(embedded, f'location="{BERLIN}" theme="{theme}"')
    page = new_context(open_business(body, head=painted(RED))).new_page()
    held: list[Route] = []
    page.route("**/frame*.js", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    expect(page.locator("iframe")).to_be_attached()
    for _look in range(5):
        page.wait_for_timeout(100)
        assert ground(page) == RED
    assert held
    for route in held:
        route.continue_()
    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()


def test_the_first_paint_waits_for_the_theme(page: Page) -> None:
    held: list[Route] = []
    page.route("**/theme/*", lambda route: held.append(route))
    page.goto(f"/{BERLIN}/?lang=en&theme=dark", wait_until="commit")
    page.wait_for_timeout(500)
    assert page.evaluate("performance.getEntriesByType('paint')") == []
    [route] = held
    route.continue_()
    expect(page.get_by_label(SERVICE)).to_be_visible()
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert colour == "rgb(23, 21, 18)"


def test_the_buttons_text_can_be_read_on_any_accent(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    accents = ["ffd400", "#1f5c4d", "FFF", "000", "e72124", "777777", "not a colour"]
    body = "".join(f'<booking-widget mode="popup" accent="{accent}"></booking-widget>' for accent in accents)
    page = visit(open_business(f'{body}<script src="{embedded}/embed.js"></script>'))
    expect(page.get_by_role("button")).to_have_count(len(accents))
    contrasts = page.evaluate("""() => [...document.querySelectorAll("booking-widget button")].map((button) => {
      const luminance = (colour) => {
        const parts = colour.match(/\\d+/g).map((part) => part / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
      };
      const { color, backgroundColor } = getComputedStyle(button);
      const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((one, other) => one - other);
      return (light + 0.05) / (dark + 0.05);
    })""")

    assert min(contrasts) >= 4.5


def test_reduced_motion_is_respected(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    """Which way the page is scrolled is told by what the loader asks for."""
    for motion, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        page = visit(open_business(snippet(embedded) + '<p style="height: 2000px">'), reduced_motion=motion)
        expect_told(page, "step")
        page.evaluate("""() => {
          window.asked = [];
          document.querySelector("iframe").scrollIntoView = ({ behavior }) => asked.push(behavior);
        }""")
        expect_grown(page)
        page.evaluate("scrollTo(0, 1500)")
        frame_of(page).get_by_label(SERVICE).evaluate("box => { box.checked = true; box.form.requestSubmit() }")
        expect(frame_of(page).locator("table")).to_be_visible()
        expect_told(page, "step")
        page.wait_for_timeout(200)

        assert page.evaluate("asked") == [behaviour]
