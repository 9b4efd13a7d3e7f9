"""Widgets on a page: many of them, early and late, changed and removed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, snippet, told
from tests.browser.framed import book, frame_of, inside
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN, NEW_YORK

pytestmark = pytest.mark.browser


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
