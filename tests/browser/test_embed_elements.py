"""Widgets on a page: many of them, early and late, changed and removed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, expect_told, snippet, told
from tests.browser.framed import book, expect_grown, frame_of, inside
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN, NEW_YORK

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}


def test_two_widgets_do_not_disturb_each_other(
    embedded: str, open_business: OpenBusiness, visit: Visit, sandbox: Sandbox
) -> None:
    other = f'<booking-widget location="{NEW_YORK}"></booking-widget>'
    page = visit(open_business(f"{snippet(embedded)}{other}"))
    expect(frame_of(page, 1).get_by_label("Gentleman")).to_be_visible()
    book(frame_of(page, 0))

    expect(frame_of(page, 1).get_by_label("Gentleman")).to_be_visible()
    assert {detail.get("location") for name, detail in told(page) if name == "step"} == {BERLIN, NEW_YORK}
    assert [detail["location"] for name, detail in told(page) if name == "booked"] == [BERLIN]


@pytest.mark.parametrize("place", ["before", "after", "late", "twice"])
def test_the_loader_comes_when_it_likes(place: str, embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    element = f'<booking-widget location="{BERLIN}"><a href="{embedded}/{BERLIN}/">Book</a></booking-widget>'
    script = f'<script src="{embedded}/embed.js"></script>'
    body = {
        "before": script + element,
        "after": element + script,
        "late": element,
        "twice": script + element + script,
    }
    page = visit(open_business(body[place]))
    if place in ("late", "twice"):
        page.add_script_tag(url=f"{embedded}/embed.js")

    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()
    expect(page.locator("iframe")).to_have_count(1)
    expect(page.get_by_role("link", name="Book")).to_have_count(0)
    expect_told(page, "step")
    assert [name for name, _detail in told(page) if name == "ready"] == ["ready"]


def test_a_block_of_a_site_builder_is_one_too(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    block = f'<div data-booking-widget data-location="{BERLIN}" data-theme="dark" data-service="3302"></div>'
    page = visit(open_business(f'{block}<script src="{embedded}/embed.js"></script>'))
    expect(frame_of(page).get_by_label(SERVICE)).to_be_checked()
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", block)

    expect(page.locator("iframe")).to_have_count(2)
    assert "theme=dark" in inside(page).url


def test_attributes_become_the_address(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    attributes = (
        f'location="{BERLIN}" service="3302, 3304" team-member="0" lang="en" theme="dark" accent="#7a3e5c" '
        'corners="round" font="serif"'
    )
    page = visit(open_business(snippet(embedded, attributes)), "?utm_source=card&utm_medium=print&x=1")
    expect(frame_of(page).get_by_label(SERVICE)).to_be_checked()

    assert inside(page).url == (
        f"{embedded}/{BERLIN}/?service=3302&service=3304&team_member=0&lang=en&theme=dark&accent=7a3e5c"
        "&corners=round&font=serif&utm_source=card&utm_medium=print"
    )


def test_a_changed_attribute_changes_the_widget(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded)))
    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()
    page.evaluate(f"document.querySelector('booking-widget').setAttribute('location', '{NEW_YORK}')")

    expect(frame_of(page).get_by_label("Gentleman")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(1)


def test_it_cleans_up_after_itself(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded, f'location="{BERLIN}" mode="popup"', "Book")))
    page.get_by_role("button", name="Book").click()
    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()
    page.evaluate("window.widget = document.querySelector('booking-widget'); widget.remove()")

    expect(page.locator("iframe, dialog")).to_have_count(0)
    assert page.evaluate("document.documentElement.style.overflow") == ""
    assert page.evaluate("widget.innerHTML").startswith("<a ")

    page.evaluate("document.body.append(widget)")
    expect(page.get_by_role("button", name="Book")).to_be_visible()


def test_frames_have_a_name(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded, f'location="{BERLIN}" label="Book at ours"')))

    expect(page.get_by_title("Book at ours")).to_be_visible()


@pytest.mark.parametrize(
    "parent",
    [
        "display: flex; flex-direction: column; align-items: center",
        "display: flex; justify-content: center",
        "display: grid; place-items: center",
        "display: table-cell",
        "display: inline-block",
    ],
)
def test_it_is_wide_where_its_place_is_as_wide_as_it(
    parent: str, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    page = visit(open_business(f'<div style="{parent}">{snippet(embedded)}</div>'), viewport=WIDE)
    expect_grown(page)
    assert page.locator("iframe").evaluate("frame => frame.clientWidth") == 960
    page.set_viewport_size({"width": 390, "height": 800})
    expect_grown(page)

    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_wide_place_is_filled(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded), head="<style>body { margin: 0 }</style>"), viewport=WIDE)
    expect_grown(page)

    assert page.locator("iframe").evaluate("frame => frame.clientWidth") == 1280


@pytest.mark.parametrize(
    "html",
    [
        '<booking-widget hidden location="4564"></booking-widget>',
        '<booking-widget class="closed" location="4564"></booking-widget>',
        '<div data-booking-widget class="closed" data-location="4564"></div>',
    ],
)
def test_what_the_page_hides_stays_hidden_until_it_is_shown(
    html: str, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    hiding = "<style>.closed, [hidden] { display: none }</style>"
    page = visit(open_business(f'{html}<script src="{embedded}/embed.js"></script>', head=hiding))
    expect(page.locator("iframe")).to_be_hidden()
    page.evaluate("""() => {
      const widget = document.querySelector("booking-widget, [data-booking-widget]");
      widget.hidden = false;
      widget.className = "";
    }""")
    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()
    expect_grown(page)


@pytest.mark.parametrize("cap", ["max-height: 300px", "max-height: 300px !important"])
def test_in_a_frame_that_is_kept_low_everything_can_be_reached(
    cap: str, embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    page = visit(open_business(snippet(embedded), head=f"<style>iframe {{ {cap} }}</style>"))
    expect_told(page, "step")
    page.wait_for_timeout(1200)

    frame_of(page).get_by_label(SERVICE).check()
    frame_of(page).get_by_role("button", name="Continue").click()
    expect(frame_of(page).locator("table")).to_be_visible()
    page.wait_for_timeout(1200)
    can_scroll = "getComputedStyle(document.documentElement).overflowY !== 'hidden'"
    assert inside(page).evaluate(can_scroll) == ("important" in cap)
