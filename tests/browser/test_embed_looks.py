"""The widget sits in the page as if grown there: its ground shows through, and nothing flashes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.business import OpenBusiness
from tests.browser.conftest import NewContext
from tests.browser.embedding import Visit, snippet
from tests.browser.framed import expect_grown, frame_of
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

WHITE, CREAM, RED, NIGHT = (255, 255, 255), (250, 246, 240), (200, 30, 40), (16, 18, 20)
OUR_LIGHT, OUR_DARK = (250, 248, 245), (23, 21, 18)


def ground(page: Page) -> tuple[int, ...]:
    """The colour of the corner of the frame, where nothing is drawn but its ground."""
    box = page.locator("iframe").bounding_box()
    assert box
    shot = page.screenshot(clip={"x": box["x"] + 4, "y": box["y"] + 4, "width": 4, "height": 4})
    colour = Image.open(BytesIO(shot)).convert("RGB").getpixel((1, 1))
    assert isinstance(colour, tuple)
    return colour


def painted(colour: tuple[int, ...], text: str = "#222", more: str = "") -> str:
    return f"<style>body {{ margin: 0; background: rgb{colour}; color: {text} }} {more}</style>"


@pytest.mark.parametrize(
    ("theme", "head"),
    [
        ("light", painted(WHITE)),
        ("light", painted(CREAM)),
        ("auto", painted(CREAM)),
        ("", painted(CREAM)),
        ("dark", painted(NIGHT, "#eee")),
        ("auto", painted(NIGHT, "#eee")),
        ("auto", painted(NIGHT, "oklch(0.95 0 0)")),
        ("auto", painted(NIGHT, "white", ":root { color-scheme: dark }")),
    ],
)
@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_pages_ground_shows_through_where_everything_can_be_read_on_it(
    theme: str, head: str, system: Any, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    page = visit(
        open_business(snippet(embedded, f'location="{BERLIN}" theme="{theme}"'), head=head), color_scheme=system
    )
    expect_grown(page)

    assert ground(page) == (NIGHT if str(NIGHT) in head else CREAM if str(CREAM) in head else WHITE)


@pytest.mark.parametrize(
    ("theme", "head", "ours"),
    [
        ("light", painted(RED), OUR_LIGHT),
        ("light", painted((215, 200, 180)), OUR_LIGHT),
        ("light", painted(NIGHT, "#eee"), OUR_LIGHT),
        ("dark", painted(WHITE), OUR_DARK),
        ("auto", painted((90, 90, 110), "white"), OUR_DARK),
        ("auto", painted(WHITE, "#222", "body { background-image: linear-gradient(white, black) }"), OUR_LIGHT),
        ("auto", "<style>body { margin: 0; background: oklch(0.3 0 0); color: oklch(0.9 0 0) }</style>", OUR_DARK),
    ],
)
def test_elsewhere_it_brings_its_own(
    theme: str, head: str, ours: tuple[int, ...], embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    page = visit(open_business(snippet(embedded, f'location="{BERLIN}" theme="{theme}"'), head=head))
    expect_grown(page)

    assert ground(page) == ours


@pytest.mark.parametrize("system", ["light", "dark"])
def test_without_the_loader_it_brings_its_own(
    system: Any, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    frame = f'<iframe src="{embedded}/{BERLIN}/" title="Booking"></iframe>'
    page = visit(open_business(frame, head=painted(RED)), color_scheme=system)
    expect(frame_of(page).locator("form.menu")).to_be_attached()

    assert ground(page) == (OUR_DARK if system == "dark" else OUR_LIGHT)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_painted_before_it_is_right(
    theme: str, embedded: str, open_business: OpenBusiness, visit: Visit, new_context: NewContext
) -> None:
    body = snippet(embedded, f'location="{BERLIN}" theme="{theme}"')
    page = new_context(open_business(body, head=painted(CREAM, "#222"))).new_page()
    held: list[Route] = []
    page.route("**/frame*.js", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    expect(page.locator("iframe")).to_be_attached()
    for _look in range(5):
        page.wait_for_timeout(100)
        assert ground(page) == CREAM
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
