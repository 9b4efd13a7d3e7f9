"""The snippet as the builder gives it, pasted into a bare page of another site."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.conftest import PHONE, NewContext
from tests.browser.embedding import Visit
from tests.browser.form import NAME
from tests.browser.framed import expect_grown, frame_of, walk
from tests.browser.walking import SERVICE
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


@pytest.fixture
def pasted(embedded: str, new_context: NewContext) -> str:
    """As the snippet builder gives it, without JavaScript."""
    page = new_context(embedded, java_script_enabled=False).new_page()
    page.goto(f"/embed/?location={BERLIN}")
    return page.locator("#snippet-html").input_value()


def test_books_on_a_phone_without_an_inner_scroll_bar(
    pasted: str, open_business: OpenBusiness, visit: Visit, sandbox: Sandbox
) -> None:
    page = visit(open_business(f"<h1>Salon</h1>{pasted}"))

    for _step in walk(frame_of(page)):
        expect_grown(page)

    assert [record.fullname for record in sandbox.salon.records] == [NAME]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_leads_to_the_booking_where_nothing_runs(
    pasted: str, open_business: OpenBusiness, new_context: NewContext, embedded: str
) -> None:
    page = new_context(open_business(pasted), java_script_enabled=False).new_page()
    page.goto("/")

    page.get_by_role("link", name="Book online").click()

    expect(page.get_by_label(SERVICE)).to_be_visible()
    assert page.url.startswith(f"{embedded}/{BERLIN}/")
