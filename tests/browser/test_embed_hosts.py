"""Pages that forbid nearly everything, and pages that the widget is not allowed on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, snippet, told
from tests.browser.framed import book, frame_of
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser


STRICT = "default-src 'none'; script-src {0}; frame-src {0}; require-trusted-types-for 'script'; trusted-types 'none'"
ISOLATED = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}


@pytest.mark.parametrize("mode", ["inline", "popup", "floating"])
def test_two_permissions_are_enough(
    mode: str, embedded: str, open_business: OpenBusiness, visit: Visit, sandbox: Sandbox
) -> None:
    policy = {"Content-Security-Policy": STRICT.format(embedded), **ISOLATED}
    body = snippet(embedded, f'location="{BERLIN}" mode="{mode}"')
    page = visit(open_business(body, headers=policy))
    assert page.evaluate("crossOriginIsolated")

    if mode != "inline":
        page.get_by_role("button", name="Book online").click()
    book(frame_of(page))

    assert len(sandbox.salon.records) == 1
    assert page.evaluate("violated") == []
    if mode == "floating":
        assert page.evaluate("getComputedStyle(document.querySelector('booking-widget > button')).position") == "fixed"


def test_a_site_that_is_not_on_the_list_keeps_its_link(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    page = visit(open_business(snippet(embedded), is_allowed=False))
    expect(page.locator("iframe")).to_be_attached()
    page.wait_for_timeout(500)

    assert told(page) == []
