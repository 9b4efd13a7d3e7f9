"""What the page is told, and what nobody can make it or the widget believe."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, expect_told, snippet, told
from tests.browser.form import NAME, cancel
from tests.browser.form import PHONE as PHONE_NUMBER
from tests.browser.framed import book, expect_grown, frame_of, inside
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


def test_a_booking_is_told_in_ids_and_times(
    embedded: str, open_business: OpenBusiness, visit: Visit, sandbox: Sandbox
) -> None:
    page = visit(open_business(snippet(embedded)), "?utm_source=card&utm_campaign=autumn")
    book(frame_of(page))
    booked = expect_told(page, "booked")
    cancel(frame_of(page))
    cancelled = expect_told(page, "cancelled")

    [record] = sandbox.salon.records
    names = [name for name, _detail in told(page)]
    assert names == ["ready", "step", "step", "step", "step", "step", "step", "slot_selected", "step", "booked",
                     "step", "cancelled"]  # fmt: skip
    assert [detail["step"] for name, detail in told(page) if name == "step"] == [
        "services", "date", "date", "time", "time", "details", "booking", "booking"]  # fmt: skip
    assert booked["appointments"][0]["record"] == record.id
    assert (booked["utm_source"], booked["utm_campaign"]) == ("card", "autumn")
    assert cancelled["appointments"][0]["is_cancelled"] is True
    everything = json.dumps(told(page))
    for secret in (NAME, "Ada", PHONE_NUMBER, "901820", record.hash):
        assert secret not in everything
    assert {one["from"] for one in page.evaluate("told")} == {"booking-widget"}


def test_a_confirmation_that_is_opened_again_is_no_booking(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    page = visit(open_business(snippet(embedded)))
    book(frame_of(page))
    expect_told(page, "booked")
    inside(page).evaluate("location.reload()")
    page.wait_for_timeout(300)
    expect(frame_of(page).locator(".appointment[data-booked]")).to_be_visible()
    page.wait_for_timeout(300)

    assert len([name for name, _detail in told(page) if name == "booked"]) == 1


def test_a_refusal_is_told_by_its_key(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded, f'location="{BERLIN}" service="999999"')))
    frame_of(page).get_by_role("button", name="Continue").click()

    assert expect_told(page, "error")["key"]


def test_the_data_layer_is_filled_where_it_is_asked_for(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    page = visit(open_business(snippet(embedded, f'location="{BERLIN}" data-layer')))
    expect_told(page, "step")

    layer = page.evaluate("dataLayer")
    assert [entry["event"] for entry in layer] == ["booking_widget_ready", "booking_widget_step"]
    assert layer[1]["booking_widget"]["location"] == BERLIN


def test_no_data_layer_is_made_where_nobody_asked(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    page = visit(open_business(snippet(embedded)))
    expect_told(page, "step")

    assert page.evaluate("window.dataLayer") is None


def test_a_forged_message_changes_nothing(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    stranger = open_business("Somebody else", is_allowed=False)
    page = visit(open_business(f'{snippet(embedded)}<iframe src="{stranger}"></iframe>'))
    expect_grown(page)
    before = told(page), page.locator("iframe").first.evaluate("frame => frame.style.height")
    forged = [
        {"ns": "booking-widget", "v": 1, "type": "event", "name": "booked", "detail": {"record": 1}},
        {"ns": "booking-widget", "v": 1, "type": "height", "height": 77},
    ]
    theirs = next(frame for frame in page.frames if frame.url.startswith(stranger))
    for message in forged:
        page.evaluate("message => postMessage(message, '*')", message)
        theirs.evaluate("message => parent.postMessage(message, '*')", message)
        other_version = {**message, "v": 2}
        inside(page).evaluate("message => parent.postMessage(message, '*')", other_version)
        inside(page).evaluate("message => parent.postMessage(message, '*')", {**message, "ns": "other"})
    page.wait_for_timeout(200)

    assert (told(page), page.locator("iframe").first.evaluate("frame => frame.style.height")) == before


def test_the_widget_listens_to_nobody_but_the_page_around_it(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    """A sibling frame says "init": it would hear where the visitor is, and could write into the form."""
    stranger = open_business("Somebody else", is_allowed=False)
    bare = f'<iframe src="{embedded}/{BERLIN}/"></iframe><iframe src="{stranger}"></iframe>'
    page = visit(open_business(bare))
    expect(frame_of(page).get_by_label(SERVICE)).to_be_visible()
    theirs = next(frame for frame in page.frames if frame.url.startswith(stranger))
    theirs.evaluate("""() => {
      window.heard = [];
      addEventListener("message", ({ data }) => heard.push(data));
      parent.frames[0].postMessage({ ns: "booking-widget", v: 1, type: "init" }, "*");
    }""")
    page.wait_for_timeout(300)

    assert theirs.evaluate("heard") == []
    assert not inside(page).evaluate("document.documentElement.classList.contains('is-grown')")
