"""A page that still asks for Altegio's own loader."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit
from tests.browser.framed import frame_of, inside
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


def test_the_button_has_the_text_and_colour_of_the_page(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    wanted = "{buttonColor: '#1c84c6', buttonPosition: 'bottom left', buttonText: 'Sign up'}"
    settings = f"<script>window.yWidgetSettings = {wanted}</script>"
    page = visit(open_business("", head=f'{settings}<script src="{embedded}/widgetJS" charset="UTF-8"></script>'))
    button = page.get_by_role("button", name="Sign up")
    expect(button).to_be_visible()
    assert button.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(28, 132, 198)"
    assert button.evaluate("button => button.getBoundingClientRect().left") == 16
    button.click()

    expect(frame_of(page).get_by_role("heading", level=1)).to_be_visible()


def test_links_open_over_the_page_with_their_choice(embedded: str, open_business: OpenBusiness, visit: Visit) -> None:
    address = f"https://n123.alteg.io/company/{BERLIN}/personal/select-time?o=m6542s3302"
    link = f'<a class="ms_booking" href="#" data-url="{address}">Sign up with Yusuf</a>'
    page = visit(open_business(f'{link}<script src="{embedded}/widgetJS"></script>'))
    page.get_by_role("link", name="Sign up with Yusuf").click()

    expect(frame_of(page).locator("table")).to_be_visible()
    assert "service=3302" in inside(page).url
    assert "team_member=6542" in inside(page).url
